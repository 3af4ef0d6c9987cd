namespace ProtoSockets.Tests.Records;

/// <summary>What errors say of values that peers send.</summary>
public sealed partial class CheckMessageTests
{
    [WireStruct]
    public readonly partial record struct Verb([OneOf("GET", "PUT"), LengthPrefixed<byte>] string Name);

    [Fact]
    public void A_value_is_shown_on_one_line() => WireForm.Refuses<Verb>([3, (byte)'G', (byte)'\n', 0x1B], "Name at byte 0: is \"G\\u000A\\u001B\", and must be \"GET\" or \"PUT\"");

    [Fact]
    public void A_long_value_is_cut() => WireForm.Refuses<Verb>([70, .. Enumerable.Repeat((byte)'a', 70)], $"Name at byte 0: is \"{new string('a', 64)}...\", and must be \"GET\" or \"PUT\"");
}

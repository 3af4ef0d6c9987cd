namespace ProtoSockets.Tests.Records;

public sealed partial class ConditionTests
{
    [WireStruct]
    public readonly partial record struct Optional
    {
        public byte Version { get; init; }

        public bool HasCount { get; init; }

        public bool IsNew => Version >= 2;

        [When(nameof(HasCount))]
        public ushort? Count { get; init; }

        [When(nameof(IsNew)), LengthPrefixed<byte>]
        public string? Name { get; init; }

        [When(nameof(IsNew)), Reserved(1), Magic(0x7F)]
        public Pair? Pair { get; init; }

        [When(nameof(HasCount)), LengthPrefixed<byte>]
        public ReadOnlyMemory<byte>? Data { get; init; }

        [When(nameof(IsNew)), VarInt(VarIntFormat.Leb128)]
        public uint? Number { get; init; }

        public byte End { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Pair(bool Left, byte Right);

    [WireStruct]
    public partial record Positional(bool HasValue, [property: When(nameof(Positional.HasValue))] uint? Value)
    {
        [When(nameof(IsLarge)), CountPrefixed<byte>]
        public byte[]? Extra { get; init; }

        public bool IsLarge => Value > 1000;
    }

    [WireStruct]
    public sealed partial record Tree(byte Value, [CountPrefixed<byte>] Tree[] Children);

    private static readonly Optional Full = new()
    {
        Version = 2,
        HasCount = true,
        Count = 0x0102,
        Name = "ab",
        Pair = new(true, 5),
        Data = new byte[] { 6 },
        Number = 300,
        End = 9,
    };

    [Fact]
    public void A_member_is_there_when_its_condition_holds() => WireForm.Is(
        Full,
        [
            2, // Version
            1, // HasCount
            0x01, 0x02, // Count
            2, (byte)'a', (byte)'b', // Name
            0, 0x7F, 1, 5, // Pair behind reserved and constant bytes
            1, 6, // Data
            0xAC, 0x02, // Number
            9, // End
        ]);

    [Fact]
    public void A_member_is_not_there_when_its_condition_does_not_hold() => WireForm.Is(new Optional { Version = 1, End = 9 }, 1, 0, 9);

    [Fact]
    public void A_value_must_agree_with_its_condition()
    {
        WireForm.CannotWrite(Full with { Count = null }, "Count is null, and HasCount says that it is there");
        WireForm.CannotWrite(Full with { Version = 1 }, "Name has a value, and IsNew says that it is not there");
    }

    [Fact]
    public void Errors_in_a_conditional_member_name_it()
    {
        WireForm.Refuses<Optional>([2, 0, 0, 0, 0x7E], "Pair at byte 4: is not the constant 7F");
        WireForm.Refuses<Optional>([2, 0, 0, 0, 0x7F, 2, 0], "Pair.Left at byte 5: 2 is neither 0 (false) nor 1 (true)");
    }

    [Fact]
    public void Positional_members_and_properties_can_be_mixed()
    {
        WireForm.Is(new Positional(true, 1001) { Extra = [7] }, 1, 0, 0, 0x03, 0xE9, 1, 7);
        WireForm.Is(new Positional(true, 1000), 1, 0, 0, 0x03, 0xE8);
        WireForm.Is(new Positional(false, null), 0);
    }

    [Fact]
    public void Values_can_contain_values_of_their_own_kind_up_to_a_depth()
    {
        WireForm.Is(new Tree(1, [new(2, []), new(3, [new(4, [])])]), 1, 2, 2, 0, 3, 1, 4, 0);

        byte[] deep = [.. Enumerable.Repeat((byte)1, 1000)];
        Assert.Contains("nested deeper than the limit of 64", WireForm.Refuses<Tree>(deep).ToString(), StringComparison.Ordinal);
    }
}

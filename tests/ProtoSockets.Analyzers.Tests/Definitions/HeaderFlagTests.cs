namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>[FlagOf] in headers, and checksums over headers whose size varies.</summary>
public sealed class HeaderFlagTests
{
    private static string Protocol(string flag, string messages) => $$"""
        [Protocol]
        public partial class Chat
        {
            [Header]
            public readonly partial record struct Header
            {
                {{flag}}
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }

            {{messages}}
        }
        """;

    [Theory]
    [InlineData("[{|PSOCK1059:FlagOf(nameof(Id))|}] public partial bool HasId { get; }", "[Message(1)] public readonly partial record struct Said(int Value);", "'HasId' says whether 'Id' is there, which is always there: it is in the header")]
    [InlineData("[FlagOf(\"Text\")] public partial bool {|PSOCK1009:HasText|} { get; }", "[Message(1)] public readonly partial record struct Said(int Value);", "'HasText' counts 'Text', and what follows the header has no such member on the wire")]
    [InlineData("[FlagOf(\"Text\")] public partial bool HasText { get; }", "[Message(1)] public readonly partial record struct Said(int Text, [property: {|PSOCK1059:When(\"HasText\")|}] int? Other);", "'HasText' says whether 'Other' is there, which is not what it tells: that is 'Text'")]
    [InlineData("public bool HasText { get; init; }", "[Message(1)] public readonly partial record struct Said([property: {|PSOCK1016:When(\"HasText\")|}] int? Text);", "'Text' is there when 'HasText' is true, and 'Said' has no bool property of that name")]
    public Task Flags_in_a_header_are_checked(string flag, string messages, string message) => DefinitionTest.Reports(Protocol(flag, messages), message);

    [Theory]
    [InlineData("[Message(1)] public readonly partial record struct Said([property: When(\"HasText\"), MaxBytes(9)] string? Text); [Message(2)] public readonly partial record struct Other(int Value);")]
    [InlineData("[Message(1)] public readonly partial record struct Said(int Text); [Message(2)] public readonly partial record struct Other(bool Has, [property: When(\"Has\")] int? Text);")]
    public Task A_flag_in_a_header_tells_of_members_of_the_messages(string messages) =>
        DefinitionTest.IsSilent(Protocol("[Bits(1), FlagOf(\"Text\")] public partial bool HasText { get; } [Bits(7)] public byte Rest { get; init; }", messages));

    [Fact]
    public Task A_header_whose_size_varies_may_have_checksums() => DefinitionTest.IsSilent(
        """
        [Protocol]
        public partial class Chat
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [VarInt(VarIntFormat.Mqtt), FrameLength] public partial uint Length { get; }
                [Checksum<Crc32>(Over = ChecksumRange.Frame)] public partial uint Sum { get; }
            }

            [Message(1)] public readonly partial record struct Said([property: Remaining] Utf8Text Text);
        }
        """);
}

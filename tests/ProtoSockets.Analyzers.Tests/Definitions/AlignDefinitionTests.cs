namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>[Align]: where padding of any size can't be.</summary>
public sealed class AlignDefinitionTests
{
    [Theory]
    [InlineData("[{|PSOCK1030:Align(1)|}] public byte X { get; init; }", "[Align] on 'X' is given 1; it must be between 2 and 4096")]
    [InlineData("[{|PSOCK1030:Align(0)|}] public byte X { get; init; }", "[Align] on 'X' is given 0; it must be between 2 and 4096")]
    [InlineData("[{|PSOCK1030:Align(5000)|}] public byte X { get; init; }", "[Align] on 'X' is given 5000; it must be between 2 and 4096")]
    [InlineData("[LengthOf(nameof(X), nameof(Y))] public partial ushort L { get; } [LengthPrefixed<byte>] public string X { get; init; } [Align(4)] public int {|PSOCK1062:Y|} { get; init; }", "'Y' is aligned, and 'L' counts it together with members in front of it, whose size varies; put them into a record of their own")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [Align(2), {|PSOCK1022:At(nameof(XAt))|}] public byte X { get; init; }", "'X' has both [At] and [Align], and only one can hold")]
    [InlineData("[Remaining] public byte[] {|PSOCK1014:X|} { get; init; } [Align(4)] public byte Y { get; init; }", "'X' takes all that is left, and 'Y' follows it")]
    public Task Alignments_are_checked(string members, string message) => DefinitionTest.ReportsMember(members, message);

    [Theory]
    [InlineData("[Align(4)] public byte X { get; init; }")]
    [InlineData("public byte A { get; init; } [Align(4), Magic(1)] public byte X { get; init; } [Magic(2), Align(8)] public byte Y { get; init; }")]
    [InlineData("[LengthPrefixed<byte>] public string A { get; init; } [Align(3, OnRead = ReservedPolicy.Refuse)] public byte X { get; init; } [Align(4, From = OffsetBase.Message)] public int Y { get; init; }")]
    [InlineData("[LengthOf(nameof(X), nameof(Y))] public partial ushort L { get; } [Align(4)] public short X { get; init; } [Align(4)] public string Y { get; init; }")]
    [InlineData("public byte A { get; init; } [Align(4), Remaining] public byte[] X { get; init; }")]
    [InlineData("public byte A { get; init; } [Remaining] public byte[] X { get; init; }")]
    [InlineData("public bool H { get; init; } [LengthPrefixed<byte>] public string A { get; init; } [When(nameof(H)), Align(4)] public byte? X { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [LengthPrefixed<byte>] public string A { get; init; } [Align(8)] public byte X { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [Align(2, From = OffsetBase.Message), At(nameof(XAt))] public byte X { get; init; }")]
    [InlineData("[Bits(4)] public byte A { get; init; } [Bits(4)] public byte B { get; init; } [Align(4), Bits(8)] public byte C { get; init; }")]
    public Task Alignments_that_can_be_filled_are_right(string members) => DefinitionTest.IsSilentAboutMember(members);

    [Fact]
    public Task A_header_may_be_aligned_where_that_takes_no_choice() => DefinitionTest.IsSilent(
        """
        [Protocol]
        public partial class Chat
        {
            [Header, Align(8)]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [Align(4), FrameLength] public partial ushort Length { get; }
            }

            [Message(1)] public readonly partial record struct Said(byte A, [Align(4)] int Value, [Remaining, Align(8)] byte[] More);
        }
        """);

    [Fact]
    public Task The_end_of_a_record_that_takes_all_is_not_aligned() => DefinitionTest.Reports(
        "[WireStruct, Align(4)] public partial record struct Sample([Remaining] byte[] {|PSOCK1014:X|});",
        "'X' takes all that is left, and 'the record's end' follows it");
}

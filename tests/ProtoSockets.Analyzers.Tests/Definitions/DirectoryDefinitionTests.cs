namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>[Directory]: what can be an entry, and what can't stand around a list of them.</summary>
public sealed class DirectoryDefinitionTests
{
    private const string Types = """

        [WireStruct]
        public readonly partial record struct Entry
        {
            public byte Kind { get; init; }
            [FixedBytes(4)] public string Tag { get; init; }
            [OffsetOf(nameof(Data), From = OffsetBase.Message)] public partial uint At { get; }
            [LengthOf(nameof(Data))] public partial ushort Length { get; }
            [At(nameof(At), MayOverlap = true)] public byte[] Data { get; init; }
        }

        [WireStruct]
        public readonly partial record struct Named
        {
            [LengthPrefixed<byte>] public string Name { get; init; }
            [OffsetOf(nameof(Data))] public partial uint At { get; }
            [At(nameof(At))] public uint Data { get; init; }
        }
        """;

    private static string Record(string members) => $$"""
        [WireStruct]
        public partial record struct Sample
        {
            {{members}}
        }
        """ + Types;

    [Theory]
    [InlineData("[{|PSOCK1090:Directory|}, MaxCount(9)] public int[] X { get; init; }", "'X' is a [Directory], and its elements are no records that begin with members of fixed size and end with members that stand where those say ([At])")]
    [InlineData("[{|PSOCK1090:Directory|}, MaxCount(9)] public Named[] X { get; init; }", "'X' is a [Directory], and its elements are no records that begin with members of fixed size and end with members that stand where those say ([At])")]
    [InlineData("[{|PSOCK1090:Directory|}, LengthPrefixed<ushort>, MaxCount(9)] public Entry[] X { get; init; }", "'X' is a [Directory], and nothing counts its entries")]
    [InlineData("public bool H { get; init; } [When(nameof(H)), {|PSOCK1090:Directory|}, MaxCount(9)] public Entry[]? X { get; init; }", "'X' is a [Directory], and it is not always there")]
    [InlineData("[{|PSOCK1090:Directory|}, MaxCount(9)] public Entry[] X { get; init; } [Remaining] public byte[] Rest { get; init; }", "'X' is a [Directory], and 'Rest' takes all that is left, so that nothing can stand behind it")]
    [InlineData("[LengthOf(nameof(X), nameof(Y))] public partial ushort L { get; } [{|PSOCK1090:Directory|}, CountPrefixed<byte>] public Entry[] X { get; init; } public byte Y { get; init; }", "'X' is a [Directory], and a length would count its entries without what they point to")]
    [InlineData("[{|PSOCK1023:Directory|}] public Entry X { get; init; }", "[Directory] has no meaning on 'X': its type says how it looks")]
    [InlineData("[{|PSOCK1023:Directory|}] public int X { get; init; }", "[Directory] has no meaning on 'X': it is a number")]
    public Task Directories_are_checked(string members, string message) => DefinitionTest.Reports(Record(members), message);

    [Theory]
    [InlineData("[Directory, MaxCount(9)] public Entry[] X { get; init; }")]
    [InlineData("[CountOf(nameof(X))] public partial ushort N { get; } public byte A { get; init; } [Directory, MaxCount(9)] public WireList<Entry> X { get; init; } public byte B { get; init; }")]
    [InlineData("[Directory, CountPrefixed<byte>] public Entry[] X { get; init; } [Directory, CountPrefixed<byte>] public WireList<Entry> Y { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [At(nameof(XAt)), Directory, MaxCount(9)] public Entry[] X { get; init; }")]
    [InlineData("[MaxCount(9)] public Entry[] X { get; init; }")]
    [InlineData("[CountOf(nameof(X))] public partial byte N { get; } [Directory] public WireList<Entry> X { get; init; }")]
    [InlineData("[LengthOf(nameof(B))] public partial byte L { get; } [Directory, CountPrefixed<byte>] public Entry[] X { get; init; } public byte[] B { get; init; }")]
    [InlineData("public bool H { get; init; } [When(nameof(H))] public int? Y { get; init; } [Directory, CountPrefixed<ushort>, MaxCount(300)] public Entry[] X { get; init; }")]
    public Task Lists_with_a_count_may_be_directories(string members) => DefinitionTest.IsSilent(Record(members));
}

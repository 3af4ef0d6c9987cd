namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>[OffsetOf], [At] and what codecs are told: what is wrong, and what is not.</summary>
public sealed class PlaceDefinitionTests
{
    private const string Codec = """
        public readonly struct Told : IWireCodec<int, (byte A, bool B)>, IWireCodec<int, byte>
        {
            public static bool TryRead(ref WireReader reader, (byte A, bool B) argument, out int value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, (byte A, bool B) argument, int value) { }
            public static int GetSize((byte A, bool B) argument, int value) => 0;
            public static bool TryRead(ref WireReader reader, byte argument, out int value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, byte argument, int value) { }
            public static int GetSize(byte argument, int value) => 0;
        }

        """;

    [Theory]
    [InlineData("[{|PSOCK1085:OffsetOf(\"Rows\")|}] public partial uint RowsAt { get; }", "'RowsAt' says where 'Rows' is, and 'Sample' has no such member on the wire")]
    [InlineData("public byte X { get; init; } [{|PSOCK1085:OffsetOf(nameof(X))|}] public partial uint At { get; }", "'At' says where 'X' is, which does not follow it")]
    [InlineData("public uint Where { get; init; } [{|PSOCK1085:At(nameof(Where))|}] public byte X { get; init; }", "'X' stands where 'Where' says, and 'Sample' has no such member marked [OffsetOf(nameof(X))]")]
    [InlineData("[OffsetOf(nameof(Y))] public partial byte YAt { get; } [{|PSOCK1085:At(nameof(YAt))|}] public byte X { get; init; } public byte Y { get; init; }", "'X' stands where 'YAt' says, and 'Sample' has no such member marked [OffsetOf(nameof(X))]")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [At(nameof(XAt))] public byte X { get; init; } public byte {|PSOCK1086:Y|} { get; init; }", "'Y' follows 'X', which stands where an offset says: such members come last")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [Magic(1), {|PSOCK1022:At(nameof(XAt))|}] public byte X { get; init; }", "'X' has both [At] and [Magic], and only one can hold")]
    [InlineData("[VarInt(VarIntFormat.Leb128), {|PSOCK1023:OffsetOf(nameof(X))|}] public partial uint XAt { get; } [At(nameof(XAt))] public byte X { get; init; }", "[OffsetOf] has no meaning on 'XAt': an offset has a fixed width, since its own width moves what it points to")]
    [InlineData("[{|PSOCK1023:OffsetOf(nameof(X))|}] public partial byte XAt { get; } [Bits(8)] public byte X { get; init; }", "[OffsetOf] has no meaning on 'XAt': 'X' is some bits of a run, which start at no byte")]
    [InlineData("[{|PSOCK1030:OffsetOf(nameof(X), Unit = 0)|}] public partial byte XAt { get; } public byte X { get; init; }", "[OffsetOf] on 'XAt' is given a unit of 0; it must be between 1 and 4096")]
    [InlineData("[OffsetOf(nameof(X))] public byte {|PSOCK1012:XAt|} { get; init; } public byte X { get; init; }", "'XAt' is computed: declare it as 'public partial byte XAt { get; }'")]
    [InlineData("[LengthOf(nameof(X), nameof(Y))] public partial byte {|PSOCK1011:L|} { get; } [OffsetOf(nameof(Y))] public partial byte YAt { get; } public byte X { get; init; } [At(nameof(YAt))] public byte Y { get; init; }", "'L' counts members that do not follow one another in the order given, or only part of what another length counts")]
    public Task Offsets_are_checked(string members, string message) => DefinitionTest.ReportsMember(members, message);

    [Theory]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [At(nameof(XAt))] public byte X { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } public byte X { get; init; } public int Y { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [OffsetOf(nameof(X), From = OffsetBase.Message)] public partial byte Again { get; } [At(nameof(XAt))] public Point X { get; init; }")]
    [InlineData("[OffsetOf(nameof(X), Unit = 4, Bias = -2)] public partial short XAt { get; } [LengthOf(nameof(X))] public partial uint L { get; } [At(nameof(XAt), MayOverlap = true)] public Point X { get; init; }")]
    [InlineData("[Bits(4), OffsetOf(nameof(X))] public partial byte XAt { get; } [Bits(4)] public byte R { get; init; } [Padding(3)] public byte X { get; init; }")]
    [InlineData("[OffsetOf(nameof(X))] public partial byte XAt { get; } [OffsetOf(nameof(Y))] public partial byte YAt { get; } [CountOf(nameof(X))] public partial byte N { get; } [At(nameof(XAt)), MaxCount(9)] public int[] X { get; init; } [At(nameof(YAt)), Remaining] public byte[] Y { get; init; }")]
    [InlineData("public bool Has { get; init; } [OffsetOf(nameof(X))] public partial byte XAt { get; } [When(nameof(Has)), At(nameof(XAt)), MaxBytes(5)] public string? X { get; init; }")]
    public Task Offsets_that_find_their_members_are_right(string members) => DefinitionTest.IsSilentAboutMember(members);

    [Theory]
    [InlineData("public byte A { get; init; } public bool B { get; init; } [Codec<Told>(nameof(A), nameof(B))] public int X { get; init; }")]
    [InlineData("public byte A { get; init; } [Codec<Told>(nameof(A), nameof(IsB))] public int X { get; init; } public bool IsB => A > 1;")]
    [InlineData("public byte A { get; init; } [Codec<Told>(nameof(Half))] public int X { get; init; } public byte Half => (byte)(A / 2);")]
    [InlineData("public byte A { get; init; } [Codec<Told>(nameof(A)), CountPrefixed<byte>, MaxCount(3)] public int[] X { get; init; }")]
    public Task Codecs_are_told_members_and_properties(string members) => DefinitionTest.IsSilent(Codec + DefinitionTest.RecordAround(members).Replace("namespace Test;", string.Empty, StringComparison.Ordinal));

    [Theory]
    [InlineData("[{|PSOCK1029:Codec<Told>(\"Nothing\")|}] public int X { get; init; }", "'X' can't be read by 'Told': its argument 'Nothing' is no member that can be read")]
    [InlineData("[{|PSOCK1029:Codec<Told>(nameof(Later))|}] public int X { get; init; } public byte Later { get; init; }", "'X' can't be read by 'Told': its argument 'Later' does not come before it")]
    [InlineData("[{|PSOCK1029:Codec<Told>(nameof(Asks))|}] public int X { get; init; } public byte Later { get; init; } public byte Asks => Later;", "'X' can't be read by 'Told': its argument 'Asks' looks at 'Later', which is not known before it")]
    [InlineData("public int A { get; init; } [{|PSOCK1029:Codec<Told>(nameof(A))|}] public int X { get; init; }", "'X' can't be read by 'Told': its argument 'A' is no byte")]
    [InlineData("public byte A { get; init; } [{|PSOCK1029:Codec<Told>(nameof(A), nameof(A), nameof(A))|}] public int X { get; init; }", "'X' can't be read by 'Told': it does not implement IWireCodec<int, (T1, T2, T3)>")]
    [InlineData("public byte A { get; init; } [{|PSOCK1029:Codec<Told>(nameof(A), nameof(A))|}] public int X { get; init; }", "'X' can't be read by 'Told': its argument 'A' is no bool")]
    [InlineData("[{|PSOCK1029:Codec<Told>|}] public int X { get; init; }", "'X' can't be read by 'Told': it does not implement IWireCodec<int>")]
    public Task What_a_codec_is_told_is_checked(string members, string message) =>
        DefinitionTest.Reports(Codec + DefinitionTest.RecordAround(members).Replace("namespace Test;", string.Empty, StringComparison.Ordinal), message);
}

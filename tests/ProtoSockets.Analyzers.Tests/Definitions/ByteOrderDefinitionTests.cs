namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>[ByteOrder]: what can choose, and what follows.</summary>
public sealed class ByteOrderDefinitionTests
{
    private const string Types = """

        public enum Mark : ushort { Intel = 0x4949, Motorola = 0x4D4D }
        public enum Other : ushort { Intel = 0x4949 }
        [WireStruct, ByteOrder] public readonly partial record struct Open(ushort Value);
        [WireStruct] public readonly partial record struct Fixed(ushort Value);
        [WireStruct, BigEndian] public readonly partial record struct Big(ushort Value);
        [WireStruct] public readonly partial record struct Bytes(byte A, [MaxBytes(9)] Utf8Text B);
        """;

    private static string Record(string attributes, string members) => $$"""
        [WireStruct, {{attributes}}]
        public partial record struct Sample
        {
            {{members}}
        }
        """ + Types;

    [Theory]
    [InlineData("{|PSOCK1060:ByteOrder(\"Missing\")|}", "public bool X { get; init; } public int Y { get; init; }", "The byte order of 'Sample' is chosen by 'Missing', and 'Sample' has no such member")]
    [InlineData("{|PSOCK1060:ByteOrder(\"X\")|}", "public byte X { get; init; } public int Y { get; init; }", "The byte order of 'Sample' is chosen by 'X', which is no bool; say which of its values is little-endian")]
    [InlineData("{|PSOCK1060:ByteOrder(\"X\", 300)|}", "public byte X { get; init; } public int Y { get; init; }", "The byte order of 'Sample' is chosen by 'X', of whose type 'byte' the value for little-endian is not")]
    [InlineData("{|PSOCK1060:ByteOrder(\"X\", Other.Intel)|}", "public Mark X { get; init; } public int Y { get; init; }", "The byte order of 'Sample' is chosen by 'X', of whose type 'Mark' the value for little-endian is not")]
    [InlineData("{|PSOCK1060:ByteOrder(\"Y\")|}", "public int X { get; init; } public bool Y { get; init; }", "The byte order of 'Sample' is chosen by 'Y', which nothing follows")]
    [InlineData("{|PSOCK1060:ByteOrder(\"P\")|}", "[LengthOf(nameof(Y))] public partial byte X { get; } [MaxBytes(9)] public byte[] Y { get; init; } public bool P => X > 2;", "The byte order of 'Sample' is chosen by 'P', which looks at 'X', and that is not known before it")]
    [InlineData("{|PSOCK1060:ByteOrder(\"X\")|}", "public bool H { get; init; } [When(nameof(H))] public bool? X { get; init; } public int Y { get; init; }", "The byte order of 'Sample' is chosen by 'X', which is no bool; say which of its values is little-endian")]
    [InlineData("LittleEndian, {|PSOCK1022:ByteOrder|}", "public int Y { get; init; }", "'Sample' has both [LittleEndian] and [ByteOrder], and only one can hold")]
    [InlineData("ByteOrder(\"X\")", "public bool X { get; init; } public Fixed {|PSOCK1061:Y|} { get; init; }", "'Y' is always big-endian, although 'X' chooses the byte order around it; mark 'Fixed' [ByteOrder], or [BigEndian] if that is meant")]
    [InlineData("ByteOrder(\"X\")", "public bool X { get; init; } [CountPrefixed<byte>] public WireList<Fixed> {|PSOCK1061:Y|} { get; init; }", "'Y' is always big-endian, although 'X' chooses the byte order around it; mark 'Fixed' [ByteOrder], or [BigEndian] if that is meant")]
    [InlineData("ByteOrder(\"X\")", "public bool X { get; init; } [{|PSOCK1053:EndsWith(0)|}, MaxCount(3)] public int[] Y { get; init; }", "'Y' ends with a number, whose bytes depend on the order that is chosen at run time")]
    public Task What_chooses_for_a_record_is_checked(string attributes, string members, string message) => DefinitionTest.Reports(Record(attributes, members), message);

    [Theory]
    [InlineData("[{|PSOCK1060:ByteOrder(nameof(Z))|}] public int Y { get; init; } public bool Z { get; init; }", "The byte order of 'Y' is chosen by 'Z', which does not come before it")]
    [InlineData("[{|PSOCK1060:ByteOrder|}] public int Y { get; init; }", "The byte order of 'Y' is chosen by nothing; name the member that chooses")]
    [InlineData("public bool X { get; init; } [LittleEndian, {|PSOCK1022:ByteOrder(nameof(X))|}] public int Y { get; init; }", "'Y' has both [LittleEndian] and [ByteOrder], and only one can hold")]
    [InlineData("public bool X { get; init; } [{|PSOCK1023:ByteOrder(nameof(X))|}] public Guid Y { get; init; }", "[ByteOrder] has no meaning on 'Y': it is an identifier in RFC 9562's order")]
    [InlineData("public bool X { get; init; } [{|PSOCK1023:ByteOrder(nameof(X))|}] public Point Y { get; init; }", "[ByteOrder] has no meaning on 'Y': its type says how it looks")]
    public Task What_chooses_for_a_member_is_checked(string members, string message) => DefinitionTest.ReportsMember(members, message);

    [Fact]
    public Task A_message_has_nothing_around_it() => DefinitionTest.Reports(
        """
        [Protocol]
        public partial class Chat
        {
            [Message(1), {|PSOCK1060:ByteOrder|}] public readonly partial record struct Said(int Value);
        }
        """,
        "The byte order of 'Said' is chosen by nothing, since no record encloses a message, and no header in front of it chooses");

    [Theory]
    [InlineData("public byte Mark { get; init; } public bool IsLittle => Mark == 1;", "IsLittle")]
    [InlineData("[Bits(7)] public byte A { get; init; } [Bits(1)] public bool IsLittle { get; init; } [Bits(8)] public byte B { get; init; }", "IsLittle")]
    public Task A_frames_length_is_looked_at_before_its_header_is_read(string members, string chooser) => DefinitionTest.Reports(
        $$"""
        [Protocol]
        public partial class Chat
        {
            [Header, ByteOrder(nameof({{chooser}}))]
            public readonly partial record struct Header
            {
                {{members}}
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort {|PSOCK1060:Length|} { get; }
            }

            [Message(1)] public readonly partial record struct Said(int Value);
        }
        """,
        $"The byte order of 'Length' is chosen by '{chooser}', and where a frame ends is found before its header is read: by a number in front, or by some bits of one byte");

    [Theory]
    [InlineData("ByteOrder(nameof(Mark), 'l')", "public byte Mark { get; init; } [MessageId] public byte Id { get; init; } [FrameLength] public partial uint Length { get; }")]
    [InlineData("ByteOrder(nameof(Mark))", "public bool Mark { get; init; } [MessageId] public ushort Id { get; init; } [FrameLength] public partial ushort Length { get; } [CorrelationId] public uint Call { get; init; }")]
    [InlineData("ByteOrder(nameof(Mark), 3)", "[Reserved(2)] public ushort Mark { get; init; } [MessageId] public byte Id { get; init; } [FrameLength, LengthOf(\"All\")] public partial ulong Length { get; }")]
    [InlineData("ByteOrder(nameof(Mark))", "[Bits(3)] public byte A { get; init; } [Bits(1)] public bool Mark { get; init; } [Bits(4)] public byte B { get; init; } [MessageId] public byte Id { get; init; } [FrameLength, Bytes(3)] public partial uint Length { get; }")]
    [InlineData("ByteOrder(nameof(IsLittle))", "public byte Mark { get; init; } public bool IsLittle => Mark == 1; [MessageId] public ushort Id { get; init; } [FrameLength, BigEndian] public partial uint Length { get; }")]
    [InlineData("ByteOrder(nameof(IsLittle))", "public byte Mark { get; init; } public bool IsLittle => Mark == 1; [MessageId] public ushort Id { get; init; } [FrameLength] public partial byte Length { get; }")]
    [InlineData("BigEndian", "public bool Mark { get; init; } [MessageId] public byte Id { get; init; } [FrameLength, ByteOrder(nameof(Mark))] public partial uint Length { get; }")]
    public Task A_member_of_a_header_may_choose_for_what_follows(string attribute, string members) => DefinitionTest.IsSilent(
        $$"""
        [Protocol]
        public partial class Chat
        {
            [Header, {{attribute}}]
            public readonly partial record struct Header { {{members}} }

            [Message(1)] public readonly partial record struct Said([Section("All")] int Value);
            [Message(2){{(attribute == "BigEndian" ? "" : ", ByteOrder")}}] public readonly partial record struct Heard([Section("All")] int Value, [Section("All"), MaxCount(3)] WireList<ushort> More);
        }
        """);

    [Theory]
    [InlineData("ByteOrder(\"X\")", "public bool X { get; init; } public int Y { get; init; }")]
    [InlineData("LittleEndian, ByteOrder(\"X\", Mark.Intel)", "public uint First { get; init; } public Mark X { get; init; } public Open Y { get; init; } [MaxCount(9)] public WireList<Open> Z { get; init; }")]
    [InlineData("ByteOrder(\"X\", \"II\")", "[FixedBytes(2)] public string X { get; init; } public Big Y { get; init; } public Bytes Z { get; init; }")]
    [InlineData("ByteOrder(\"IsLittle\")", "public byte X { get; init; } [Bits(4)] public byte A { get; init; } [Bits(12)] public ushort B { get; init; } public bool IsLittle => X > 7;")]
    [InlineData("ByteOrder(\"B\")", "[Bits(7)] public byte A { get; init; } [Bits(1)] public bool B { get; init; } [Bits(8)] public byte C { get; init; } public int D { get; init; }")]
    [InlineData("ByteOrder", "public bool X { get; init; } [LittleEndian] public int Y { get; init; } [ByteOrder(nameof(X)), MaxCount(9)] public int[] Z { get; init; }")]
    [InlineData("ByteOrder(\"X\")", "public bool X { get; init; } [MaxBytes(3)] public byte[] Y { get; init; } [FixedPoint(8), Bytes(4)] public double D { get; init; }")]
    public Task What_is_known_by_then_may_choose(string attributes, string members) => DefinitionTest.IsSilent(Record(attributes, members));

    [Fact]
    public Task A_member_of_the_header_may_choose_for_the_body() => DefinitionTest.IsSilent(
        """
        [Protocol]
        public partial class Chat
        {
            [Header]
            public readonly partial record struct Header
            {
                public bool IsLittle { get; init; }
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }

            [Message(1), ByteOrder(nameof(IsLittle))] public readonly partial record struct Said([InHeader] bool IsLittle, int Value, [Remaining] WireList<ushort> More);
        }
        """);

    [Fact]
    public Task Another_attribute_of_that_name_is_none_of_ours() => DefinitionTest.IsSilent(
        """
        public sealed class ByteOrderAttribute(string text) : Attribute { public string Text { get; } = text; }
        [WireStruct, global::ByteOrder("nothing")] public partial record struct Sample(int X);
        """);
}

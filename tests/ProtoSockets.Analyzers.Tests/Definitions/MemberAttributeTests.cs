using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Attributes that say how a member looks: PSOCK1003, 1014, 1015, 1022, 1023, 1029, 1030, 1045.</summary>
public sealed class MemberAttributeTests
{
    [Theory]
    [InlineData("public string {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("public Utf8Text {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("public byte[] {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("public ReadOnlyMemory<byte> {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("public int[] {|PSOCK1003:Value|}", "MaxCount")]
    [InlineData("public WireList<Point> {|PSOCK1003:Value|}", "MaxCount")]
    [InlineData("[NullTerminated] public string {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("[LengthPrefixed<uint>] public string {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("[LengthPrefixed<uint>(Bytes = 3)] public string {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("[LengthPrefixed(VarIntFormat.Quic)] public string {|PSOCK1003:Value|}", "MaxBytes")]
    [InlineData("[CountPrefixed<int>] public int[] {|PSOCK1003:Value|}", "MaxCount")]
    public Task A_member_as_large_as_the_peer_likes_is_reported(string member, string limit) => ReportsMember(
        member + " { get; init; }",
        $"The peer chooses how large 'Value' is; limit it with [{limit}]");

    [Theory]
    [InlineData("[MaxBytes(9)] public string")]
    [InlineData("[NullTerminated, MaxBytes(9)] public string")]
    [InlineData("[LengthPrefixed<byte>] public string")]
    [InlineData("[LengthPrefixed<ushort>] public ReadOnlyMemory<byte>")]
    [InlineData("[LengthPrefixed<uint>(Bytes = 2)] public string")]
    [InlineData("[LengthPrefixed<uint>, MaxBytes(100000)] public byte[]")]
    [InlineData("[FixedBytes(16)] public string")]
    [InlineData("[Remaining] public ReadOnlyMemory<byte>")]
    [InlineData("[Remaining] public WireList<int>")]
    [InlineData("[MaxCount(9)] public int[]")]
    [InlineData("[MaxBytes(9)] public int[]")]
    [InlineData("[CountPrefixed<ushort>] public int[]")]
    [InlineData("[LengthPrefixed<ushort>] public int[]")]
    [InlineData("[FixedCount(65535)] public int[]")]
    [InlineData("[FixedCount(1)] public WireList<Point>")]
    public Task A_member_with_a_limit_of_any_kind_is_right(string member) => IsSilentAboutMember(member + " Value { get; init; }");

    [Fact]
    public Task A_length_member_of_two_bytes_is_a_limit() => IsSilentAboutMember(
        "[LengthOf(nameof(Value))] public partial ushort Length { get; } public ReadOnlyMemory<byte> Value { get; init; }");

    [Fact]
    public Task A_length_member_of_four_bytes_is_none() => ReportsMember(
        "[LengthOf(nameof(Value))] public partial uint Length { get; } public ReadOnlyMemory<byte> {|PSOCK1003:Value|} { get; init; }",
        "The peer chooses how large 'Value' is; limit it with [MaxBytes]");

    [Fact]
    public Task A_rest_is_followed_by_fixed_sizes_only() => ReportsMember(
        "[Remaining] public ReadOnlyMemory<byte> {|PSOCK1014:Body|} { get; init; } [LengthPrefixed<byte>] public string Crc { get; init; }",
        "'Body' takes all that is left, and 'Crc' follows it");

    [Fact]
    public Task A_record_that_ends_with_a_rest_is_last() => Reports(
        """
        [WireStruct] public readonly partial record struct Tail([Remaining] ReadOnlyMemory<byte> Bytes);
        [WireStruct] public readonly partial record struct Sample(Tail {|PSOCK1014:Tail|}, int Crc);
        """,
        "'Tail' takes all that is left, and 'Crc' follows it");

    [Fact]
    public Task What_stands_at_the_end_of_a_record_follows_a_record_that_takes_the_rest_too() => Reports(
        """
        [WireStruct] public readonly partial record struct Tail([Remaining] ReadOnlyMemory<byte> Bytes);
        [WireStruct, Magic(13, 10)] public readonly partial record struct Sample(Tail {|PSOCK1014:Body|});
        """,
        "'Body' takes all that is left, and 'the record's end' follows it");

    [Fact]
    public Task What_stands_at_the_end_of_a_record_has_a_size_that_a_rest_leaves_room_for() => IsSilent(
        "[WireStruct, Magic(13, 10)] public readonly partial record struct Sample([Remaining] ReadOnlyMemory<byte> Body);");

    [Fact]
    public Task An_element_of_a_list_has_an_end() => Reports(
        """
        [WireStruct] public readonly partial record struct Tail([Remaining] ReadOnlyMemory<byte> Bytes);
        [WireStruct] public readonly partial record struct Sample([MaxCount(3)] WireList<Tail> {|PSOCK1014:Tails|});
        """,
        "'Tail' takes all that is left, and 'the next element of Tails' follows it");

    [Fact]
    public Task A_member_without_a_length_in_a_group_is_followed_by_fixed_sizes_only() => ReportsMember(
        "[LengthOf(nameof(Body), nameof(Name))] public partial ushort Length { get; } public ReadOnlyMemory<byte> {|PSOCK1014:Body|} { get; init; } [NullTerminated, MaxBytes(3)] public string Name { get; init; }",
        "'Body' takes all that is left, and 'Name' follows it");

    [Theory]
    [InlineData("public int First { get; init; } [Remaining] public ReadOnlyMemory<byte> Body { get; init; }")]
    [InlineData("[Remaining] public ReadOnlyMemory<byte> Body { get; init; } public int Crc { get; init; }")]
    [InlineData("[Remaining] public WireList<int> Body { get; init; } [Padding(1), Bits(4)] public byte High { get; init; } [Bits(4)] public byte Low { get; init; } public Point At { get; init; }")]
    [InlineData("[LengthOf(nameof(Body))] public partial ushort Length { get; } [Remaining] public ReadOnlyMemory<byte> Body { get; init; } public int Crc { get; init; }")]
    [InlineData("[LengthOf(nameof(Body), nameof(Crc))] public partial ushort Length { get; } public ReadOnlyMemory<byte> Body { get; init; } public int Crc { get; init; }")]
    [InlineData("[Remaining] public ReadOnlyMemory<byte> Body { get; init; } public int Sum => 1;")]
    public Task A_rest_that_is_last_of_what_encloses_it_is_right(string members) => IsSilentAboutMember(members);

    [Fact]
    public Task Bits_fill_whole_bytes() => ReportsMember(
        "[Bits(4)] public byte {|PSOCK1015:High|} { get; init; } [Bits(3)] public byte Low { get; init; } public byte Next { get; init; }",
        "The run of bits that starts with 'High' has 7 bits; it must have a multiple of 8, and at most 64");

    [Fact]
    public Task Bits_fit_one_container() => ReportsMember(
        "[Bits(64)] public ulong {|PSOCK1015:Much|} { get; init; } [Bits(8)] public byte More { get; init; }",
        "The run of bits that starts with 'Much' has 72 bits; it must have a multiple of 8, and at most 64");

    [Fact]
    public Task Bytes_in_front_of_a_member_end_a_run_of_bits() => ReportsMember(
        "[Bits(4)] public byte {|PSOCK1015:High|} { get; init; } [Reserved(1), Bits(4)] public byte {|PSOCK1015:Low|} { get; init; }",
        "The run of bits that starts with 'High' has 4 bits; it must have a multiple of 8, and at most 64",
        "The run of bits that starts with 'Low' has 4 bits; it must have a multiple of 8, and at most 64");

    [Theory]
    [InlineData("[Bits(4)] public byte High { get; init; } [Bits(4)] public byte Low { get; init; }")]
    [InlineData("[Bits(1)] public bool Flag { get; init; } [Reserved(Bits = 3), Bits(4)] public byte Low { get; init; }")]
    [InlineData("[Bits(3)] public Color Kind { get; init; } [Bits(13)] public ushort Length { get; init; }")]
    [InlineData("[Bits(64)] public ulong All { get; init; }")]
    [InlineData("[Bits(4)] public sbyte High { get; init; } [Bits(28)] public int Low { get; init; } public byte Next { get; init; } [Bits(8)] public byte Again { get; init; }")]
    public Task Bits_that_fill_their_container_are_right(string members) => IsSilentAboutMember(members);

    [Fact]
    public Task Reserved_bits_at_the_end_of_a_record_fill_its_last_run() => IsSilent(
        "[WireStruct, Reserved(Bits = 7)] public readonly partial record struct Flags([Bits(1)] bool Flag);");

    [Theory]
    [InlineData("[BigEndian, {|PSOCK1022:LittleEndian|}] public int", "BigEndian", "LittleEndian")]
    [InlineData("[Bytes(3), {|PSOCK1022:VarInt(VarIntFormat.Leb128)|}] public int", "Bytes", "VarInt")]
    [InlineData("[Ascii, {|PSOCK1022:Latin1|}, MaxBytes(3)] public string", "Ascii", "Latin1")]
    [InlineData("[FixedBytes(3), {|PSOCK1022:NullTerminated|}] public string", "FixedBytes", "NullTerminated")]
    [InlineData("[LengthPrefixed<byte>, {|PSOCK1022:CountPrefixed<byte>|}] public int[]", "LengthPrefixed", "CountPrefixed")]
    [InlineData("[CountPrefixed<byte>, {|PSOCK1022:FixedCount(3)|}] public int[]", "CountPrefixed", "FixedCount")]
    [InlineData("[LengthPrefixed<byte>, {|PSOCK1022:LengthPrefixed(VarIntFormat.Quic)|}] public string", "LengthPrefixed", "LengthPrefixed")]
    [InlineData("[Magic(1), {|PSOCK1022:Magic(2)|}] public int", "Magic", "Magic")]
    public Task Of_two_attributes_that_exclude_one_another_the_second_is_reported(string member, string first, string second) => ReportsMember(
        member + " Value { get; init; }",
        $"'Value' has both [{first}] and [{second}], and only one can hold");

    [Fact]
    public Task A_parameter_and_its_property_do_not_both_take_an_attribute() => Reports(
        "[WireStruct] public partial record Sample([MaxBytes(3)] [property: {|PSOCK1022:MaxBytes(4)|}] string Value);",
        "'Value' has both [MaxBytes] and [MaxBytes], and only one can hold");

    [Fact]
    public Task A_count_and_a_length_of_its_own_exclude_one_another() => ReportsMember(
        "[{|PSOCK1022:CountOf(nameof(Values))|}] public partial byte Count { get; } [LengthPrefixed<byte>] public int[] Values { get; init; }",
        "'Values' has both [CountOf] and [LengthPrefixed], and only one can hold");

    [Fact]
    public Task A_condition_does_not_stand_on_bits() => ReportsMember(
        "public bool Has { get; init; } [Bits(8), {|PSOCK1022:When(nameof(Has))|}] public byte? Value { get; init; }",
        "'Value' has both [When] and [Bits], and only one can hold");

    [Fact]
    public Task A_member_is_computed_from_one_thing() => ReportsMember(
        "[LengthOf(nameof(Values)), CountOf(nameof(Values))] public partial byte {|PSOCK1022:Count|} { get; } public int[] Values { get; init; }",
        "'Count' has both [LengthOf] and [CountOf], and only one can hold");

    [Fact]
    public Task A_type_with_a_codec_is_no_wire_struct() => Reports(
        "[WireStruct, {|PSOCK1022:Codec<int>|}] public readonly partial record struct Sample(int Value);",
        "'Sample' has both [WireStruct] and [Codec], and only one can hold");

    [Theory]
    [InlineData("[Message(1), {|PSOCK1022:Reply(1)|}]", "Message", "Reply")]
    public Task A_record_has_one_role(string roles, string first, string second) => Reports(
        $"[Protocol] public sealed partial class Chat {{ {roles} public readonly partial record struct Say(int Value); }}",
        $"'Say' has both [{first}] and [{second}], and only one can hold");

    [Fact]
    public Task A_message_is_no_wire_struct() => Reports(
        "[Protocol] public sealed partial class Chat { [Message(1), WireStruct] public readonly partial record struct {|PSOCK1022:Say|}(int Value); }",
        "'Say' has both [WireStruct] and [Message], and only one can hold");

    [Theory]
    [InlineData("[{|PSOCK1023:Utf8|}] public int", "Utf8", "it is a number")]
    [InlineData("[{|PSOCK1023:MaxBytes(3)|}] public int", "MaxBytes", "it is a number")]
    [InlineData("[{|PSOCK1023:Bits(3)|}] public float", "Bits", "it is a number of one width")]
    [InlineData("[{|PSOCK1023:VarInt(VarIntFormat.Quic)|}] public bool", "VarInt", "it is one byte or one bit")]
    [InlineData("[{|PSOCK1023:LittleEndian|}] public Guid", "LittleEndian", "it is an identifier in RFC 9562's order")]
    [InlineData("[{|PSOCK1023:Ascii|}, MaxBytes(3)] public Utf8Text", "Ascii", "it is text in UTF-8")]
    [InlineData("[{|PSOCK1023:MaxCount(3)|}, MaxBytes(3)] public string", "MaxCount", "it is text")]
    [InlineData("[{|PSOCK1023:Utf8|}, MaxBytes(3)] public byte[]", "Utf8", "it is bytes")]
    [InlineData("[{|PSOCK1023:Bytes(3)|}, MaxCount(3)] public int[]", "Bytes", "it is a list")]
    [InlineData("[{|PSOCK1023:FixedBytes(3)|}, MaxCount(3)] public int[]", "FixedBytes", "it is a list")]
    [InlineData("[{|PSOCK1023:LittleEndian|}] public Point", "LittleEndian", "its type says how it looks")]
    [InlineData("[{|PSOCK1023:Reserved(Bits = 4)|}] public int", "Reserved(Bits = ...)", "it is not in a run of bits")]
    [InlineData("[{|PSOCK1023:MessageId|}] public int", "MessageId", "it belongs on a member of the protocol's [Header]")]
    [InlineData("[{|PSOCK1023:InHeader|}] public int", "InHeader", "it belongs in a message of a protocol with a [Header]")]
    [InlineData("[{|PSOCK1023:Section(\"Rest\")|}] public int", "Section", "it belongs in a message of a protocol with a [Header]")]
    public Task An_attribute_that_does_not_fit_the_member_is_reported(string member, string attribute, string reason) => ReportsMember(
        member + " Value { get; init; }",
        $"[{attribute}] has no meaning on 'Value': {reason}");

    [Fact]
    public Task A_length_is_an_integer() => ReportsMember(
        "[LengthOf(nameof(Body))] public partial float {|PSOCK1023:Length|} { get; } [MaxBytes(3)] public byte[] Body { get; init; }",
        "[LengthOf] has no meaning on 'Length': a length or count is an integer of up to 8 bytes");

    [Fact]
    public Task A_count_counts_a_list() => ReportsMember(
        "[{|PSOCK1023:CountOf(nameof(Name))|}] public partial byte Count { get; } [MaxBytes(3)] public string Name { get; init; }",
        "[CountOf] has no meaning on 'Count': 'Name' is no list");

    [Fact]
    public Task Bits_have_no_length_in_bytes() => ReportsMember(
        "[{|PSOCK1023:LengthOf(nameof(Flags))|}] public partial byte Length { get; } [Bits(8)] public byte Flags { get; init; }",
        "[LengthOf] has no meaning on 'Length': 'Flags' is some bits of a run, which have no length in bytes");

    [Theory]
    [InlineData("[BigEndian] public int")]
    [InlineData("[Bytes(3)] public uint")]
    [InlineData("[Bytes(4)] public Color4")]
    [InlineData("[VarInt(VarIntFormat.ZigZag, MaxBytes = 5, Canonical = true)] public int")]
    [InlineData("[LittleEndian, Utf16, MaxBytes(4)] public string")]
    [InlineData("[Latin1, FixedBytes(16, Pad = 32)] public string")]
    [InlineData("[Utf8, LengthPrefixed<byte>] public Utf8Text")]
    [InlineData("[LittleEndian, LengthPrefixed<ushort>] public byte[]")]
    [InlineData("[LittleEndian, CountPrefixed(VarIntFormat.Mqtt), MaxCount(3)] public WireList<ushort>")]
    [InlineData("[Magic(\"GET \")] public byte")]
    [InlineData("[Magic(1, From = Side.Client), Magic(2, From = Side.Server)] public byte")]
    [InlineData("[Padding(3), Reserved(2, OnRead = ReservedPolicy.Refuse)] public byte")]
    public Task An_attribute_that_fits_the_member_is_right(string member) => IsSilent(
        RecordAround(member + " Value { get; init; }") + "\npublic enum Color4 : uint { None }");

    [Theory]
    [InlineData("[{|PSOCK1030:Bytes(5)|}] public int", "[Bytes] on 'Value' is given 5; it must be between 1 and 4")]
    [InlineData("[{|PSOCK1030:Bytes(0)|}] public int", "[Bytes] on 'Value' is given 0; it must be between 1 and 4")]
    [InlineData("[{|PSOCK1030:Bits(9)|}] public byte", "[Bits] on 'Value' is given 9; it must be between 1 and 8")]
    [InlineData("[{|PSOCK1030:Bits(8)|}] public bool", "[Bits] on 'Value' is given 8; it must be between 1 and 1")]
    [InlineData("[{|PSOCK1030:VarInt(VarIntFormat.Leb128, MaxBytes = 9)|}] public int", "[VarInt] on 'Value' is given 9; it must be between 1 and 5")]
    [InlineData("[{|PSOCK1030:VarInt((VarIntFormat)99)|}] public int", "[VarInt] on 'Value' is given 99; 'VarIntFormat' has no such value")]
    [InlineData("[{|PSOCK1030:MaxBytes(-1)|}] public string", "[MaxBytes] on 'Value' is given -1; the least is 0")]
    [InlineData("[{|PSOCK1030:FixedBytes(0)|}] public string", "[FixedBytes] on 'Value' is given 0; it must be between 1 and 65535")]
    [InlineData("[{|PSOCK1030:FixedBytes(70000)|}] public byte[]", "[FixedBytes] on 'Value' is given 70000; it must be between 1 and 65535")]
    [InlineData("[Utf16, {|PSOCK1030:FixedBytes(5)|}] public string", "[FixedBytes] on 'Value' is given 5; characters of UTF-16 have two bytes each")]
    [InlineData("[{|PSOCK1030:LengthPrefixed<float>|}] public string", "[LengthPrefixed] on 'Value' is given 'float'; a prefix is an integer of up to 8 bytes")]
    [InlineData("[{|PSOCK1030:LengthPrefixed<ushort>(Bytes = 3)|}] public string", "[LengthPrefixed] on 'Value' is given 3; 'ushort' has 2 bytes")]
    [InlineData("[{|PSOCK1030:LengthPrefixed<ushort>(Bias = 2000000)|}] public string", "[LengthPrefixed] on 'Value' is given 2000000; the bias is between -1048576 and 1048576")]
    [InlineData("[{|PSOCK1030:Magic()|}] public int", "[Magic] on 'Value' is given 0 bytes; it takes bytes or ASCII text, at most 1024")]
    [InlineData("[{|PSOCK1030:Magic(\"über\")|}] public int", "[Magic] on 'Value' is given 0 bytes; it takes bytes or ASCII text, at most 1024")]
    [InlineData("[Magic(1, From = Side.Client), {|PSOCK1030:Magic(1, 2, From = Side.Server)|}] public int", "[Magic] on 'Value' is given 2 bytes; the other side's has 1")]
    [InlineData("[{|PSOCK1030:Padding(0)|}] public int", "[Padding] on 'Value' is given 0; it must be between 1 and 65535")]
    [InlineData("[{|PSOCK1030:Reserved|}] public int", "[Reserved] on 'Value' is given 0; it must be between 1 and 65535")]
    [InlineData("[{|PSOCK1030:Reserved(1, Bits = 3)|}] public int", "[Reserved] on 'Value' is given 1 bytes and 3 bits; it takes either bytes, or 1 to 63 bits")]
    public Task An_argument_out_of_range_is_reported(string member, string message) => ReportsMember(member + " Value { get; init; }", message);

    [Fact]
    public Task The_bytes_of_one_side_need_those_of_the_other() => ReportsMember(
        "[{|PSOCK1030:Magic(1, From = Side.Client)|}] public int Value { get; init; }",
        "[Magic] on 'Value' is given the bytes of the client only; the other side's bytes are needed too, as many of them");

    [Theory]
    [InlineData("Unit = 0", "a unit of 0; it must be between 1 and 4096")]
    [InlineData("Bias = -2000000", "a bias of -2000000; it must be between -1048576 and 1048576")]
    public Task A_length_has_a_sensible_unit_and_bias(string argument, string message) => ReportsMember(
        $"[{{|PSOCK1030:LengthOf(nameof(Body), {argument})|}}] public partial byte Length {{ get; }} public byte[] Body {{ get; init; }}",
        "[LengthOf] on 'Length' is given " + message);

    [Fact]
    public Task A_length_counts_something() => ReportsMember(
        "[{|PSOCK1030:LengthOf|}] public partial byte Length { get; }",
        "[LengthOf] on 'Length' is given no member; name the members that it counts");

    [Theory]
    [InlineData("[BigEndian] static", "BigEndian", "static properties are not on the wire")]
    [InlineData("[NotOnWire, Bits(3)]", "Bits", "[NotOnWire] leaves it out")]
    public Task An_attribute_on_what_is_not_on_the_wire_has_no_effect(string start, string attribute, string reason) => ReportsMember(
        start.Replace(attribute == "Bits" ? "Bits(3)" : attribute, attribute == "Bits" ? "{|PSOCK1045:Bits(3)|}" : $"{{|PSOCK1045:{attribute}|}}", StringComparison.Ordinal)
            .Replace(" static", " public static", StringComparison.Ordinal) + (start.Contains("static", StringComparison.Ordinal) ? string.Empty : " public") + " int Value { get; set; }",
        $"[{attribute}] has no effect on 'Value': {reason}");

    [Fact]
    public Task An_attribute_on_a_type_without_a_wire_form_has_no_effect() => Reports(
        """
        public sealed class Settings { [{|PSOCK1045:MaxBytes(3)|}] public string Name { get; set; } = ""; }
        public sealed record Options([{|PSOCK1045:Bits(3)|}] int Level);
        """,
        "[MaxBytes] has no effect on 'Name': 'Settings' is no [WireStruct], no header and no message",
        "[Bits] has no effect on 'Level': 'Options' is no [WireStruct], no header and no message");

    [Fact]
    public Task A_framing_that_is_not_on_a_protocol_has_no_effect() => Reports(
        """
        [Protocol] public sealed partial class Chat { [Message(1), {|PSOCK1045:FixedSize(3)|}] public sealed partial record Say(int Value); }
        [{|PSOCK1045:Delimited("\n")|}] public sealed class Lines;
        """,
        "[FixedSize] has no effect on 'Say': it belongs on a [Protocol]",
        "[Delimited] has no effect on 'Lines': it belongs on a [Protocol]");

    [Fact]
    public Task Bytes_at_the_end_of_what_is_no_record_have_no_effect() => Reports(
        "[Protocol, {|PSOCK1045:Padding(3)|}] public sealed partial class Chat;",
        "[Padding] has no effect on 'Chat': it belongs on a [WireStruct], a header or a message");

    [Fact]
    public Task A_limit_on_a_fixed_size_has_no_effect() => ReportsMember(
        "[FixedBytes(16), {|PSOCK1045:MaxBytes(8)|}] public string Value { get; init; }",
        "[MaxBytes] has no effect on 'Value': [FixedBytes] says its size");

    [Fact]
    public Task A_byte_order_inside_of_a_run_of_bits_has_no_effect() => ReportsMember(
        "[Bits(4)] public byte High { get; init; } [Bits(12), {|PSOCK1045:LittleEndian|}] public ushort Low { get; init; }",
        "[LittleEndian] has no effect on 'Low': the run of bits has the byte order of its first member, 'High'");

    [Theory]
    [InlineData("[BigEndian] public static class Constants;")]
    [InlineData("[LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)] public static partial class Group { [WireStruct] public partial record struct Point(int X); }")]
    [InlineData("[Codec<int>] public readonly record struct Amount(decimal Value);")]
    [InlineData("public sealed class Tunnel { [Requires(SocketState.Connected)] public int Port => 1; }")]
    [InlineData("[WireStruct] public partial record struct Run([Bits(4), LittleEndian] byte Low, [Bits(12), LittleEndian] ushort High);")]
    public Task An_attribute_that_others_look_at_is_right(string source) => IsSilent(source);

    [Fact]
    public Task A_codec_is_for_the_type_of_the_member() => Reports(
        CodecSource("[{|PSOCK1029:Codec<TextCodec>|}] public int Value { get; init; }"),
        "'Value' can't be read by 'TextCodec': it does not implement IWireCodec<int>");

    [Fact]
    public Task A_codec_without_an_argument_is_given_none() => Reports(
        CodecSource("public int Kind { get; init; } [{|PSOCK1029:Codec<TextCodec>(nameof(Kind))|}] public string Value { get; init; }"),
        "'Value' can't be read by 'TextCodec': it does not implement IWireCodec<string, TArgument>");

    [Fact]
    public Task A_codec_can_be_called() => Reports(
        CodecSource("[{|PSOCK1029:Codec<HiddenCodec>|}] public string Value { get; init; }"),
        "'Value' can't be read by 'HiddenCodec': its methods must be public, not explicit implementations");

    [Theory]
    [InlineData("[{|PSOCK1029:Codec<KindCodec>(\"Missing\")|}] public string Value { get; init; }", "its argument 'Missing' is no member that can be read")]
    [InlineData("[{|PSOCK1029:Codec<KindCodec>(nameof(Kind))|}] public string Value { get; init; } public int Kind { get; init; }", "its argument 'Kind' does not come before it")]
    [InlineData("public byte Kind { get; init; } [{|PSOCK1029:Codec<KindCodec>(nameof(Kind))|}] public string Value { get; init; }", "its argument 'Kind' is no int")]
    [InlineData("[LengthOf(nameof(Value))] public partial int Kind { get; } [{|PSOCK1029:Codec<KindCodec>(nameof(Kind))|}] public string Value { get; init; }", "its argument 'Kind' is computed from members that follow")]
    public Task The_argument_of_a_codec_is_an_earlier_member_of_its_type(string members, string reason) => Reports(
        CodecSource(members),
        $"'Value' can't be read by 'KindCodec': {reason}");

    [Fact]
    public Task A_codec_that_a_type_names_is_reported_where_it_does_not_fit() => Reports(
        CodecSource("public Amount {|PSOCK1029:Value|} { get; init; }") + "\n[Codec<TextCodec>] public readonly record struct Amount(decimal Value);",
        "'Value' can't be read by 'TextCodec': it does not implement IWireCodec<Amount>");

    [Theory]
    [InlineData("[Codec<TextCodec>] public string Value { get; init; }")]
    [InlineData("public int Kind { get; init; } [Codec<KindCodec>(nameof(Kind))] public string Value { get; init; }")]
    [InlineData("[Codec<TextCodec>] public string Value { get; init; } [Codec<TextCodec>] public string Other { get; init; }")]
    [InlineData("[LengthOf(nameof(Value))] public partial ushort Length { get; } [Codec<TextCodec>] public string Value { get; init; }")]
    [InlineData("public int Kind { get; init; } public byte Between { get; init; } [Codec<KindCodec>(nameof(Kind))] public string Value { get; init; }")]
    [InlineData("[Bytes(3)] public int Kind { get; init; } [Codec<KindCodec>(nameof(Kind))] public string Value { get; init; }")]
    [InlineData("[Codec<KindCodec>(nameof(Fixed))] public string Value { get; init; } public int Fixed => 7;")]
    [InlineData("[CountPrefixed<byte>, Codec<TextCodec>] public string[] Value { get; init; }")]
    [InlineData("public bool Has { get; init; } [When(nameof(Has)), Codec<TextCodec>] public string? Value { get; init; }")]
    [InlineData("[Constant(7)] public partial int Kind { get; } [Codec<KindCodec>(nameof(Kind))] public string Value { get; init; }")]
    public Task A_codec_that_fits_is_right(string members) => IsSilent(CodecSource(members));

    [Fact]
    public Task A_codec_says_all_about_the_form() => Reports(
        CodecSource("[Codec<TextCodec>, {|PSOCK1023:MaxBytes(3)|}] public string Value { get; init; }"),
        "[MaxBytes] has no meaning on 'Value': its codec says how it looks");

    private static string CodecSource(string members) => $$"""
        [WireStruct] public partial record struct Sample { {{members}} }
        public struct TextCodec : IWireCodec<string>
        {
            public static bool TryRead(ref WireReader reader, out string value) { value = ""; return true; }
            public static void Write(ref WireWriter writer, string value) { }
            public static int GetSize(string value) => 0;
        }
        public struct KindCodec : IWireCodec<string, int>
        {
            public static bool TryRead(ref WireReader reader, int kind, out string value) { value = ""; return true; }
            public static void Write(ref WireWriter writer, int kind, string value) { }
            public static int GetSize(int kind, string value) => 0;
        }
        public struct HiddenCodec : IWireCodec<string>
        {
            static bool IWireCodec<string>.TryRead(ref WireReader reader, out string value) { value = ""; return true; }
            static void IWireCodec<string>.Write(ref WireWriter writer, string value) { }
            static int IWireCodec<string>.GetSize(string value) => 0;
        }
        """;
}

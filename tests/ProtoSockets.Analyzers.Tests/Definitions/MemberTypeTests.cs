using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>What can be a wire member: PSOCK1001, 1031, 1032, 1037, 1038, 1040.</summary>
public sealed class MemberTypeTests
{
    [Theory]
    [InlineData("char", "use ushort or string, or add [Codec<T>]")]
    [InlineData("decimal", "protocols differ in how they write decimals: add [FixedPoint(n), Bytes(n)] or [Codec<T>]")]
    [InlineData("DateTime", "protocols differ in how they write time: add [UnixTime], [NtpTime] or [Codec<T>]")]
    [InlineData("TimeSpan", "protocols differ in how they write time: add [Duration(TimeUnit.Seconds)] or [Codec<T>]")]
    [InlineData("DateOnly", "protocols differ in how they write time: use long, or add [Codec<T>]")]
    [InlineData("nint", "its size depends on the machine: use long")]
    [InlineData("nuint", "its size depends on the machine: use ulong")]
    [InlineData("Memory<byte>", "use ReadOnlyMemory<byte> or WireList<T>")]
    [InlineData("ReadOnlyMemory<int>", "use WireList<T>")]
    [InlineData("List<int>", "use WireList<T> or an array")]
    [InlineData("IReadOnlyList<int>", "use WireList<T> or an array")]
    [InlineData("int[,]", "use an array of one dimension")]
    [InlineData("object", "add [Codec<T>], or make it a record marked [WireStruct]")]
    [InlineData("Plain", "mark it [WireStruct], or add [Codec<T>]")]
    public Task A_type_without_a_wire_form_is_reported_with_the_nearest_that_has_one(string type, string advice) => Reports(
        $"[WireStruct] public partial record Sample({type} {{|PSOCK1001:Value|}}); public record Plain;",
        $"'Value' is of type '{type}', which has no wire form; {advice}");

    [Theory]
    [InlineData("string[]")]
    [InlineData("WireList<decimal>")]
    [InlineData("int[][]")]
    public Task An_element_without_a_wire_form_is_reported(string type) => Reports(
        $"[WireStruct] public partial record Sample([MaxCount(3)] {type} {{|PSOCK1001:Value|}});",
        $"'Value' is of type '{type}', which has no wire form; elements are numbers, enums, records marked [WireStruct] or types with a [Codec<T>]");

    [Fact]
    public Task An_element_without_bytes_could_be_sent_without_end() => Reports(
        "[WireStruct] public partial record struct Empty; [WireStruct] public partial record Sample([MaxCount(3)] WireList<Empty> {|PSOCK1001:Values|});",
        "'Values' is of type 'WireList<Empty>', which has no wire form; a 'Empty' takes no bytes, so a peer could send any number of them in none");

    [Fact]
    public Task A_message_is_no_member_of_another() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Say(int Value);
            [Message(2)] public readonly partial record struct Quote(Say {|PSOCK1001:What|});
        }
        """,
        "'What' is of type 'Say', which has no wire form; messages and headers contain no other; move what they share to a record marked [WireStruct]");

    [Fact]
    public Task What_is_wrong_with_a_record_is_reported_there_and_not_where_it_is_used() => Reports(
        """
        [WireStruct] public readonly partial record struct Inner(decimal {|PSOCK1001:Price|});
        [WireStruct] public readonly partial record struct Outer(Inner First, [MaxCount(9)] WireList<Inner> More);
        [Protocol] public sealed partial class Shop { [Message(1)] public readonly partial record struct Order(Outer Value, Inner Again); }
        """,
        "'Price' is of type 'decimal', which has no wire form; protocols differ in how they write decimals: add [FixedPoint(n), Bytes(n)] or [Codec<T>]");

    [Theory]
    [InlineData("bool")]
    [InlineData("sbyte")]
    [InlineData("short")]
    [InlineData("ushort")]
    [InlineData("int")]
    [InlineData("uint")]
    [InlineData("long")]
    [InlineData("ulong")]
    [InlineData("Int128")]
    [InlineData("UInt128")]
    [InlineData("Half")]
    [InlineData("float")]
    [InlineData("double")]
    [InlineData("Guid")]
    [InlineData("Color")]
    [InlineData("Point")]
    public Task A_type_with_a_wire_form_is_right_alone_and_in_lists(string type) => IsSilent(
        RecordAround($"public {type} One {{ get; init; }} [MaxCount(3)] public {type}[] Owned {{ get; init; }} [MaxCount(3)] public WireList<{type}> Borrowed {{ get; init; }}"));

    [Theory]
    [InlineData("string")]
    [InlineData("Utf8Text")]
    [InlineData("byte[]")]
    [InlineData("WireList<byte>")]
    [InlineData("ReadOnlyMemory<byte>")]
    public Task Text_and_bytes_are_right(string type) => IsSilentAboutMember($"[MaxBytes(9)] public {type} Value {{ get; init; }}");

    [Fact]
    public Task A_codec_gives_a_wire_form_to_a_type_that_has_none() => IsSilent(
        """
        [WireStruct] public readonly partial record struct Sample([Codec<MoneyCodec>] decimal Price, Amount Amount, [MaxCount(3)] Amount[] Amounts);
        [Codec<AmountCodec>] public readonly record struct Amount(decimal Value);
        public struct MoneyCodec : IWireCodec<decimal>
        {
            public static bool TryRead(ref WireReader reader, out decimal value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, decimal value) { }
            public static int GetSize(decimal value) => 0;
        }
        public struct AmountCodec : IWireCodec<Amount>
        {
            public static bool TryRead(ref WireReader reader, out Amount value) { value = default; return true; }
            public static void Write(ref WireWriter writer, Amount value) { }
            public static int GetSize(Amount value) => 0;
        }
        """);

    [Fact]
    public Task A_type_written_by_hand_is_right() => IsSilent(
        """
        [WireStruct] public readonly partial record struct Sample(Name Value);
        public struct Name : IWireSerializable<Name>
        {
            public static int? MaxWireSize => 255;
            public static bool TryRead(ref WireReader reader, out Name value) { value = default; return true; }
            public void Write(ref WireWriter writer) { }
            public int GetSize() => 0;
            public Name ToOwned() => this;
        }
        """);

    [Theory]
    [InlineData("public int {|PSOCK1031:Value|} { get; }", "'Value' has no 'init', so a value that was read can't be put there; add it, or [NotOnWire]")]
    [InlineData("[LittleEndian] public int {|PSOCK1031:Value|} => 1;", "'Value' has wire attributes and no 'init', so a value that was read can't be put there")]
    [InlineData("[NotOnWire] public required int {|PSOCK1031:Value|} { get; init; }", "'Value' is required and not on the wire, so a record that is read can't be constructed")]
    public Task A_member_that_can_not_be_set_is_reported(string member, string message) => ReportsMember(member, message);

    [Fact]
    public Task A_parameter_of_the_constructor_can_not_be_left_out() => Reports(
        "[WireStruct] public partial record Sample(int First, [property: NotOnWire] int {|PSOCK1031:Second|});",
        "'Second' is needed to construct the record, so it can't be left out of the wire form");

    [Fact]
    public Task A_parameter_without_a_property_can_not_be_read() => Reports(
        "[WireStruct] public partial record Sample(int {|PSOCK1031:Value|}) { private int Value = Value; }",
        "'Value' has no property to read it from");

    [Fact]
    public Task A_class_that_can_not_be_constructed_is_reported() => Reports(
        "[WireStruct] public partial record {|PSOCK1031:Sample|} { public Sample(int value) => Value = value; public int Value { get; init; } }",
        "'Sample' has neither a primary nor a parameterless constructor");

    [Theory]
    [InlineData("public int Value { get; init; }")]
    [InlineData("public int Value { get; set; }")]
    [InlineData("public int Value { get; private set; }")]
    [InlineData("internal int Value { get; init; }")]
    [InlineData("private int Value { get; init; }")]
    [InlineData("public required int Value { get; init; }")]
    [InlineData("public int Value => 1;")]
    [InlineData("public int Value { get => 1; }")]
    [InlineData("[NotOnWire] public object? Value { get; set; }")]
    [InlineData("[NotOnWire] public int Value { get; }")]
    [InlineData("public static object? Value { get; set; }")]
    [InlineData("private readonly int _value;")]
    [InlineData("public const int Value = 1;")]
    [InlineData("public static readonly object Value = new();")]
    [InlineData("public int this[int index] => index;")]
    public Task A_member_that_can_be_set_or_is_no_wire_member_is_right(string member) => IsSilentAboutMember(member);

    [Fact]
    public Task A_private_constructor_will_do() => IsSilent("[WireStruct] public partial record Sample { private Sample() { } public int Value { get; init; } }");

    [Fact]
    public Task A_public_field_is_no_wire_member() => ReportsMember("public int {|PSOCK1040:Value|};", "'Value' is a field; wire members are properties");

    [Fact]
    public Task A_record_that_always_contains_itself_has_no_end() => Reports(
        "[WireStruct] public partial record Node(int Value, Node {|PSOCK1032:Next|});",
        "Every 'Node' contains another one in 'Next', without an end; add [When(nameof(...))], or make it a list");

    [Fact]
    public Task Records_that_always_contain_one_another_have_no_end() => Reports(
        """
        [WireStruct] public partial record Hen(Egg {|PSOCK1032:From|});
        [WireStruct] public partial record Egg(int Size, Hen {|PSOCK1032:By|});
        [WireStruct] public partial record Farm(Hen First);
        """,
        "Every 'Hen' contains another one in 'From', without an end; add [When(nameof(...))], or make it a list",
        "Every 'Egg' contains another one in 'By', without an end; add [When(nameof(...))], or make it a list");

    [Theory]
    [InlineData("public partial record Node(bool HasNext, [When(nameof(Node.HasNext))] Node? Next);")]
    [InlineData("public partial record Node(int Value, [MaxCount(9)] Node[] Children);")]
    [InlineData("public partial record Node(int Value, [MaxCount(9)] WireList<Node> Children);")]
    [InlineData("public partial record Node(bool HasLeaf, [When(nameof(Node.HasLeaf))] Leaf? Leaf); [WireStruct] public partial record Leaf(Node Parent);")]
    public Task A_record_that_may_contain_itself_has_an_end(string declaration) => IsSilent("[WireStruct] " + declaration);

    [Theory]
    [InlineData("int?")]
    [InlineData("Point?")]
    [InlineData("string?")]
    [InlineData("Utf8Text?")]
    [InlineData("byte[]?")]
    public Task A_member_that_may_be_null_needs_a_condition(string type) => ReportsMember(
        $"public {type} {{|PSOCK1037:Value|}} {{ get; init; }}",
        "'Value' may be null, and nothing on the wire says so; add [When(nameof(...))], or make it not nullable");

    [Fact]
    public Task Elements_are_never_null() => ReportsMember(
        "[MaxCount(3)] public int?[] {|PSOCK1037:Value|} { get; init; }",
        "'Value' may be null, and nothing on the wire says so; add [When(nameof(...))], or make it not nullable");

    [Theory]
    [InlineData("int")]
    [InlineData("Point")]
    [InlineData("Utf8Text")]
    [InlineData("string")]
    public Task A_member_with_a_condition_can_be_null(string type) => ReportsMember(
        $"public bool HasValue {{ get; init; }} [When(nameof(HasValue)), MaxBytes(3)] public {type} {{|PSOCK1038:Value|}} {{ get; init; }}".Replace(type is "string" or "Utf8Text" ? "~" : ", MaxBytes(3)", string.Empty, StringComparison.Ordinal),
        $"'Value' is not always there: its type must be '{type}?'");

    [Theory]
    [InlineData("[When(nameof(HasValue))] public int?")]
    [InlineData("[When(nameof(HasValue))] public Point?")]
    [InlineData("[When(nameof(HasValue)), MaxBytes(3)] public string?")]
    [InlineData("[When(nameof(HasValue)), MaxBytes(3)] public Utf8Text?")]
    [InlineData("[When(nameof(HasValue)), MaxBytes(3)] public ReadOnlyMemory<byte>?")]
    [InlineData("[When(nameof(HasValue)), MaxBytes(3)] public byte[]?")]
    [InlineData("[When(nameof(HasValue)), MaxCount(3)] public WireList<int>?")]
    public Task A_nullable_member_with_a_condition_is_right(string member) =>
        IsSilentAboutMember($"public bool HasValue {{ get; init; }} {member} Value {{ get; init; }}");

    [Fact]
    public Task Without_nullable_contexts_a_reference_says_nothing_about_null() => IsSilent(
        """
        #nullable disable
        [WireStruct] public partial record Sample([MaxBytes(3)] string Plain, bool HasValue, [When(nameof(Sample.HasValue)), MaxBytes(3)] string Value);
        """);
}

using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Lengths, counts, constants and conditions: PSOCK1009 to 1013, 1016, 1017, 1039, 1042.</summary>
public sealed class LengthTests
{
    [Theory]
    [InlineData("LengthOf")]
    [InlineData("CountOf")]
    public Task A_length_counts_a_member_that_exists(string attribute) => ReportsMember(
        $"[{{|PSOCK1009:{attribute}(\"Bdy\")|}}] public partial ushort Length {{ get; }} public byte[] Body {{ get; init; }}".Replace("public byte[]", "[MaxBytes(9)] public byte[]", StringComparison.Ordinal),
        "'Length' counts 'Bdy', and the record has no such member on the wire");

    [Fact]
    public Task A_length_counts_what_is_on_the_wire() => ReportsMember(
        "[{|PSOCK1009:LengthOf(nameof(Body))|}] public partial ushort Length { get; } [NotOnWire] public byte[] Body { get; set; }",
        "'Length' counts 'Body', and the record has no such member on the wire");

    [Fact]
    public Task A_length_in_a_header_counts_a_member_of_a_message() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Header] public readonly partial record struct Head
            {
                [FrameLength] public partial ushort Length { get; }
                [LengthOf("Txt")] public partial byte {|PSOCK1009:TextLength|} { get; }
            }
            [Message] public readonly partial record struct Say([MaxBytes(99)] Utf8Text Text);
        }
        """,
        "'TextLength' counts 'Txt', and what follows the header has no such member on the wire");

    [Theory]
    [InlineData("LengthOf")]
    [InlineData("CountOf")]
    public Task A_length_stands_in_front_of_what_it_counts(string attribute) => ReportsMember(
        $"[MaxBytes(9)] public byte[] Body {{ get; init; }} [{{|PSOCK1010:{attribute}(nameof(Body))|}}] public partial ushort Length {{ get; }}",
        "'Length' counts 'Body', which does not follow it");

    [Fact]
    public Task A_length_does_not_count_itself_by_name() => ReportsMember(
        "[{|PSOCK1010:LengthOf(nameof(Length))|}] public partial ushort Length { get; }",
        "'Length' counts 'Length', which does not follow it");

    [Fact]
    public Task A_length_counts_neighbours() => ReportsMember(
        "[LengthOf(nameof(A), nameof(C))] public partial ushort {|PSOCK1011:Length|} { get; } public int A { get; init; } public int B { get; init; } public int C { get; init; }",
        "'Length' counts members that do not follow one another in the order given, or only part of what another length counts");

    [Fact]
    public Task A_length_counts_in_wire_order() => ReportsMember(
        "[LengthOf(nameof(B), nameof(A))] public partial ushort {|PSOCK1011:Length|} { get; } public int A { get; init; } public int B { get; init; }",
        "'Length' counts members that do not follow one another in the order given, or only part of what another length counts");

    [Fact]
    public Task Two_lengths_do_not_overlap() => ReportsMember(
        """
        [LengthOf(nameof(A), nameof(B))] public partial ushort First { get; }
        [LengthOf(nameof(B), nameof(C))] public partial ushort {|PSOCK1011:Second|} { get; }
        public int A { get; init; }
        public int B { get; init; }
        public int C { get; init; }
        """,
        "'Second' counts members that do not follow one another in the order given, or only part of what another length counts");

    [Fact]
    public Task Two_lengths_do_not_count_the_same() => ReportsMember(
        """
        [LengthOf(nameof(A))] public partial ushort First { get; }
        [LengthOf(nameof(A))] public partial ushort {|PSOCK1013:Second|} { get; }
        public int A { get; init; }
        """,
        "'First' and 'Second' are both marked [LengthOf] of [A]");

    [Theory]
    [InlineData("[LengthOf(nameof(Body))] public ushort {|PSOCK1012:Length|} { get; init; }")]
    [InlineData("[LengthOf(nameof(Body))] public ushort {|PSOCK1012:Length|} { get; }")]
    [InlineData("[CountOf(nameof(Body))] public ushort {|PSOCK1012:Length|} => 3;")]
    [InlineData("[LengthOf(nameof(Body))] public partial ushort {|PSOCK1012:Length|} { get; init; }")]
    [InlineData("[Constant(3)] public ushort {|PSOCK1012:Length|} { get; set; }")]
    public Task What_is_computed_can_not_be_set(string member) => ReportsMember(
        member + " [MaxBytes(9)] public byte[] Body { get; init; }",
        "'Length' is computed: declare it as 'public partial ushort Length { get; }'");

    [Fact]
    public Task What_is_computed_is_no_parameter() => Reports(
        "[WireStruct] public partial record struct Sample([property: LengthOf(nameof(Sample.Body))] byte {|PSOCK1012:Length|}, [MaxBytes(9)] byte[] Body);",
        "'Length' is computed: declare it as 'public partial byte Length { get; }'");

    [Theory]
    [InlineData("[LengthOf(nameof(Body))] public partial ushort Length { get; } public byte[] Body { get; init; }")]
    [InlineData("[LengthOf(nameof(Body))] internal partial byte Length { get; } public byte[] Body { get; init; }")]
    [InlineData("[LengthOf(nameof(Body), IncludesSelf = true, Bias = -1, Unit = 4)] public partial ushort Length { get; } [MaxBytes(99)] public byte[] Body { get; init; }")]
    [InlineData("[LengthOf(nameof(A), nameof(Body))] public partial ushort Length { get; } public int A { get; init; } public byte[] Body { get; init; }")]
    [InlineData("[LengthOf(nameof(Length2), nameof(Body))] public partial ushort Length { get; } [LengthOf(nameof(Body))] public partial byte Length2 { get; } public byte[] Body { get; init; }")]
    [InlineData("[CountOf(nameof(List))] public partial byte Count { get; } public int[] List { get; init; }")]
    [InlineData("[CountOf(nameof(List))] public partial byte Count { get; } [LengthOf(nameof(List))] public partial ushort Length { get; } public int[] List { get; init; }")]
    [InlineData("[Bits(4), LengthOf(nameof(Body))] public partial byte Length { get; } [Bits(4)] public byte Kind { get; init; } public byte[] Body { get; init; }")]
    [InlineData("[VarInt(VarIntFormat.Mqtt), LengthOf(nameof(Body))] public partial int Length { get; } [MaxBytes(9)] public byte[] Body { get; init; }")]
    [InlineData("[Constant(7)] public partial byte Version { get; }")]
    [InlineData("[Constant(Color.Green)] public partial Color Color { get; }")]
    [InlineData("[Constant(true)] public partial bool Flag { get; }")]
    [InlineData("[Constant(1, From = Side.Client), Constant(2, From = Side.Server)] public partial byte Version { get; }")]
    [InlineData("[Bits(4), Constant(4)] public partial byte Version { get; } [Bits(4)] public byte Length { get; init; }")]
    [InlineData("[Constant(255)] public partial byte Version { get; }")]
    [InlineData("[Constant(-128)] public partial sbyte Version { get; }")]
    [InlineData("[Bits(4), Constant(15)] public partial byte Version { get; } [Bits(4)] public byte Length { get; init; }")]
    [InlineData("[Constant(0x8000_0000)] public partial uint Magic { get; }")]
    public Task What_is_computed_and_follows_the_rules_is_right(string members) => IsSilentAboutMember(members);

    [Theory]
    [InlineData("[{|PSOCK1039:Constant(256)|}] public partial byte Value { get; }", "256")]
    [InlineData("[{|PSOCK1039:Constant(-1)|}] public partial uint Value { get; }", "-1")]
    [InlineData("[{|PSOCK1039:Constant(\"a\")|}] public partial byte Value { get; }", "a")]
    [InlineData("[{|PSOCK1039:Constant(true)|}] public partial byte Value { get; }", "True")]
    [InlineData("[{|PSOCK1039:Constant(1)|}] public partial bool Value { get; }", "1")]
    [InlineData("[{|PSOCK1039:Constant(1.5)|}] public partial double Value { get; }", "1.5")]
    [InlineData("[{|PSOCK1039:Constant(16)|}, Bits(4)] public partial byte Value { get; } [Bits(4)] public byte Low { get; init; }", "16")]
    [InlineData("[{|PSOCK1039:Constant(null!)|}] public partial byte Value { get; }", "null")]
    public Task A_constant_is_a_value_of_its_member(string member, string constant) => ReportsMember(
        member,
        $"The constant {constant} of 'Value' is no value of its type");

    [Fact]
    public Task A_constant_of_one_side_needs_that_of_the_other() => ReportsMember(
        "[{|PSOCK1030:Constant(1, From = Side.Client)|}] public partial byte Value { get; }",
        "[Constant] on 'Value' is given the value of the client only; the other side's value is needed too");

    [Fact]
    public Task Two_constants_of_one_side_are_one_too_many() => ReportsMember(
        "[Constant(1), {|PSOCK1022:Constant(2)|}] public partial byte Value { get; }",
        "'Value' has both [Constant] and [Constant], and only one can hold");

    [Fact]
    public Task Of_several_members_in_one_length_one_may_be_without_its_own() => ReportsMember(
        "[LengthOf(nameof(A), nameof(B))] public partial ushort Length { get; } [MaxBytes(9)] public byte[] A { get; init; } [MaxBytes(9)] public byte[] {|PSOCK1042:B|} { get; init; }",
        "'A' and 'B' share the length 'Length', and neither has one of its own");

    [Theory]
    [InlineData("[LengthPrefixed<byte>] public byte[] A { get; init; } public byte[] B { get; init; }")]
    [InlineData("public int A { get; init; } public byte[] B { get; init; }")]
    [InlineData("public byte[] A { get; init; } public int B { get; init; }")]
    public Task Of_several_members_in_one_length_those_with_their_own_are_right(string members) =>
        IsSilentAboutMember("[LengthOf(nameof(A), nameof(B))] public partial ushort Length { get; } " + members);

    [Theory]
    [InlineData("\"Missing\"", "Missing")]
    [InlineData("nameof(Number)", "Number")]
    [InlineData("nameof(Static)", "Static")]
    [InlineData("nameof(Method)", "Method")]
    public Task A_condition_is_a_bool_property(string argument, string name) => ReportsMember(
        $$"""
        public int Number { get; init; }
        public static bool Static => true;
        public bool Method() => true;
        [{|PSOCK1016:When({{argument}})|}] public int? Value { get; init; }
        """,
        $"'Value' is there when '{name}' is true, and 'Sample' has no bool property of that name");

    [Fact]
    public Task A_condition_is_read_before_what_it_decides() => ReportsMember(
        "[{|PSOCK1017:When(nameof(Has))|}] public int? Value { get; init; } public bool Has { get; init; }",
        "'Value' is there when 'Has' is true, which depends on 'Has', and that is not read yet");

    [Fact]
    public Task A_condition_looks_at_earlier_members_only() => ReportsMember(
        "[{|PSOCK1017:When(nameof(Has))|}] public int? Value { get; init; } public byte Flags { get; init; } private bool Has => (Flags & 1) != 0;",
        "'Value' is there when 'Has' is true, which depends on 'Flags', and that is not read yet");

    [Fact]
    public Task A_condition_looks_at_earlier_members_only_by_way_of_others_too() => ReportsMember(
        """
        [{|PSOCK1017:When(nameof(Has))|}] public int? Value { get; init; }
        public byte Flags { get; init; }
        private bool Has => HasFlag(1);
        private bool HasFlag(int bit) => (this.Flags & bit) != 0;
        """,
        "'Value' is there when 'Has' is true, which depends on 'Flags', and that is not read yet");

    [Fact]
    public Task A_condition_does_not_look_at_a_length() => ReportsMember(
        """
        [LengthOf(nameof(Body))] public partial byte Length { get; }
        private bool Has => Length > 0;
        [{|PSOCK1017:When(nameof(Has))|}] public int? Value { get; init; }
        public byte[] Body { get; init; }
        """,
        "'Value' is there when 'Has' is true, which depends on 'Length', and that is not read yet");

    [Theory]
    [InlineData("public bool Has { get; init; } [When(nameof(Has))] public int? Value { get; init; }")]
    [InlineData("[Bits(1)] public bool Has { get; init; } [Reserved(Bits = 6), Bits(1)] public bool Other { get; init; } [When(nameof(Has))] public int? Value { get; init; }")]
    [InlineData("public byte Flags { get; init; } private bool Has => (Flags & 1) != 0; [When(nameof(Has))] public int? Value { get; init; }")]
    [InlineData("public Point At { get; init; } private bool Has => At.X > 0; [When(nameof(Has))] public int? Value { get; init; } public int X { get; init; }")]
    [InlineData("[Constant(true)] public partial bool Has { get; } [When(nameof(Has))] public int? Value { get; init; }")]
    [InlineData("private bool Has { get { return true; } } [When(nameof(Has))] public int? Value { get; init; }")]
    [InlineData("private bool Has => Has; [When(nameof(Has))] public int? Value { get; init; }")]
    public Task A_condition_over_earlier_members_is_right(string members) => IsSilentAboutMember(members);
}

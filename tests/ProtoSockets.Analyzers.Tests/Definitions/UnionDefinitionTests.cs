using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Unions: PSOCK1048 to 1052, and what holds for all records.</summary>
public sealed class UnionDefinitionTests
{
    private const string Outside = """
        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator, NotOnWire] public partial byte Type { get; }
            [Case(1)] public readonly partial record struct Circle(int Radius);
        }

        """;

    /// <summary>A union with a tag of one byte.</summary>
    private static string Union(string members) => $$"""
        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator] public partial byte Type { get; }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("[Case(1)] public readonly partial record struct Circle(int Radius);")]
    [InlineData("[Case(0), Case(255)] public readonly partial record struct Circle([Discriminator] byte Type);")]
    [InlineData("[CaseRange(0, 255)] public readonly partial record struct Circle([Discriminator] byte Type);")]
    [InlineData("[CaseRange(1, 1)] public readonly partial record struct Circle(int Radius);")]
    [InlineData("[Case('+')] public readonly partial record struct Circle(int Radius);")]
    [InlineData("[Case(1)] public sealed partial record Circle(int Radius);")]
    [InlineData("[Case(1)] public sealed partial record Circle([MaxCount(3)] WireList<Shape> Parts);")]
    [InlineData("[Case(1)] public readonly partial record struct Circle([MaxCount(3)] Shape[] Parts);")]
    [InlineData("[Case(1)] public sealed partial record Circle(bool HasInner) { [When(nameof(HasInner))] public Shape? Inner { get; init; } }")]
    [InlineData("[UnknownCase] public readonly partial record struct Other([Discriminator] byte Type, [Remaining] ReadOnlyMemory<byte> Content);")]
    [InlineData("[Case(1)] public readonly partial record struct A(int X); [Case(2)] public readonly partial record struct B(int X); public readonly record struct Helper(int X);")]
    [InlineData("public byte Before { get; init; } [LengthOf(WireUnionAttribute.Content)] public partial byte Length { get; } [Case(1)] public readonly partial record struct A(int X);")]
    [InlineData("[Case(1)] public readonly partial record struct A(int X); public override string ToString() => \"mine\";")]
    public Task A_union_is_right(string members) => IsSilent(Union(members));

    [Theory]
    [InlineData("[DiscriminatedBy(nameof(Tag))] public Shape Shape { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Half))] public Shape Shape { get; init; } public byte Half => (byte)(Tag / 2);")]
    [InlineData("[TagOf(nameof(Shape))] public partial byte Type { get; } public Shape Shape { get; init; }")]
    [InlineData("[TagOf(nameof(Shape))] public partial byte Type { get; } [DiscriminatedBy(nameof(Type)), LengthPrefixed<byte>(OnRest = RestPolicy.Ignore)] public Shape Shape { get; init; }")]
    [InlineData("public bool HasShape { get; init; } [When(nameof(HasShape)), DiscriminatedBy(nameof(Tag))] public Shape? Shape { get; init; }")]
    public Task A_union_whose_tag_is_somewhere_else_is_right(string members) => IsSilent(Outside + "[WireStruct] public partial record struct Sample { public byte Tag { get; init; } " + members + " }");

    [Fact]
    public Task A_union_is_a_readonly_struct() => Reports(
        """
        [WireUnion] public partial struct {|PSOCK1007:Shape|} { [Discriminator] public partial byte Type { get; } [Case(1)] public readonly partial record struct Circle(int Radius); }
        """,
        "'Shape' is no readonly struct; declare it as 'readonly partial struct'");

    [Fact]
    public Task A_union_has_a_case() => Reports(
        "[WireUnion] public readonly partial struct {|PSOCK1007:Shape|} { [Discriminator] public partial byte Type { get; } }",
        "'Shape' has no case; nest a record marked [Case(...)] in it");

    [Fact]
    public Task A_union_has_a_tag() => Reports(
        "[WireUnion] public readonly partial struct {|PSOCK1048:Shape|} { [Case(1)] public readonly partial record struct Circle(int Radius); }",
        "'Shape' has no member marked [Discriminator], so nothing says which case it is");

    [Fact]
    public Task A_union_has_one_tag() => Reports(
        Union("[Discriminator] public partial byte {|PSOCK1013:Other|} { get; } [Case(1)] public readonly partial record struct Circle(int Radius);"),
        "'Type' and 'Other' are both marked [Discriminator]");

    [Theory]
    [InlineData("{|PSOCK1049:Case(256)|}", "256", "is no value of the tag 'Type'")]
    [InlineData("{|PSOCK1049:Case(-1)|}", "-1", "is no value of the tag 'Type'")]
    [InlineData("{|PSOCK1049:Case(\"a\")|}", "a", "is no value of the tag 'Type'")]
    [InlineData("{|PSOCK1049:Case(true)|}", "True", "is no value of the tag 'Type'")]
    [InlineData("{|PSOCK1049:CaseRange(9, 3)|}", "9", "is above the end of its range, 3")]
    [InlineData("{|PSOCK1049:CaseRange(1, 256)|}", "256", "is no value of the tag 'Type'")]
    public Task A_tag_is_a_value_of_the_discriminator(string attribute, string tag, string reason) => Reports(
        Union($"[{attribute}] public readonly partial record struct Circle([Discriminator] byte Type);"),
        $"The tag {tag} of 'Circle' {reason}");

    [Fact]
    public Task A_tag_fits_the_bits_of_the_discriminator() => Reports(
        """
        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator, Bits(4)] public partial byte Type { get; }
            [Bits(4)] public byte Flags { get; init; }
            [Case(15)] public readonly partial record struct Circle(int Radius);
            [{|PSOCK1049:Case(16)|}] public readonly partial record struct Square(int Side);
        }
        """,
        "The tag 16 of 'Square' is no value of the tag 'Type'");

    [Fact]
    public Task A_tag_belongs_to_one_case() => Reports(
        Union("""
            [Case(1), Case(5)] public readonly partial record struct Circle([Discriminator] byte Type);
            [{|PSOCK1050:CaseRange(4, 9)|}] public readonly partial record struct Square([Discriminator] byte Type);
            """),
        "The tag 5 is that of 'Circle' and of 'Square'");

    [Fact]
    public Task Unknown_tags_belong_to_one_case() => Reports(
        Union("""
            [UnknownCase] public readonly partial record struct A([Discriminator] byte Type);
            [UnknownCase] public readonly partial record struct {|PSOCK1013:B|}([Discriminator] byte Type);
            """),
        "'A' and 'B' are both marked [UnknownCase]");

    [Theory]
    [InlineData("[Case(1), Case(2)] public readonly partial record struct {|PSOCK1051:Circle|}(int Radius);")]
    [InlineData("[CaseRange(1, 2)] public readonly partial record struct {|PSOCK1051:Circle|}(int Radius);")]
    [InlineData("[UnknownCase] public readonly partial record struct {|PSOCK1051:Circle|}(int Radius);")]
    public Task A_case_of_several_tags_holds_its_own(string @case) => Reports(
        Union(@case), "'Circle' has several tags, and no member marked [Discriminator] of type 'byte' for the one that it has");

    [Fact]
    public Task The_tag_in_a_case_has_the_type_of_the_discriminator() => Reports(
        Union("[UnknownCase] public readonly partial record struct Circle([Discriminator] int {|PSOCK1051:Type|});"),
        "'Circle' has its tag in 'Type', which is no byte");

    [Fact]
    public Task A_case_is_as_visible_as_its_union() => Reports(
        Union("[Case(1)] internal readonly partial record struct {|PSOCK1043:Circle|}(int Radius);"),
        "'Circle' is less visible than 'Shape', and the union is made from it; make it internal or public");

    [Fact]
    public Task A_case_has_no_name_that_is_generated() => Reports(
        Union("[Case(1)] public readonly partial record struct {|PSOCK1034:Unset|}(int Radius);"),
        "'Unset' is the name of something that is generated in 'Shape'; choose another");

    [Fact]
    public Task A_case_is_partial() => Reports(
        Union("[Case(1)] public readonly record struct {|PSOCK1006:Circle|}(int Radius);"),
        "'Circle' must be partial, so that code can be added to it");

    [Fact]
    public Task What_is_wrong_in_a_case_is_reported_there() => Reports(
        Union("[Case(1)] public readonly partial record struct Circle(char {|PSOCK1001:Value|});"),
        "'Value' is of type 'char', which has no wire form; use ushort or string, or add [Codec<T>]");

    [Fact]
    public Task A_case_is_in_a_union() => Reports(
        "[{|PSOCK1045:Case(1)|}, WireStruct] public readonly partial record struct Circle(int Radius);",
        "[Case] has no effect on 'Circle': it belongs on a record in a [WireUnion]");

    [Fact]
    public Task A_discriminator_is_in_a_union() => ReportsMember(
        "[{|PSOCK1023:Discriminator|}] public byte Value { get; init; }",
        "[Discriminator] has no meaning on 'Value': it belongs in a [WireUnion], or in a case of one");

    [Fact]
    public Task A_tag_is_a_number() => Reports(
        """
        [WireUnion]
        public readonly partial struct Shape
        {
            [{|PSOCK1023:Discriminator|}] public partial Guid Type { get; }
            [Case(1)] public readonly partial record struct Circle(int Radius);
        }
        """,
        "[Discriminator] has no meaning on 'Type': a tag is an integer of up to 8 bytes, an enum or a bool");

    [Theory]
    [InlineData("public Shape {|PSOCK1052:Shape|} { get; init; }", "nothing, add [DiscriminatedBy(nameof(...))], or a member marked [TagOf(nameof(...))]")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Nothing\")|}] public Shape Shape { get; init; }", "'Nothing', and 'Sample' has no such member")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Later\")|}] public Shape Shape { get; init; } public byte Later { get; init; }", "'Later', which is not read yet")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Sum\")|}] public Shape Shape { get; init; } public byte Later { get; init; } public byte Sum => (byte)(Tag + Later);", "'Sum', which depends on 'Later', and that is not read yet")]
    [InlineData("public int Wide { get; init; } [{|PSOCK1052:DiscriminatedBy(\"Wide\")|}] public Shape Shape { get; init; }", "'Wide', which is of type 'int', and the tag is of type 'byte'")]
    public Task The_tag_of_a_union_is_known(string members, string reason) => Reports(
        Outside + "[WireStruct] public partial record struct Sample { public byte Tag { get; init; } " + members + " }",
        $"Which case 'Shape' is, is told by {reason}");

    [Theory]
    [InlineData("[{|PSOCK1023:TagOf(\"Other\")|}] public partial byte Type { get; }", "'Sample' has no member 'Other' on the wire")]
    [InlineData("[{|PSOCK1023:TagOf(\"Tag\")|}] public partial byte Type { get; }", "'Tag' is no union whose tag is somewhere else")]
    public Task A_tag_is_the_tag_of_a_union(string member, string reason) => Reports(
        Outside + "[WireStruct] public partial record struct Sample { public byte Tag { get; init; } " + member + " }",
        $"[TagOf] has no meaning on 'Type': {reason}");

    [Fact]
    public Task Only_a_union_whose_tag_is_somewhere_else_is_told_it() => ReportsMember(
        "public byte Tag { get; init; } [{|PSOCK1023:DiscriminatedBy(nameof(Tag))|}] public Point Value { get; init; }",
        "[DiscriminatedBy] has no meaning on 'Value': its type says how it looks");

    [Fact]
    public Task Attributes_of_others_with_the_same_names_mean_nothing() => IsSilent("""
        namespace Other;
        public sealed class WireUnionAttribute : Attribute;
        public sealed class CaseAttribute(int tag) : Attribute { public int Tag => tag; }
        [WireUnion] public struct Shape { [Case(1)] public struct Circle; }
        """);

    [Theory]
    [InlineData("[WireUnion] public readonly partial struct Shape { [Discriminator] public partial byte Type { get; } [Case] public readonly partial record struct Circle(int Radius); }")]
    [InlineData("[WireUnion] public readonly partial struct Shape { [Discriminator] public partial Missing Type { get; } [Case(1)] public readonly partial record struct Circle(int Radius); }")]
    [InlineData("[WireUnion, Case<Missing>(1)] public readonly partial struct Shape { [Discriminator] public partial byte Type { get; } }")]
    [InlineData("[WireUnion] public readonly partial struct Shape { [Discriminator] public partial byte Type { get; } [Case(Missing.Value)] public readonly partial record struct Circle(int Radius); }")]
    public Task What_the_compiler_refuses_is_left_to_it(string source) => IsSilentInBrokenCode(source);
}

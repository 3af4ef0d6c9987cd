using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Lists of unions whose tag is somewhere else (PSOCK1052), and structs that contain lists of themselves (PSOCK1094).</summary>
public sealed class UnionListDefinitionTests
{
    private const string Outside = """
        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator, NotOnWire] public partial byte Type { get; }
            [Case(1)] public readonly partial record struct Circle(int Radius);
        }

        """;

    private const string CanBeEmpty = """
        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator, NotOnWire] public partial byte Type { get; }
            [Case(0)] public readonly partial record struct Nothing;
            [Case(1)] public readonly partial record struct Circle(int Radius);
        }

        """;

    private static string Sample(string members) => "[WireStruct] public partial record struct Sample { public byte Tag { get; init; } " + members + " }";

    [Theory]
    [InlineData("[DiscriminatedBy(nameof(Tag)), MaxCount(3)] public WireList<Shape> Shapes { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Tag)), CountPrefixed<byte>] public Shape[] Shapes { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Tag)), LengthPrefixed<byte>] public WireList<Shape> Shapes { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Tag)), Remaining] public WireList<Shape> Shapes { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Tag)), EndsWith(new byte[] { 0 }), MaxCount(3)] public WireList<Shape> Shapes { get; init; }")]
    [InlineData("[DiscriminatedBy(nameof(Half)), CountPrefixed<byte>] public WireList<Shape> Shapes { get; init; } public byte Half => (byte)(Tag / 2);")]
    [InlineData("[CountOf(nameof(Shapes))] public partial byte Count { get; } [DiscriminatedBy(nameof(Tag))] public WireList<Shape> Shapes { get; init; }")]
    [InlineData("public bool Has { get; init; } [When(nameof(Has)), DiscriminatedBy(nameof(Tag)), CountPrefixed<byte>] public WireList<Shape>? Shapes { get; init; }")]
    [InlineData("[CountPrefixed<byte>] public byte[] Tags { get; init; } [DiscriminatedBy(nameof(Tags))] public Shape[] Shapes { get; init; }")]
    [InlineData("[LengthPrefixed<byte>] public WireList<byte> Tags { get; init; } [DiscriminatedBy(nameof(Tags)), MaxCount(9)] public Shape[] Shapes { get; init; }")]
    public Task One_tag_for_all_elements_or_a_list_of_tags_is_right(string members) => IsSilent(Outside + Sample(members));

    [Fact]
    public Task Elements_with_a_tag_each_may_take_no_bytes() =>
        IsSilent(CanBeEmpty + Sample("[CountPrefixed<byte>] public WireList<byte> Tags { get; init; } [DiscriminatedBy(nameof(Tags))] public Shape[] Shapes { get; init; }"));

    [Theory]
    [InlineData("[MaxCount(3)] public Shape[] {|PSOCK1052:Shapes|} { get; init; }", "nothing, add [DiscriminatedBy(nameof(...))]: an earlier member that is the tag of all elements or, for an array, an earlier list of their tags")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Nothing\")|}, MaxCount(3)] public Shape[] Shapes { get; init; }", "'Nothing', and 'Sample' has no such member")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Later\")|}, MaxCount(3)] public Shape[] Shapes { get; init; } public byte Later { get; init; }", "'Later', which is not read yet")]
    [InlineData("[{|PSOCK1052:DiscriminatedBy(\"Later\")|}] public Shape[] Shapes { get; init; } [MaxCount(3)] public WireList<byte> Later { get; init; }", "'Later', which is not read yet")]
    [InlineData("[MaxCount(3)] public WireList<ushort> Tags { get; init; } [{|PSOCK1052:DiscriminatedBy(\"Tags\")|}] public Shape[] Shapes { get; init; }", "'Tags', which has elements of type 'ushort', and the tag is of type 'byte'")]
    [InlineData("public bool Has { get; init; } [MaxCount(3), When(nameof(Has))] public WireList<byte>? Tags { get; init; } [{|PSOCK1052:DiscriminatedBy(\"Tags\")|}] public Shape[] Shapes { get; init; }", "'Tags', which is not always there")]
    [InlineData("[MaxCount(3)] public WireList<byte> Tags { get; init; } [{|PSOCK1052:DiscriminatedBy(\"Tags\")|}] public WireList<Shape> Shapes { get; init; }", "'Tags', one for each element, and a WireList is read again from any of them; declare an array, 'Shape[]'")]
    public Task The_tags_of_elements_are_known(string members, string reason) => Reports(Outside + Sample(members), $"Which case 'Shapes' is, is told by {reason}");

    [Fact]
    public Task An_empty_list_has_no_tag_to_compute() => Reports(
        Outside + Sample("[{|PSOCK1023:TagOf(nameof(Shapes))|}] public partial byte Type { get; } [MaxCount(3)] public WireList<Shape> Shapes { get; init; }"),
        "[TagOf] has no meaning on 'Type': 'Shapes' is a list, and an empty one has no tag; set it, and name it with [DiscriminatedBy]");

    [Fact]
    public Task There_are_as_many_elements_as_tags() => Reports(
        Outside + Sample("[MaxCount(3)] public WireList<byte> Tags { get; init; } [DiscriminatedBy(nameof(Tags)), CountPrefixed<byte>] public Shape[] {|PSOCK1022:Shapes|} { get; init; }"),
        "'Shapes' has both [DiscriminatedBy] and [CountPrefixed], and only one can hold");

    [Fact]
    public Task An_element_of_one_tag_takes_bytes() => Reports(
        CanBeEmpty + Sample("[DiscriminatedBy(nameof(Tag)), CountPrefixed<byte>] public Shape[] {|PSOCK1001:Shapes|} { get; init; }"),
        "'Shapes' is of type 'Shape[]', which has no wire form; a 'Shape' can take no bytes, so a peer could send any number of them in none");

    [Fact]
    public Task Elements_with_their_own_tag_are_told_none() => Reports(
        """
        [WireUnion] public readonly partial struct Inside { [Discriminator] public partial byte Type { get; } [Case(1)] public readonly partial record struct Circle(int Radius); }

        """ + Sample("[{|PSOCK1023:DiscriminatedBy(nameof(Tag))|}, MaxCount(3)] public Inside[] Shapes { get; init; }"),
        "[DiscriminatedBy] has no meaning on 'Shapes': it is a list");

    [Fact]
    public Task A_case_with_a_list_of_its_union_is_a_class() => Reports(
        """
        [WireUnion]
        public readonly partial struct {|PSOCK1094:Shape|}
        {
            [Discriminator] public partial byte Type { get; }
            [Case(1)] public readonly partial record struct Group([MaxCount(3)] WireList<Shape> Parts);
        }
        """,
        "'Shape' can't be loaded: it contains 'Shape.Group', and 'Shape.Group' has a list of 'Shape'; make 'Shape.Group' a record class, or its list an array");

    [Fact]
    public Task Structs_with_lists_of_one_another_are_not_loaded() => Reports(
        """
        [WireStruct] public readonly partial record struct {|PSOCK1094:Left|}([MaxCount(3)] WireList<Right> Rights);
        [WireStruct] public readonly partial record struct {|PSOCK1094:Right|}([MaxCount(3)] WireList<Left> Lefts);
        """,
        "'Left' can't be loaded: it contains 'Right', and 'Right' has a list of 'Left'; make 'Right' a record class, or its list an array",
        "'Right' can't be loaded: it contains 'Left', and 'Left' has a list of 'Right'; make 'Left' a record class, or its list an array");

    [Theory]
    [InlineData("[WireStruct] public readonly partial record struct Node([MaxCount(3)] WireList<Node> Children);")]
    [InlineData("[WireStruct] public readonly partial record struct Node(Inner Inner); [WireStruct] public readonly partial record struct Inner([MaxCount(3)] Node[] Children);")]
    [InlineData("[WireStruct] public readonly partial record struct Node(Inner Inner); [WireStruct] public sealed partial record Inner([MaxCount(3)] WireList<Node> Children);")]
    [InlineData("[WireStruct] public sealed partial record Node(Inner Inner); [WireStruct] public readonly partial record struct Inner([MaxCount(3)] WireList<Node> Children);")]
    [InlineData("[WireStruct] public readonly partial record struct Node([MaxCount(3)] WireList<Inner> Inner); [WireStruct] public readonly partial record struct Inner([MaxCount(3)] WireList<Inner> Children);")]
    public Task Structs_that_load_are_right(string source) => IsSilent(source);
}

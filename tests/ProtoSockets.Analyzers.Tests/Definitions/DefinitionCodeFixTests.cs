using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Definitions;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>The fixes of the definition rules: their results are compared literally, compile, and are no longer reported.</summary>
public sealed class DefinitionCodeFixTests
{
    [Fact]
    public Task A_taken_id_is_replaced_by_a_free_one() => Fixes<DuplicateMessageIdCodeFix>(
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Joined(uint Member);
            [Message(2)] public readonly partial record struct Said(uint Member);
            [{|PSOCK1002:Message(1, From = Side.Server)|}] public readonly partial record struct Left(uint Member); // 1
        }
        """,
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Joined(uint Member);
            [Message(2)] public readonly partial record struct Said(uint Member);
            [Message(3, From = Side.Server)] public readonly partial record struct Left(uint Member); // 1
        }
        """);

    [Fact]
    public Task Several_taken_ids_are_replaced_by_different_ones() => FixesAll<DuplicateMessageIdCodeFix>(
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct A(uint Member);
            [{|PSOCK1002:Message(1)|}] public readonly partial record struct B(uint Member);
            [{|PSOCK1002:Message(1)|}] public readonly partial record struct C(uint Member);
        }
        """,
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct A(uint Member);
            [Message(2)] public readonly partial record struct B(uint Member);
            [Message(3)] public readonly partial record struct C(uint Member);
        }
        """);

    [Fact]
    public Task An_id_that_has_a_name_is_not_replaced_by_a_number() => DoesNotOffer<DuplicateMessageIdCodeFix>(
        """
        public enum Code : ushort { Join = 1 }

        [Protocol]
        public sealed partial class Chat
        {
            [Message(Code.Join)] public readonly partial record struct A(uint Member);
            [{|PSOCK1002:Message(Code.Join)|}] public readonly partial record struct B(uint Member);
        }
        """);

    [Fact]
    public Task A_parameter_without_a_limit_gets_one() => FixesAll<NoLimitCodeFix>(
        """
        [WireStruct]
        public readonly partial record struct Login(
            string {|PSOCK1003:Name|},
            [LengthPrefixed<uint>] ReadOnlyMemory<byte> {|PSOCK1003:Token|}, WireList<int> {|PSOCK1003:Roles|});
        """,
        """
        [WireStruct]
        public readonly partial record struct Login(
            [MaxBytes(1024)] string Name,
            [LengthPrefixed<uint>, MaxBytes(1024)] ReadOnlyMemory<byte> Token, [MaxCount(1024)] WireList<int> Roles);
        """);

    [Fact]
    public Task A_property_without_a_limit_gets_one_on_its_own_line() => FixesAll<NoLimitCodeFix>(
        """
        [WireStruct]
        public partial record struct Login
        {
            /// <summary>Who.</summary>
            public string {|PSOCK1003:Name|} { get; init; }

            [NullTerminated]
            public string {|PSOCK1003:Token|} { get; init; }
        }

        [WireStruct]
        public partial record struct Short { public string {|PSOCK1003:Name|} { get; init; } }
        """,
        """
        [WireStruct]
        public partial record struct Login
        {
            /// <summary>Who.</summary>
            [MaxBytes(1024)]
            public string Name { get; init; }

            [NullTerminated, MaxBytes(1024)]
            public string Token { get; init; }
        }

        [WireStruct]
        public partial record struct Short { [MaxBytes(1024)] public string Name { get; init; } }
        """);

    [Fact]
    public Task A_limit_is_named_in_full_where_the_namespace_is_not_used() => Fixes<NoLimitCodeFix>(
        """
        namespace Test
        {
            [ProtoSockets.WireStruct]
            public readonly partial record struct Login(string {|PSOCK1003:Name|});
        }
        """,
        """
        namespace Test
        {
            [ProtoSockets.WireStruct]
            public readonly partial record struct Login([global::ProtoSockets.MaxBytes(1024)] string Name);
        }
        """,
        usings: "");

    [Fact]
    public Task A_type_around_others_becomes_partial() => Fixes<NotPartialCodeFix>(
        """
        public static class {|PSOCK1006:Outer|}
        {
            /// <summary>A point.</summary>
            [WireStruct]
            readonly record struct {|PSOCK1006:Point|}(int X, int Y);
        }
        """,
        """
        public static partial class Outer
        {
            /// <summary>A point.</summary>
            [WireStruct]
            readonly record struct Point(int X, int Y);
        }
        """,
        leavesOthers: true);

    [Fact]
    public Task A_type_becomes_partial_with_those_around_it() => Fixes<NotPartialCodeFix>(
        """
        static class Outer { class Inner { [WireStruct] record struct {|PSOCK1006:Point|}(int X); } }
        """.Replace("class Outer", "class {|PSOCK1006:Outer|}", StringComparison.Ordinal).Replace("class Inner", "class {|PSOCK1006:Inner|}", StringComparison.Ordinal),
        """
        static partial class Outer { partial class Inner { [WireStruct] partial record struct Point(int X); } }
        """,
        at: 2);

    [Fact]
    public Task A_class_becomes_a_record() => Fixes<UnsupportedShapeCodeFix>(
        "[WireStruct] public sealed partial class {|PSOCK1007:Point|} { public int X { get; init; } }",
        "[WireStruct] public sealed partial record Point { public int X { get; init; } }");

    [Fact]
    public Task A_struct_becomes_a_record_struct() => Fixes<UnsupportedShapeCodeFix>(
        "[WireStruct] public partial struct {|PSOCK1007:Point|} { public int X { get; init; } }",
        "[WireStruct] public partial record struct Point { public int X { get; init; } }");

    [Theory]
    [InlineData("[WireStruct] public partial class {|PSOCK1007:Point|} : System.IO.MemoryStream { }")]
    [InlineData("[WireStruct] public static partial class {|PSOCK1007:Point|} { }")]
    [InlineData("[WireStruct] public partial class {|PSOCK1007:Point|} { } public partial class Point { }")]
    [InlineData("[WireStruct] public readonly partial record struct {|PSOCK1007:Point|}<T>(int X);")]
    public Task What_can_not_become_a_record_stays(string source) => DoesNotOffer<UnsupportedShapeCodeFix>(source);

    [Theory]
    [InlineData("public ushort {|PSOCK1012:Length|} { get; init; }", "public partial ushort Length { get; }")]
    [InlineData("public ushort {|PSOCK1012:Length|} { get; }", "public partial ushort Length { get; }")]
    [InlineData("public ushort {|PSOCK1012:Length|} => 3;", "public partial ushort Length { get; }")]
    [InlineData("public ushort {|PSOCK1012:Length|} { get; set; } = 3;", "public partial ushort Length { get; }")]
    [InlineData("public required ushort {|PSOCK1012:Length|} { get; set; }", "public partial ushort Length { get; }")]
    [InlineData("ushort {|PSOCK1012:Length|} { get; set; }", "partial ushort Length { get; }")]
    public Task A_computed_member_becomes_partial(string member, string expected) => Fixes<DerivedNotPartialCodeFix>(
        $$"""
        [WireStruct]
        public partial record class Packet
        {
            [LengthOf(nameof(Body))]
            {{member}} // computed
            [MaxBytes(9)] public byte[] Body { get; init; } = [];
        }
        """,
        $$"""
        [WireStruct]
        public partial record class Packet
        {
            [LengthOf(nameof(Body))]
            {{expected}} // computed
            [MaxBytes(9)] public byte[] Body { get; init; } = [];
        }
        """);

    [Fact]
    public Task A_computed_parameter_is_left_to_the_user() => DoesNotOffer<DerivedNotPartialCodeFix>(
        "[WireStruct] public partial record struct Sample([property: LengthOf(nameof(Sample.Body))] byte {|PSOCK1012:Length|}, [MaxBytes(9)] byte[] Body);");

    [Theory]
    [InlineData("[Message]", "[Message(2)]")]
    [InlineData("[Message()]", "[Message(2)]")]
    [InlineData("[Message(From = Side.Client)]", "[Message(2, From = Side.Client)]")]
    public Task A_message_without_an_id_gets_the_next_one(string role, string expected) => Fixes<MissingIdCodeFix>(
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            {{role}} public readonly partial record struct {|PSOCK1025:A|}(int Value);
            [Message(1)] public readonly partial record struct B(int Value);
        }
        """,
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            {{expected}} public readonly partial record struct A(int Value);
            [Message(1)] public readonly partial record struct B(int Value);
        }
        """);

    [Fact]
    public Task Where_ids_have_no_place_none_is_given() => DoesNotOffer<MissingIdCodeFix>(
        """
        [Protocol, LengthPrefixed<ushort>]
        public sealed partial class Chat
        {
            [Message] public readonly partial record struct {|PSOCK1025:A|}(int Value);
            [Message] public readonly partial record struct {|PSOCK1025:B|}(int Value);
        }
        """);

    [Fact]
    public Task Several_messages_without_ids_get_different_ones() => FixesAll<MissingIdCodeFix>(
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message] public readonly partial record struct {|PSOCK1025:A|}(int Value);
            [Message(From = Side.Client)] public readonly partial record struct {|PSOCK1025:B|}(int Value);
            [Message(1)] public readonly partial record struct C(int Value);
        }
        """,
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Message(2)] public readonly partial record struct A(int Value);
            [Message(3, From = Side.Client)] public readonly partial record struct B(int Value);
            [Message(1)] public readonly partial record struct C(int Value);
        }
        """);

    [Fact]
    public Task A_property_that_can_not_be_set_gets_an_init() => Fixes<CannotBeSetCodeFix>(
        "[WireStruct] public partial record struct Packet { public byte {|PSOCK1031:Kind|} { get; } }",
        "[WireStruct] public partial record struct Packet { public byte Kind { get; init; } }");

    [Fact]
    public Task A_property_that_computes_its_value_gets_no_init() => DoesNotOffer<CannotBeSetCodeFix>(
        "[WireStruct] public partial record struct Packet { [LittleEndian] public int {|PSOCK1031:Kind|} => 3; }");

    [Theory]
    [InlineData("public int? {|PSOCK1037:Value|} { get; init; }", "public int Value { get; init; }")]
    [InlineData("[MaxBytes(3)] public required string? {|PSOCK1037:Value|} { get; init; }", "[MaxBytes(3)] public required string Value { get; init; }")]
    public Task A_nullable_member_becomes_not_nullable(string member, string expected) => Fixes<NullWithoutConditionCodeFix>(
        "[WireStruct] public partial record Packet { " + member + " }",
        "[WireStruct] public partial record Packet { " + expected + " }");

    [Theory]
    [InlineData("[WireStruct] public partial record Packet(int? {|PSOCK1037:Value|} = null);")]
    [InlineData("[WireStruct] public partial record Packet([MaxCount(3)] int?[] {|PSOCK1037:Value|});")]
    [InlineData("[WireStruct] public partial record Packet(int? {|PSOCK1037:Value|}) { public bool Has => Value.HasValue; }")]
    public Task Where_null_is_needed_a_member_stays_nullable(string source) => DoesNotOffer<NullWithoutConditionCodeFix>(source);

    [Fact]
    public Task A_member_with_a_condition_becomes_nullable() => Fixes<ConditionWithoutNullCodeFix>(
        "[WireStruct] public partial record struct Packet(bool Has, [property: When(nameof(Packet.Has))] uint {|PSOCK1038:Value|});",
        "[WireStruct] public partial record struct Packet(bool Has, [property: When(nameof(Packet.Has))] uint? Value);");

    [Fact]
    public Task A_member_whose_value_is_needed_stays_as_it_is() => DoesNotOffer<ConditionWithoutNullCodeFix>(
        "[WireStruct] public partial record struct Packet(bool Has, [property: When(nameof(Packet.Has))] uint {|PSOCK1038:Value|}) { public uint Next() => Value + 1; }"
            .Replace("Value + 1", "uint.Max(Value, 1)", StringComparison.Ordinal));

    [Theory]
    [InlineData("public byte {|PSOCK1040:Kind|};", "public byte Kind { get; set; }")]
    [InlineData("public byte {|PSOCK1040:Kind|} = 3;", "public byte Kind { get; set; } = 3;")]
    [InlineData("public readonly byte {|PSOCK1040:Kind|};", "public byte Kind { get; init; }")]
    public Task A_field_becomes_a_property(string field, string expected) => Fixes<FieldOnRecordCodeFix>(
        $"[WireStruct] public partial record Packet {{ {field} }}",
        $"[WireStruct] public partial record Packet {{ {expected} }}");

    [Theory]
    [InlineData("public byte {|PSOCK1040:Kind|}, {|PSOCK1040:Code|};")]
    [InlineData("public volatile byte {|PSOCK1040:Kind|};")]
    [InlineData("public byte {|PSOCK1040:Kind|}; public ref byte Reference() => ref Kind;")]
    public Task A_field_that_is_more_than_a_property_stays(string members) => DoesNotOffer<FieldOnRecordCodeFix>(
        $"[WireStruct] public partial record Packet {{ {members} }}");

    [Theory]
    [InlineData("readonly partial record struct", "public readonly partial record struct")]
    [InlineData("private readonly partial record struct", "public readonly partial record struct")]
    [InlineData("partial record struct", "public partial record struct")]
    public Task A_message_out_of_reach_becomes_public(string declaration, string expected) => Fixes<OutOfReachCodeFix>(
        $"[Protocol] public sealed partial class Chat {{ [Message(1)] {declaration} {{|PSOCK1043:Joined|}}(uint Member); }}",
        $"[Protocol] public sealed partial class Chat {{ [Message(1)] {expected} Joined(uint Member); }}");

    [Fact]
    public Task A_message_between_private_and_protected_becomes_public() => Fixes<OutOfReachCodeFix>(
        "[Protocol] public partial class Chat { [Message(1)] private protected partial record {|PSOCK1043:Joined|}(uint Member); }",
        "[Protocol] public partial class Chat { [Message(1)] public partial record Joined(uint Member); }");

    [Theory]
    [InlineData("private int {|PSOCK1043:Extra|} { get; init; }", "public int Extra { get; init; }")]
    [InlineData("public int {|PSOCK1043:Extra|} { get; private init; }", "public int Extra { get; init; }")]
    public Task A_member_of_a_header_out_of_reach_becomes_public(string member, string expected)
    {
        const string Start = "[Protocol] public partial class Chat { [Header] public partial record struct Head { [FrameLength] public partial ushort Length { get; } ";
        const string End = " } [Message] public partial record Joined(uint Member); }";
        return Fixes<OutOfReachCodeFix>(Start + member + End, Start + expected + End);
    }

    [Fact]
    public Task A_message_of_private_things_stays_private() => DoesNotOffer<OutOfReachCodeFix>(
        "[Protocol] public sealed partial class Chat { private enum Kind : byte { None } [Message(1)] private partial record {|PSOCK1043:Joined|}(Kind Value); }");

    [Fact]
    public Task An_attribute_without_effect_is_removed() => FixesAll<NoEffectCodeFix>(
        """
        public sealed class Settings
        {
            /// <summary>A name.</summary>
            [{|PSOCK1045:MaxBytes(64)|}]
            public string Name { get; init; } = "";

            [{|PSOCK1045:Bits(3)|}] // why
            public int Level { get; init; }

            [{|PSOCK1045:Bytes(3)|}, System.Obsolete] public int Old { get; init; }

            [System.Obsolete, {|PSOCK1045:Bytes(3)|}] public int Older { get; init; }
        }
        """,
        """
        public sealed class Settings
        {
            /// <summary>A name.</summary>
            public string Name { get; init; } = "";

             // why
            public int Level { get; init; }

            [System.Obsolete] public int Old { get; init; }

            [System.Obsolete] public int Older { get; init; }
        }
        """);

    private const string Usings = "using System; using ProtoSockets;\n";

    private static Task Fixes<TFix>(string marked, string expected, string usings = Usings, bool leavesOthers = false, int at = 0)
        where TFix : CodeFixProvider, new() => Fixes<TFix>(marked, expected, usings, leavesOthers, at, all: false);

    private static Task FixesAll<TFix>(string marked, string expected)
        where TFix : CodeFixProvider, new() => Fixes<TFix>(marked, expected, Usings, leavesOthers: false, at: 0, all: true);

    private static async Task Fixes<TFix>(string marked, string expected, string usings, bool leavesOthers, int at, bool all)
        where TFix : CodeFixProvider, new()
    {
        if (all)
        {
            await CodeFixTest.VerifyAll<DefinitionAnalyzer, TFix>(usings + marked, usings + expected);
        }
        else
        {
            await CodeFixTest.Verify<DefinitionAnalyzer, TFix>(usings + marked, usings + expected, at: at);
        }

        string id = new TFix().FixableDiagnosticIds[0];
        CSharpCompilation compilation = TestCompilation.Create(usings + expected);
        ImmutableArray<Diagnostic> left = await DefinitionTest.Run(compilation);
        Assert.Equal(leavesOthers, left.Any(diagnostic => diagnostic.Id == id));
        DefinitionTest.Generate(compilation, left);
    }

    private static Task DoesNotOffer<TFix>(string marked)
        where TFix : CodeFixProvider, new() => CodeFixTest.VerifyNotOffered<DefinitionAnalyzer, TFix>(Usings + marked);
}

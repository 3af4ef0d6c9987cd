using Microsoft.CodeAnalysis;
using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>What types definitions are, and where they stand: PSOCK1006, 1007, 1008, 1021, 1034, 1035.</summary>
public sealed class PlaceTests
{
    [Fact]
    public Task A_protocol_is_partial() => Reports(
        "[Protocol] public sealed class {|PSOCK1006:Chat|} { [Message(1)] public readonly partial record struct Say(int Value); }",
        "'Chat' must be partial, so that code can be added to it");

    [Fact]
    public Task A_message_is_partial() => Reports(
        "[Protocol] public sealed partial class Chat { [Message(1)] public readonly record struct {|PSOCK1006:Say|}(int Value); }",
        "'Say' must be partial, so that code can be added to it");

    [Fact]
    public Task A_wire_struct_is_partial() => Reports(
        "[WireStruct] public readonly record struct {|PSOCK1006:Point|}(int X, int Y);",
        "'Point' must be partial, so that code can be added to it");

    [Fact]
    public Task A_container_is_partial_and_reported_once_for_all_that_it_contains() => Reports(
        """
        public static class {|PSOCK1006:Shapes|}
        {
            [WireStruct] public readonly partial record struct Point(int X, int Y);
            [WireStruct] public readonly partial record struct Size(int Width, int Height);
        }
        """,
        "'Shapes' must be partial, so that code can be added to it");

    [Fact]
    public Task Containers_are_partial_all_the_way_out() => Reports(
        """
        public static class {|PSOCK1006:Outer|}
        {
            public static partial class Inner
            {
                [WireStruct] public readonly partial record struct Point(int X, int Y);
            }
        }
        """,
        "'Outer' must be partial, so that code can be added to it");

    [Fact]
    public Task A_container_without_definitions_need_not_be_partial() => IsSilent(
        "public static class Shapes { public readonly record struct Point(int X, int Y); }");

    [Theory]
    [InlineData("public partial class {|PSOCK1007:Point|} { public int X { get; init; } }", "'Point' is no record; declare it as 'partial record' or 'partial record struct'")]
    [InlineData("public partial struct {|PSOCK1007:Point|} { public int X { get; init; } }", "'Point' is no record; declare it as 'partial record' or 'partial record struct'")]
    [InlineData("public readonly partial record struct {|PSOCK1007:Point|}<T>(int X);", "'Point' is generic; a wire record has one wire form")]
    [InlineData("public abstract partial record {|PSOCK1007:Point|}(int X);", "'Point' is abstract; a wire record can be constructed")]
    [InlineData("file readonly partial record struct {|PSOCK1007:Point|}(int X);", "'Point' is local to its file, so that nothing can be added to it")]
    [InlineData("public partial record {|PSOCK1007:Point|}(int X) : Base; public record Base;", "'Point' derives from another record; wire members have one place")]
    public Task A_wire_struct_is_a_record_that_code_can_be_added_to(string declaration, string message) => Reports("[WireStruct] " + declaration, message);

    [Theory]
    [InlineData("public partial record {|PSOCK1007:Chat|};", "'Chat' is no class; a protocol is a partial class around its messages")]
    [InlineData("public partial class {|PSOCK1007:Chat|}<T>;", "'Chat' is generic; a protocol has one wire form")]
    [InlineData("file partial class {|PSOCK1007:Chat|};", "'Chat' is local to its file, so that nothing can be added to it")]
    public Task A_protocol_is_a_class_that_code_can_be_added_to(string declaration, string message) => Reports("[Protocol] " + declaration, message);

    [Fact]
    public Task A_definition_in_a_generic_type_has_no_single_wire_form() => Reports(
        "public static partial class Outer<T> { [WireStruct] public readonly partial record struct {|PSOCK1007:Point|}(int X); }",
        "'Point' is nested in 'Outer', which is generic");

    [Fact]
    public Task A_protocol_in_a_generic_type_has_no_single_wire_form() => Reports(
        "public static partial class Outer<T> { [Protocol] public partial class {|PSOCK1007:Chat|} { } }",
        "'Chat' is nested in 'Outer', which is generic or local to its file");

    [Fact]
    public Task A_definition_in_a_type_that_is_local_to_its_file_is_out_of_reach() => Reports(
        "file static partial class Outer { [WireStruct] public readonly partial record struct {|PSOCK1007:Point|}(int X); }",
        "'Point' is nested in 'Outer', which is local to its file");

    [Fact]
    public Task A_header_is_a_struct() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Header] public sealed partial record {|PSOCK1007:Head|} { [FrameLength] public partial ushort Length { get; } }
        }
        """,
        "'Head' is a class; a header is a record struct, so that it takes no allocation");

    [Theory]
    [InlineData("public readonly partial record struct Point(int X, int Y);")]
    [InlineData("public partial record struct Point { public int X { get; set; } }")]
    [InlineData("public partial record Point(int X);")]
    [InlineData("public sealed partial record class Point { public int X { get; init; } }")]
    [InlineData("public partial record Point(int X) : IPoint; public interface IPoint;")]
    [InlineData("internal readonly partial record struct Point(int X);")]
    public Task Records_of_all_kinds_are_wire_structs(string declaration) => IsSilent("[WireStruct] " + declaration);

    [Theory]
    [InlineData("public sealed partial class Chat;")]
    [InlineData("public static partial class Chat;")]
    [InlineData("internal partial class Chat { private const int Unrelated = 1; }")]
    public Task Classes_of_all_kinds_are_protocols(string declaration) => IsSilent("[Protocol] " + declaration);

    [Fact]
    public Task Definitions_may_be_nested_in_all_kinds_of_types() => IsSilent(
        """
        namespace A.@class
        {
            public partial interface IOuter
            {
                public partial struct Middle
                {
                    public partial record Inner
                    {
                        [WireStruct] public readonly partial record struct Point(int X);
                        [Protocol] public partial class Chat { [Message(1)] public partial record Say(Point At); }
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("Header")]
    [InlineData("Message(1)")]
    [InlineData("Request<int>(1)")]
    [InlineData("Reply(1)")]
    [InlineData("ErrorReply(1)")]
    public Task A_message_or_header_belongs_in_a_protocol(string role) => Reports(
        $"[{role}] public readonly partial record struct {{|PSOCK1008:Alone|}}(int Value);",
        "'Alone' must be nested in a class marked [Protocol]");

    [Fact]
    public Task A_message_in_a_class_in_a_protocol_is_not_in_the_protocol() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            public static partial class Messages { [Message(1)] public readonly partial record struct {|PSOCK1008:Say|}(int Value); }
        }
        """,
        "'Say' must be nested in a class marked [Protocol]");

    [Fact]
    public Task A_record_without_a_role_may_stand_in_a_protocol() => IsSilent(
        "[Protocol] public sealed partial class Chat { public record struct Helper(decimal Value); public enum Kind { None } }");

    [Fact]
    public Task Wire_members_in_two_parts_have_no_order() => ReportsInFiles(
        [
            "[WireStruct] public partial record struct Point { public int X { get; init; } }",
            "public partial record struct Point { public int {|PSOCK1021:Y|} { get; init; } }",
        ],
        "The wire members of 'Point' are declared in several parts, which leaves their order open; 'Y' is in another part than 'X'");

    [Fact]
    public Task Wire_members_in_two_parts_of_one_file_have_no_order_either() => Reports(
        """
        [WireStruct] public partial record struct Point(int X);
        public partial record struct Point { public int {|PSOCK1021:Y|} { get; init; } }
        """,
        "The wire members of 'Point' are declared in several parts, which leaves their order open; 'Y' is in another part than 'X'");

    [Fact]
    public Task Other_members_may_be_in_another_part() => IsSilent(
        """
        [WireStruct] public partial record struct Point(int X, int Y);
        public partial record struct Point { public int Sum => X + Y; public static Point Origin => default; [NotOnWire] public int Note { get; set; } }
        """);

    [Fact]
    public Task A_protocol_may_be_spread_over_files() => ReportsInFiles(
        [
            "[Protocol] public sealed partial class Chat { [Message(1)] public readonly partial record struct Say(int Value); }",
            "public sealed partial class Chat { [{|PSOCK1002:Message(1)|}] public readonly partial record struct Shout(int Value); }",
        ],
        "The id 1 is used by 'Say' and by 'Shout', which the same side sends; the next free id is 2");

    [Theory]
    [InlineData("Client")]
    [InlineData("Server")]
    [InlineData("Session")]
    [InlineData("Wire")]
    [InlineData("IServerHandler")]
    [InlineData("IClientHandler")]
    public Task A_message_does_not_take_the_name_of_a_generated_type(string name) => Reports(
        $"[Protocol] public sealed partial class Chat {{ [Message(1)] public readonly partial record struct {{|PSOCK1034:{name}|}}(int Value); }}",
        $"'{name}' is the name of something that is generated in 'Chat'; choose another");

    [Theory]
    [InlineData("TryRead")]
    [InlineData("Write")]
    [InlineData("GetSize")]
    [InlineData("MaxWireSize")]
    [InlineData("ToOwned")]
    public Task A_member_does_not_take_the_name_of_a_generated_one(string name) => Reports(
        $"[WireStruct] public readonly partial record struct Sample(int {{|PSOCK1034:{name}|}});",
        $"'{name}' is the name of something that is generated in 'Sample'; choose another");

    [Fact]
    public Task A_method_does_not_take_the_name_of_a_generated_one() => Reports(
        "[WireStruct] public readonly partial record struct Sample(int Value) { public int {|PSOCK1034:GetSize|}() => 4; }",
        "'GetSize' is the name of something that is generated in 'Sample'; choose another");

    [Fact]
    public Task Generated_types_may_be_added_to() => IsSilent(
        """
        [Protocol] public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Say(int Value);
            public partial class Client { public int Extra => 1; }
        }
        """);

    [Fact]
    public Task Two_headers_are_one_too_many() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Header] public readonly partial record struct First { [FrameLength] public partial ushort Length { get; } }
            [Header] public readonly partial record struct {|PSOCK1035:Second|} { [FrameLength] public partial ushort Length { get; } }
        }
        """,
        "'First' and 'Second' are both marked [Header], and a protocol has at most one");

    [Fact]
    public Task Two_error_replies_are_one_too_many() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [ErrorReply(1)] public readonly partial record struct First(int Code);
            [ErrorReply(2)] public readonly partial record struct {|PSOCK1035:Second|}(int Code);
        }
        """,
        "'First' and 'Second' are both marked [ErrorReply], and a protocol has at most one");

    [Fact]
    public Task Look_alike_attributes_mean_nothing() => IsSilent(
        """
        namespace Other
        {
            [Protocol] public class Chat { [Message(1)] public class Say { [Bits(3)] public decimal Value; } }
            [WireStruct] public class Point { [MaxBytes(-1)] public object? X { get; } }
            public class ProtocolAttribute : Attribute;
            public class WireStructAttribute : Attribute;
            public class MessageAttribute(object id) : Attribute { public object Id => id; }
            [AttributeUsage(AttributeTargets.All)] public class BitsAttribute(int count) : Attribute { public int Count => count; }
            [AttributeUsage(AttributeTargets.All)] public class MaxBytesAttribute(int count) : Attribute { public int Count => count; }
        }
        """);

    [Fact]
    public async Task Without_the_runtime_nothing_is_looked_at()
    {
        var compilation = Compile(
            """
            [WireStruct] public class Point;
            namespace ProtoSockets { public class WireStructAttribute : Attribute; }
            """);
        MetadataReference[] others = [.. compilation.References.Where(static reference => Path.GetFileName(reference.Display) != "ProtoSockets.dll")];
        Assert.Empty(await Run(compilation.WithReferences(others)));
    }
}

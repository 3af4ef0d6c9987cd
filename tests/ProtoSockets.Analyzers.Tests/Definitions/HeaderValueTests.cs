using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Headers whose size varies with the length in them, and members of the header with one value for each kind of message.</summary>
public sealed class HeaderValueTests
{
    [Theory]
    [InlineData("[FrameLength, VarInt(VarIntFormat.Mqtt)] public partial uint Length { get; }")]
    [InlineData("[FrameLength, VarInt(VarIntFormat.Leb128)] public partial ulong Length { get; }")]
    [InlineData("[FrameLength(Counts = FrameLengthCounts.Rest), VarInt(VarIntFormat.Quic)] public partial uint Length { get; } public ushort More { get; init; }")]
    public Task A_length_of_variable_size_is_right(string length) => IsSilent(With(length, "[Message(1)] public partial record Say([Remaining, MaxBytes(9)] byte[] Data);"));

    [Theory]
    [InlineData("[FrameLength, VarInt(VarIntFormat.ZigZag)] public partial int {|PSOCK1023:Length|} { get; }", "the length of a frame is not negative")]
    [InlineData("[FrameLength, VarInt(VarIntFormat.Leb128)] public partial int {|PSOCK1023:Length|} { get; }", "the length of a frame is not negative")]
    [InlineData(
        "[FrameLength(Counts = FrameLengthCounts.Frame), VarInt(VarIntFormat.Quic)] public partial uint {|PSOCK1023:Length|} { get; }",
        "its own size, which is part of the frame, depends on the length; count the body or the rest")]
    public Task A_length_of_variable_size_counts_what_is_behind_it(string length, string reason) => Reports(
        With(length, "[Message(1)] public partial record Say([Remaining, MaxBytes(9)] byte[] Data);"),
        $"[FrameLength] has no meaning on 'Length': {reason}");

    [Theory]
    [InlineData("HeaderValue(nameof(Head.Flags), 3)")]
    [InlineData("HeaderValue(nameof(Head.Flags), Colour.Red)")]
    [InlineData("HeaderValue(\"Flags\", 15), HeaderValue(\"IsUrgent\", true), HeaderValue(\"Tint\", Colour.Blue)")]
    [InlineData("HeaderValue(\"Tint\", 7)")]
    public Task A_value_that_the_headers_member_holds_is_right(string values) => IsSilent(WithFlags($"[Message(1), {values}] public partial record Say(int Value);"));

    [Theory]
    [InlineData("[Message(1), {|PSOCK1027:HeaderValue(\"Flgs\", 1)|}] public partial record Say(int Value);", "Flgs", "and the header has no such member on the wire")]
    [InlineData("[Message(1), {|PSOCK1027:HeaderValue(\"Length\", 1)|}] public partial record Say(int Value);", "Length", "which is filled in without it")]
    [InlineData("[Message(1), {|PSOCK1027:HeaderValue(\"Code\", 1)|}] public partial record Say(int Value);", "Code", "which is filled in without it")]
    [InlineData("[Message(1), HeaderValue(\"Flags\", 1), {|PSOCK1027:HeaderValue(\"Flags\", 2)|}] public partial record Say(int Value);", "Flags", "and has a value for it already")]
    [InlineData("[Message(1), {|PSOCK1027:HeaderValue(\"Flags\", 1)|}] public partial record Say([InHeader] byte Flags);", "Flags", "and so does its own member")]
    public Task A_value_is_that_of_a_free_member_of_the_header(string message, string name, string reason) => Reports(
        WithFlags(message),
        $"'Say' travels in the header's member '{name}', {reason}");

    [Theory]
    [InlineData("\"Flags\", 16", "16", "Flags", "byte' of 4")]
    [InlineData("\"Flags\", -1", "-1", "Flags", "byte' of 4")]
    [InlineData("\"Flags\", true", "True", "Flags", "byte' of 4")]
    [InlineData("\"Flags\", \"1\"", "1", "Flags", "byte' of 4")]
    [InlineData("\"IsUrgent\", 1", "1", "IsUrgent", "bool' of 1")]
    [InlineData("\"Tint\", System.DayOfWeek.Monday", "1", "Tint", "Chat.Colour' of 8")]
    public Task A_value_fits_the_headers_member(string arguments, string value, string name, string type) => Reports(
        WithFlags($"[Message(1), {{|PSOCK1030:HeaderValue({arguments})|}}] public partial record Say(int Value);"),
        $"[HeaderValue] on 'Say' is given {value}; the header's '{name}' is a '{type} bits");

    [Fact]
    public Task A_value_in_the_header_is_a_messages() => Reports(
        "[WireStruct, {|PSOCK1045:HeaderValue(\"Flags\", 1)|}] public partial record Plain(int Value);",
        "[HeaderValue] has no effect on 'Plain': it belongs on a message");

    [Fact]
    public Task A_protocol_without_a_header_has_no_values_in_it() => Reports(
        "[Protocol] public sealed partial class Chat { [Message(1), {|PSOCK1027:HeaderValue(\"Flags\", 1)|}] public partial record Say(int Value); }",
        "'Say' travels in the header's member 'Flags', and the protocol has no header");

    [Theory]
    [InlineData("[Message(1), HeaderValue(\"Flags\", 0)] public partial record A(int Value); [Message(1), HeaderValue(\"Flags\", 1)] public partial record B(int Value);")]
    [InlineData("[Message(1)] public partial record A([InHeader] byte Flags); [Message(1), HeaderValue(\"Flags\", 1)] public partial record B(int Value);")]
    [InlineData("[Request<C>(1), HeaderValue(\"Flags\", 0)] public partial record A(int Value); [Message(1), HeaderValue(\"Flags\", 1)] public partial record B(int Value); [Reply(2)] public partial record C(int Value);")]
    [InlineData("[Message(1), HeaderValue(\"Flags\", 1)] public partial record A(int Value); [Message(1), HeaderValue(\"IsUrgent\", true), HeaderValue(\"Flags\", 1)] public partial record B(int Value);")]
    public Task Messages_of_one_id_are_told_by_a_value_in_the_header(string messages) => IsSilent(WithFlags(messages));

    [Fact]
    public Task Messages_of_one_id_with_the_same_value_are_not_told_apart() => Reports(
        WithFlags("[Message(1), HeaderValue(\"Flags\", 1)] public partial record A(int Value); [{|PSOCK1002:Message(1)|}, HeaderValue(\"Flags\", 1)] public partial record B(int Value);"),
        "The id 1 is used by 'A' and by 'B', which the same side sends; the next free id is 2");

    private static string With(string length, string messages) => $$"""
        [Protocol] public sealed partial class Chat
        {
            [Header] public readonly partial record struct Head
            {
                [MessageId] public byte Code { get; init; }
                {{length}}
            }
            {{messages}}
        }
        """;

    private static string WithFlags(string messages) => $$"""
        [Protocol] public sealed partial class Chat
        {
            public enum Colour : byte { Red = 1, Blue = 2 }
            [Header] public readonly partial record struct Head
            {
                [MessageId] public byte Code { get; init; }
                [Bits(4)] public byte Flags { get; init; }
                [Bits(1)] public bool IsUrgent { get; init; }
                [Bits(3)] public byte Rest { get; init; }
                public Colour Tint { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }
            {{messages}}
        }
        """;
}

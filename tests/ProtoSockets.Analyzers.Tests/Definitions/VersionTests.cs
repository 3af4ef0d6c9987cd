using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Members and messages that not all versions have: PSOCK1071 to 1073, and what else can be wrong with them.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("[Since(2)] byte B")]
    [InlineData("[Before(2)] byte B")]
    [InlineData("[Since(2), Before(3)] byte B")]
    [InlineData("[Since(2), MaxBytes(9)] string? B")]
    [InlineData("[Since(2)] int? B")]
    [InlineData("bool Has, [Since(2), When(nameof(A.Has))] int? B")]
    [InlineData("[Since(2)] Inner B, [Since(3), MaxCount(4)] Inner[] C, [LengthPrefixed<byte>] Inner[] D")]
    [InlineData("[Since(65535)] byte B")]
    public Task A_member_of_some_versions_is_right(string members) => IsSilent(
        $"[WireStruct] public partial record A(byte X, {members}); [WireStruct] public partial record struct Inner(byte X, [Since(2)] byte Y);");

    [Theory]
    [InlineData("Version = 3", "[Message(1)] public partial record A([Since(3)] byte X, [Before(4)] byte Y);")]
    [InlineData("Version = 3, MinVersion = 1", "[Message(1)] public partial record A([Since(2)] byte X, [Before(2)] byte Y); [Message(2), Since(3)] public partial record B(int X);")]
    [InlineData("Version = 3, MinVersion = 1", "[Message(1)] public partial record A([ProtocolVersion] byte Level, [Since(2)] byte X);")]
    [InlineData("Version = 3, MinVersion = 1", "public enum Level : ushort { One = 1 } [Message(1)] public partial record A([ProtocolVersion] Level Level, [Since(2)] byte X);")]
    public Task Versions_of_a_protocol_are_right(string settings, string messages) => IsSilent(Protocol(settings, messages));

    [Theory]
    [InlineData("Version = 3", "[Message(1)] public partial record A(byte Y, [{|PSOCK1071:Since(4)|}] byte X);", "X", "it is there since version 4, and the newest that is spoken is 3")]
    [InlineData("Version = 3, MinVersion = 2", "[Message(1)] public partial record A(byte Y, [{|PSOCK1071:Before(2)|}] byte X);", "X", "it is there before version 2, and the oldest that is spoken is 2")]
    [InlineData("Version = 3, MinVersion = 1", "[Message(1), {|PSOCK1071:Since(4)|}] public partial record A(byte Y);", "A", "it is there since version 4, and the newest that is spoken is 3")]
    [InlineData("Version = 3, MinVersion = 1", "[Message(1)] public partial record A(byte Y, [Since(3), {|PSOCK1071:Before(3)|}] byte X);", "X", "it is there since version 3, and no longer from version 3 on")]
    public Task A_member_or_message_is_in_some_version(string settings, string messages, string name, string reason) => Reports(
        Protocol(settings, messages),
        $"'{name}' is in no version: {reason}");

    [Fact]
    public Task The_first_version_is_1() => Reports(
        "[WireStruct] public partial record A(byte Y, [{|PSOCK1030:Since(0)|}] byte X);",
        "[Since] on 'X' is given 0; the first version is 1");

    [Fact]
    public Task The_oldest_version_is_not_newer_than_the_newest() => Reports(
        "[{|PSOCK1030:Protocol(Version = 3, MinVersion = 4)|}] public sealed partial class Chat { [Message(1)] public partial record A(int X); }",
        "[Protocol] on 'Chat' is given the oldest version 4; the newest is 3");

    [Theory]
    [InlineData("[{|PSOCK1022:Since(2)|}, Bits(8)] byte X", "Since", "Bits")]
    [InlineData("[{|PSOCK1022:Before(2)|}, ProtocolVersion] byte X", "Before", "ProtocolVersion")]
    public Task What_others_depend_on_is_in_all_versions(string member, string first, string second) => Reports(
        Protocol("Version = 3, MinVersion = 1", $"[Message(1)] public partial record A(byte Y, {member});"),
        $"'X' has both [{first}] and [{second}], and only one can hold");

    [Fact]
    public Task A_count_is_there_with_its_list() => Reports(
        "[WireStruct] public partial record A { [CountOf(nameof(Hops))] public partial byte {|PSOCK1072:Count|} { get; } [Since(2)] public ushort[] Hops { get; init; } }",
        "'Count' counts 'Hops', which is there since version 2 only; give it the same versions");

    [Theory]
    [InlineData("[CountOf(nameof(Hops))] public partial byte Count { get; } public ushort[] Hops { get; init; } [Since(2)] public byte More { get; init; }")]
    [InlineData("[Since(2), CountOf(nameof(Hops))] public partial byte Count { get; } [Since(2)] public ushort[] Hops { get; init; }")]
    [InlineData("[Before(3), CountOf(nameof(Hops))] public partial byte Count { get; } [Before(3)] public ushort[] Hops { get; init; }")]
    public Task A_count_of_the_same_versions_is_right(string members) => IsSilent($"[WireStruct] public partial record A {{ {members} }}");

    [Fact]
    public Task A_length_of_variable_size_is_known_first() => Reports(
        "[WireStruct] public partial record A([LengthPrefixed(VarIntFormat.Leb128), MaxCount(9)] Inner[] {|PSOCK1073:Points|}); [WireStruct] public partial record struct Inner(byte X, [Since(2)] byte Y);",
        "The length in front of 'Points' has a variable size, and so has to be known before the list is written, whose records differ by version; use a count, or a length of fixed size");

    [Theory]
    [InlineData("[{|PSOCK1023:ProtocolVersion|}] int Level", "a version is an unsigned integer of at most 16 bits that is always in the body")]
    [InlineData("[{|PSOCK1023:ProtocolVersion|}] uint Level", "a version is an unsigned integer of at most 16 bits that is always in the body")]
    [InlineData("[{|PSOCK1023:ProtocolVersion|}, MaxBytes(3)] string Level", "a version is an unsigned integer of at most 16 bits that is always in the body")]
    public Task A_version_is_a_small_number(string member, string reason) => Reports(
        Protocol("Version = 3, MinVersion = 1", $"[Message(1)] public partial record A({member});"),
        $"[ProtocolVersion] has no meaning on 'Level': {reason}");

    [Fact]
    public Task A_version_is_in_a_message() => Reports(
        "[WireStruct] public partial record A([{|PSOCK1023:ProtocolVersion|}] byte Level);",
        "[ProtocolVersion] has no meaning on 'Level': it belongs in a message");

    private static string Protocol(string settings, string messages) => $$"""
        [Protocol({{settings}})] public sealed partial class Chat
        {
            {{messages}}
        }
        """;
}

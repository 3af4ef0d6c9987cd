using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests;

/// <summary>
/// The compiler runs no analyzer when declarations have errors, and only the analyzer says what is wrong with a definition: so a definition that is wrong must
/// leave no error in a declaration.
/// </summary>
public sealed class UnfinishedTests
{
    [Theory]
    [InlineData("[WireStruct] public partial record struct Note { [LengthOf(\"Txet\")] public partial ushort Length { get; } [MaxBytes(9)] public string Text { get; init; } }")]
    [InlineData("[WireStruct] public partial record Note { [LengthOf(\"Txet\")] internal virtual partial ushort @class { get; private set; } }")]
    [InlineData("public static partial class Outer { [WireStruct] public partial record struct Note { [Constant(300)] public partial byte Version { get; } } }")]
    [InlineData("[Protocol] public partial class Chat { [Message(1), WireStruct] public partial record struct Note { [LengthOf(\"Txet\")] public partial ushort Length { get; } } }")]
    public void A_computed_member_of_a_wrong_record_has_an_implementation(string source) => AssertDeclarationsAreRight(source);

    [Fact]
    public void A_wrong_header_leaves_a_protocol_with_all_its_types() => AssertDeclarationsAreRight(
        """
        [Protocol]
        public sealed partial class Chat
        {
            [Header]
            public readonly partial record struct Head
            {
                [FrameLength] public partial ushort Length { get; }
                [FrameLength] public partial ushort Again { get; }
            }

            [Message(From = Side.Client)] public readonly partial record struct Say(int Value);
        }

        public sealed class Handler : Chat.IServerHandler
        {
            public ValueTask SayAsync(Chat.Say message, Chat.Session session, CancellationToken cancellationToken) => default;
            public Chat.Client? Client { get; set; }
            public Chat.Server? Server { get; set; }
        }

        public sealed class Listener : Chat.IClientHandler;
        """);

    [Fact]
    public void A_message_with_the_name_of_a_generated_type_is_not_declared_again() => AssertDeclarationsAreRight(
        "[Protocol] public sealed partial class Chat { [Header] public partial record struct Head(int Value); [Message(1)] public partial record struct Session(int Value); }");

    [Theory]
    [InlineData("Unknown")]
    [InlineData("Unknown[]")]
    [InlineData("List<Unknown>")]
    public void A_type_that_nobody_knows_is_an_error_of_the_user_alone(string type)
    {
        string source = $"[WireStruct] public partial record struct Note {{ [LengthOf(\"Txet\")] public partial {type} Length {{ get; }} }}";
        _ = Compilations.Run(source, out Compilation output);

        Assert.All(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
            diagnostic => Assert.Equal("Protocol.cs", diagnostic.Location.SourceTree?.FilePath));
    }

    [Theory]
    [InlineData("[CountOf(\"Items\")] public partial Unknown Count { get; }")]
    [InlineData("[FrameLength] public partial List<Unknown> Length { get; }")]
    [InlineData("[FrameLength] public partial ushort Length { get; } [LengthOf(\"Extras\")] public partial Unknown ExtrasLength { get; }")]
    public void A_type_of_a_header_that_nobody_knows_is_an_error_of_the_user_alone(string member)
    {
        string source = $"[Protocol] public sealed partial class Chat {{ [Header] public readonly partial record struct Head {{ {member} [MessageId] public byte Kind {{ get; init; }} }} [Message(1)] public readonly partial record struct Say([MaxCount(3)] int[] Items, [Section(\"Extras\")] int More); }}";
        _ = Compilations.Run(source, out Compilation output);

        Assert.All(
            output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error),
            diagnostic => Assert.Equal("Protocol.cs", diagnostic.Location.SourceTree?.FilePath));
    }

    private static void AssertDeclarationsAreRight(string source)
    {
        _ = Compilations.Run(source, out Compilation output);

        ImmutableArray<Diagnostic> diagnostics = output.GetDeclarationDiagnostics(TestContext.Current.CancellationToken);

        Assert.Empty(diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }
}

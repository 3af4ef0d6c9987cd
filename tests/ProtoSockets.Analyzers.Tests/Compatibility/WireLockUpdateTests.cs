using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Compatibility;
using ProtoSockets.Generators;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>The lock is written by a build and by the fix, and both write the same.</summary>
public sealed class WireLockUpdateTests
{
    private const string Source = """
        [WireStruct] public readonly partial record struct Point(int X, int Y);
        [Protocol] public sealed partial class Chat
        {
            [Request<Welcome>(1)] public readonly partial record struct Join(string Nick, Point At);
            [Reply(2)] public readonly partial record struct Welcome(uint Id);
        }
        """;

    [Fact]
    public void A_build_that_asks_for_it_gets_the_lock_as_a_comment()
    {
        GeneratorDriverRunResult result = Generate(update: true);

        string text = result.GeneratedTrees.Single(static tree => tree.FilePath.EndsWith("ProtoSockets.WireLock.g.cs", StringComparison.Ordinal)).ToString();
        Assert.Equal("/*\n" + WireLockTest.Lock(Source) + "*/\n", text);
    }

    [Fact]
    public void Other_builds_get_none() =>
        Assert.DoesNotContain(Generate(update: false).GeneratedTrees, static tree => tree.FilePath.Contains("WireLock", StringComparison.Ordinal));

    [Fact]
    public async Task The_fix_writes_the_whole_lock()
    {
        (TextDocument file, ImmutableArray<CodeAction> actions) = await Fix(Source, "Chat.wire.lock");

        CodeAction action = Assert.Single(actions);
        Assert.Equal("Accept the present layout into Chat.wire.lock", action.Title);
        Solution changed = Assert.Single((await action.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>()).ChangedSolution;
        SourceText text = await changed.GetAdditionalDocument(file.Id)!.GetTextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(WireLockTest.Lock(Source), text.ToString());
        Assert.Empty(await WireLockTest.Run(Source, ("Chat.wire.lock", text.ToString())));
    }

    [Fact]
    public async Task The_fix_leaves_the_lock_alone_while_a_definition_is_wrong()
    {
        (TextDocument file, ImmutableArray<CodeAction> actions) = await Fix("[WireStruct] public partial record struct Point([MaxBytes(-1)] string X);", "Chat.wire.lock");

        IEnumerable<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(TestContext.Current.CancellationToken);
        Assert.All(operations.OfType<ApplyChangesOperation>(), operation => Assert.False(operation.ChangedSolution.GetAdditionalDocument(file.Id)!.TryGetText(out SourceText? text) && text.Length > 0));
    }

    [Fact]
    public async Task The_fix_needs_a_lock() => Assert.Empty((await Fix(Source, "notes.txt")).Actions);

    [Fact]
    public void What_is_written_can_be_read()
    {
        WireLock read = WireLock.Parse(WireLockTest.Lock(Source));

        Assert.Empty(read.Unreadable);
        Assert.Equal(["Test.Chat.Join", "Test.Chat.Welcome"], Assert.Single(read.Protocols).Messages.Select(static message => message.Name));
        Assert.Equal(["X", "Y"], read.Structs["Test.Point"].Members);
    }

    private static GeneratorDriverRunResult Generate(bool update) => CSharpGeneratorDriver
        .Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions, optionsProvider: new WireLockTest.Options(update))
        .RunGenerators(WireLockTest.Compile(Source), TestContext.Current.CancellationToken)
        .GetRunResult();

    private static async Task<(TextDocument File, ImmutableArray<CodeAction> Actions)> Fix(string source, string fileName)
    {
        Document document = CodeFixTest.CreateDocument(WireLockTest.Usings + source);
        TextDocument file = document.Project.AddAdditionalDocument(fileName, SourceText.From(string.Empty), filePath: fileName);
        document = file.Project.GetDocument(document.Id)!;
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        var diagnostic = Diagnostic.Create(DiagnosticDescriptors.StaleWireLock, compilation.SyntaxTrees.Single().GetRoot(TestContext.Current.CancellationToken).GetLocation(), "Point", "is not recorded");
        ImmutableArray<CodeAction>.Builder actions = ImmutableArray.CreateBuilder<CodeAction>();
        await new WireLockCodeFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return (file, actions.ToImmutable());
    }
}

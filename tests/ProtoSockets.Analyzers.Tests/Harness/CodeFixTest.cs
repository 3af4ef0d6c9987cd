using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>Applies a code fix and compares the result character by character; the result has to compile.</summary>
internal static class CodeFixTest
{
    /// <summary>Fixes the first diagnostic, or another one.</summary>
    /// <param name="markedSource">The source, with marks as for the analyzer.</param>
    /// <param name="expected">The whole source afterwards.</param>
    /// <param name="title">The title of the action to apply, if several are offered.</param>
    /// <param name="at">Which diagnostic to fix, in the order of their places.</param>
    public static async Task Verify<TAnalyzer, TFix>(string markedSource, string expected, string? title = null, int at = 0)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        (Document document, Diagnostic diagnostic, ImmutableArray<CodeAction> actions) = await Actions<TAnalyzer, TFix>(markedSource, at);
        Assert.NotEmpty(actions);
        CodeAction action = title is null ? actions[0] : actions.Single(candidate => candidate.Title == title);
        _ = diagnostic;
        await AssertResult(document, action, expected);
    }

    /// <summary>Checks that nothing is offered where no fix can be right.</summary>
    public static async Task VerifyNotOffered<TAnalyzer, TFix>(string markedSource)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        (_, _, ImmutableArray<CodeAction> actions) = await Actions<TAnalyzer, TFix>(markedSource);
        Assert.Empty(actions.Select(static action => action.Title));
    }

    /// <summary>Fixes all diagnostics of the document at once.</summary>
    public static async Task VerifyAll<TAnalyzer, TFix>(string markedSource, string expected)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        (Document document, Diagnostic diagnostic, ImmutableArray<CodeAction> actions) = await Actions<TAnalyzer, TFix>(markedSource);
        var fix = new TFix();
        FixAllProvider provider = fix.GetFixAllProvider() ?? throw new InvalidOperationException("The fix does not fix all.");
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, actions[0].EquivalenceKey, [diagnostic.Id], new Diagnostics<TAnalyzer>(), TestContext.Current.CancellationToken);
        CodeAction all = await provider.GetFixAsync(context) ?? throw new InvalidOperationException("Nothing to fix.");
        await AssertResult(document, all, expected);
    }

    /// <summary>Fixes the first diagnostic of code that stands on generated types, or checks that nothing is offered.</summary>
    /// <param name="source">The code, with marks as for the analyzer.</param>
    /// <param name="expected">What takes the place of the first text in the code; null where nothing is offered.</param>
    /// <param name="replaced">The text.</param>
    public static async Task Verify<TAnalyzer, TFix>(GeneratedSource source, string replaced, string? expected)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        string code = MarkedSource.Parse(source.Code).Text;
        Assert.Contains(replaced, code, StringComparison.Ordinal);
        Document document = CreateDocument(code);
        Project project = document.Project;
        foreach (SyntaxTree tree in GeneratedTest.Create(source).SyntaxTrees.Skip(1))
        {
            project = project.AddDocument(tree.FilePath, await tree.GetTextAsync(TestContext.Current.CancellationToken)).Project;
        }

        document = project.GetDocument(document.Id)!;
        (_, ImmutableArray<CodeAction> actions) = await Actions<TAnalyzer, TFix>(document, at: 0);
        if (expected is null)
        {
            Assert.Empty(actions.Select(static action => action.Title));
            return;
        }

        await AssertResult(document, Assert.Single(actions), code.Replace(replaced, expected, StringComparison.Ordinal));
    }

    private static async Task<(Document Document, Diagnostic First, ImmutableArray<CodeAction> Actions)> Actions<TAnalyzer, TFix>(string markedSource, int at = 0)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        await AnalyzerTest.Verify<TAnalyzer>(markedSource);
        Document document = CreateDocument(MarkedSource.Parse(markedSource).Text);
        (Diagnostic diagnostic, ImmutableArray<CodeAction> actions) = await Actions<TAnalyzer, TFix>(document, at);
        return (document, diagnostic, actions);
    }

    private static async Task<(Diagnostic First, ImmutableArray<CodeAction> Actions)> Actions<TAnalyzer, TFix>(Document document, int at)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Diagnostic diagnostic = (await DiagnosticsOf<TAnalyzer>(document)).OrderBy(static found => found.Location.SourceSpan.Start).ElementAt(at);
        Assert.Contains(diagnostic.Id, new TFix().FixableDiagnosticIds);

        ImmutableArray<CodeAction>.Builder actions = ImmutableArray.CreateBuilder<CodeAction>();
        await new TFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), cancellationToken));
        return (diagnostic, actions.ToImmutable());
    }

    private static async Task AssertResult(Document document, CodeAction action, string expected)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Document result = (await Apply(action)).GetDocument(document.Id)!;
        Assert.Equal(expected, (await result.GetTextAsync(cancellationToken)).ToString(), ignoreLineEndingDifferences: true);
        TestCompilation.AssertCompiles((await result.Project.GetCompilationAsync(cancellationToken))!);
    }

    /// <summary>A document of a project that is compiled as the sources under test are.</summary>
    public static Document CreateDocument(string source) => CreateProject(new AdhocWorkspace(), "Test").AddDocument(TestCompilation.FileName, source);

    /// <summary>An empty project that is compiled as the sources under test are.</summary>
    public static Project CreateProject(Workspace workspace, string name) => CreateProject(workspace.CurrentSolution, name);

    /// <summary>One more project of a solution.</summary>
    public static Project CreateProject(Solution solution, string name)
    {
        var project = ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: TestCompilation.Options,
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: TestCompilation.References);
        return solution.AddProject(project).GetProject(project.Id)!;
    }

    /// <summary>The solution behind an action.</summary>
    public static async Task<Solution> Apply(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        return Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;
    }

    /// <summary>The solution in which all is mended at once.</summary>
    public static async Task<Solution> ApplyAll(FixAllProvider provider, FixAllContext context) =>
        await Apply(await provider.GetFixAsync(context) ?? throw new InvalidOperationException("Nothing to fix."));

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsOf<TAnalyzer>(Document document)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        await AnalyzerTest.Run([new TAnalyzer()], (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!);

    private sealed class Diagnostics<TAnalyzer> : FixAllContext.DiagnosticProvider
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await AnalyzerTest.Run([new TAnalyzer()], (await project.GetCompilationAsync(cancellationToken))!);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await DiagnosticsOf<TAnalyzer>(document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Compatibility;

namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>What differs from the locks, in two files and in two projects, is accepted at once: each lock then has what one application writes into it.</summary>
public sealed class WireLockFixAllTests
{
    private const string First = """
        [WireStruct] public readonly partial record struct Point(long X, int Y);
        [WireStruct] public readonly partial record struct Size(int Width, long Height);
        """;

    private const string Second = "[WireStruct] public readonly partial record struct Color(byte Red, byte Green);";

    private const string Before = """
        [WireStruct] public readonly partial record struct Point(int X, int Y);
        [WireStruct] public readonly partial record struct Size(int Width, int Height);
        """;

    [Theory]
    [InlineData(DiagnosticIds.WireBreakingChange)]
    [InlineData(DiagnosticIds.StaleWireLock)]
    public async Task All_is_accepted_at_once(string id)
    {
        using var workspace = new AdhocWorkspace();
        string before = WireLockTest.Lock(Before);
        Project one = Add(workspace.CurrentSolution, "One", before, First, Second);
        Project two = Add(one.Solution, "Two", before, First, Second);
        Project untouched = Add(two.Solution, "Three", "# nothing differs\n" + before, Before);
        Solution solution = untouched.Solution;
        string accepted = await LockOf(await OneByOne(solution.GetProject(one.Id)!, id), one);
        Assert.Equal(WireLockTest.Lock(First + "\n" + Second), accepted);

        foreach ((FixAllScope scope, string other) in new[] { (FixAllScope.Document, before), (FixAllScope.Project, before), (FixAllScope.Solution, accepted) })
        {
            var fix = new WireLockCodeFix();
            var context = new FixAllContext(solution.GetProject(one.Id)!.Documents.First(), fix, scope, nameof(WireLockCodeFix), [id], new Differences(), TestContext.Current.CancellationToken);
            Solution changed = await CodeFixTest.ApplyAll(fix.GetFixAllProvider(), context);

            Assert.Equal(accepted, await LockOf(changed, one));
            Assert.Equal(other, await LockOf(changed, two));
            Assert.Equal("# nothing differs\n" + before, await LockOf(changed, untouched));
            Assert.Empty(await Differences.Of(changed.GetProject(one.Id)!));
        }
    }

    private static Project Add(Solution solution, string name, string locked, params string[] sources)
    {
        Project project = CodeFixTest.CreateProject(solution, name);
        project = sources.Index().Aggregate(project, static (current, source) => current.AddDocument($"File{source.Index}.cs", WireLockTest.Usings + source.Item).Project);
        return project.AddAdditionalDocument(name + ".wire.lock", SourceText.From(locked), filePath: name + ".wire.lock").Project;
    }

    private static async Task<Solution> OneByOne(Project project, string id)
    {
        Diagnostic[] differences = [.. (await Differences.Of(project)).Where(difference => difference.Id == id)];
        Assert.NotEmpty(differences);
        List<CodeAction> actions = [];
        Document document = project.Documents.Single(candidate => candidate.GetSyntaxTreeAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult() == differences[0].Location.SourceTree);
        await new WireLockCodeFix().RegisterCodeFixesAsync(new CodeFixContext(document, differences[0], (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return await CodeFixTest.Apply(Assert.Single(actions));
    }

    private static async Task<string> LockOf(Solution solution, Project project) =>
        (await solution.GetProject(project.Id)!.AdditionalDocuments.Single().GetTextAsync(TestContext.Current.CancellationToken)).ToString();

    private sealed class Differences : FixAllContext.DiagnosticProvider
    {
        public static async Task<IEnumerable<Diagnostic>> Of(Project project)
        {
            TextDocument file = project.AdditionalDocuments.Single();
            Compilation compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
            return await WireLockTest.Run(compilation, update: false, (file.FilePath!, (await file.GetTextAsync(TestContext.Current.CancellationToken)).ToString()));
        }

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Of(project);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Of(document.Project);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>
/// Each fix mends all that its rule reports at once, and writes what it writes one by one. The code is that of the programs that the package has to complain about, one for each rule:
/// here twice in each of two files, and in a second project. Wire locks, which no file of code is, have WireLockFixAllTests.
/// </summary>
public sealed partial class FixAllTests
{
    /// <summary>Rules about code that stands on what is generated.</summary>
    private static readonly ImmutableHashSet<string> StandOnGeneratedCode = ["PSOCK1047", "PSOCK3005", "PSOCK4010", "PSOCK4011", "PSOCK4013"];

    /// <summary>Where the package's program is wrong in a way that only its author can mend: another one.</summary>
    private static readonly ImmutableDictionary<string, string> Programs = ImmutableDictionary.CreateRange(
    [
        Program("PSOCK2004", "using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Send(buffer); socket.Connect(\"localhost\", 80);"),
        Program("PSOCK2006", "var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);\n        socket.Connect(\"localhost\", 80);\n        socket.Connect(\"localhost\", 81);"),
        Program("PSOCK3002", "int count = stream.Read(buffer);\n        Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(buffer));\n        Console.WriteLine(count);"),
        Program("PSOCK3003", "arguments.Completed += OnReceived;\n        other.ReceiveAsync(arguments);"),
        Program("PSOCK4002", "using var source = new CancellationTokenSource(1000); int count = await stream.ReadAsync(buffer); Console.WriteLine(count);"),
        Program("PSOCK4009", "while (stream.DataAvailable)\n        {\n            int count = stream.Read(buffer);\n            Console.WriteLine(count);\n        }"),
        Program("PSOCK4005", "using Socket peer = listener.AcceptSocket();\n        _ = peer.SendAsync(buffer);"),
        KeyValuePair.Create("PSOCK4011",
            """
            using ProtoSockets;
            namespace Misuse;
            [Protocol]
            public sealed partial class Waiting
            {
                [Message(1, From = Side.Client)] public readonly partial record struct Leave(int Number);
            }

            public sealed class WaitingHandler : Waiting.IServerHandler
            {
                public async ValueTask LeaveAsync(Waiting.Leave message, Waiting.Session session, CancellationToken cancellationToken)
                {
                    await session.CloseAsync();
                }
            }

            """),
    ]);

    internal const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    public static TheoryData<string> FixableIds =>
        [.. CatalogueTests.Fixes.SelectMany(static fix => fix.FixableDiagnosticIds).Distinct(StringComparer.Ordinal).Where(static id => id[5] != '5').Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(FixableIds))]
    public async Task All_are_mended_at_once_as_they_are_one_by_one(string id)
    {
        string program = Programs.GetValueOrDefault(id) ?? await File.ReadAllTextAsync(CatalogueTests.PathOf("tests", "ProtoSockets.Package.Tests", "Misuse", id + ".cs"), TestContext.Current.CancellationToken);
        string written = Twice(program, "FirstCopy", "SecondCopy");
        string elsewhere = Twice(program, "ThirdCopy", "FourthCopy");
        using var workspace = new AdhocWorkspace();
        Project one = CodeFixTest.CreateProject(workspace, "One").AddDocument("First.cs", written).Project.AddDocument("Second.cs", elsewhere).Project;
        one = StandOnGeneratedCode.Contains(id) ? AddGenerated(one) : one;
        Project two = CodeFixTest.CreateProject(one.Solution, "Two").AddDocument("First.cs", written).Project;
        two = StandOnGeneratedCode.Contains(id) ? AddGenerated(two) : two;
        Solution solution = two.Solution;
        DocumentId first = DocumentOf(solution, "One", "First.cs");
        DocumentId second = DocumentOf(solution, "One", "Second.cs");
        DocumentId other = DocumentOf(solution, "Two", "First.cs");

        foreach (CodeFixProvider fix in CatalogueTests.Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(id)))
        {
            (string mended, string key) = await OneByOne(fix, solution.GetDocument(other)!, id);
            string mendedElsewhere = mended.Replace("FirstCopy", "ThirdCopy", StringComparison.Ordinal).Replace("SecondCopy", "FourthCopy", StringComparison.Ordinal);
            Assert.NotEqual(written, mended);

            await AssertAll(FixAllScope.Document, [mended, elsewhere, written]);
            await AssertAll(FixAllScope.Project, [mended, mendedElsewhere, written]);
            await AssertAll(FixAllScope.Solution, [mended, mendedElsewhere, mended]);

            async Task AssertAll(FixAllScope scope, string[] expected)
            {
                FixAllProvider? all = fix.GetFixAllProvider();
                Assert.NotNull(all);
                Assert.Contains(scope, all.GetSupportedFixAllScopes());
                Solution changed = await CodeFixTest.ApplyAll(all, new FixAllContext(solution.GetDocument(first)!, fix, scope, key, [id], new ReportedDiagnostics(id), TestContext.Current.CancellationToken));
                DocumentId[] documents = [first, second, other];
                foreach ((int index, DocumentId document) in documents.Index())
                {
                    Assert.Equal(expected[index], (await changed.GetDocument(document)!.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
                }
            }
        }
    }

    /// <summary>What is there when each report has been mended by itself, which compiles and is not reported any more.</summary>
    private static async Task<(string Text, string Key)> OneByOne(CodeFixProvider fix, Document document, string id)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ImmutableArray<Diagnostic> reported = await Reported(document, id);
        int before = reported.Length;
        Assert.True(before >= 2, $"{id} is reported {before} times.");
        string? key = null;
        for (int applied = 0; !reported.IsEmpty; reported = await Reported(document, id), applied++)
        {
            Assert.True(applied < before, $"{reported.Length} of {before} are left in\n{await document.GetTextAsync(cancellationToken)}");
            var actions = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, reported[0], (action, _) => actions.Add(action), cancellationToken));
            CodeAction? action = actions.Find(candidate => key is null || candidate.EquivalenceKey == key);
            Assert.NotNull(action);
            key = action.EquivalenceKey;
            document = (await CodeFixTest.Apply(action)).GetDocument(document.Id)!;
        }

        TestCompilation.AssertCompiles((await document.Project.GetCompilationAsync(cancellationToken))!);
        Assert.NotNull(key);
        return ((await document.GetTextAsync(cancellationToken)).ToString(), key);
    }

    private static Project AddGenerated(Project project)
    {
        SyntaxTree[] written = [.. project.Documents.Select(static document => document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult()!)];
        Compilation generated = GeneratedTest.Generate(TestCompilation.Create(string.Empty).RemoveAllSyntaxTrees().AddSyntaxTrees(written));
        return generated.SyntaxTrees.Skip(written.Length).Aggregate(project, static (current, tree) => current.AddDocument(tree.FilePath, tree.GetText(TestContext.Current.CancellationToken)).Project);
    }

    private static DocumentId DocumentOf(Solution solution, string project, string name) =>
        solution.Projects.Single(candidate => candidate.Name == project).Documents.Single(document => document.Name == name).Id;

    private static KeyValuePair<string, string> Program(string id, string body) => new(
        id,
        $$"""
        using System.Buffers.Binary;
        using System.Net.Sockets;
        namespace Misuse;
        internal static class Code
        {
            static async Task Run(Socket other, NetworkStream stream, TcpListener listener, SocketAsyncEventArgs arguments, byte[] buffer)
            {
                {{body}}
            }

            static void OnReceived(object? sender, SocketAsyncEventArgs arguments) { }
        }

        """);

    /// <summary>The same code in two namespaces of one file.</summary>
    private static string Twice(string program, string first, string second)
    {
        Match space = NamespacePattern().Match(program);
        Assert.True(space.Success, "The program has no namespace.");
        string usings = program[..space.Index];
        string code = program[(space.Index + space.Length)..];
        return $"{Usings}{usings}\nnamespace {first}\n{{{code}}}\n\nnamespace {second}\n{{{code}}}\n";
    }

    private static async Task<ImmutableArray<Diagnostic>> Reported(Document document, string id)
    {
        SyntaxTree tree = (await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken))!;
        return [.. (await Reported(document.Project, id)).Where(diagnostic => diagnostic.Location.SourceTree == tree).OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    private static async Task<ImmutableArray<Diagnostic>> Reported(Project project, string id)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. CatalogueTests.Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => descriptor.Id == id))];
        Compilation compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        return [.. (await AnalyzerTest.Run(analyzers, compilation)).Where(diagnostic => diagnostic.Id == id)];
    }

    [GeneratedRegex(@"^namespace [\w.]+;", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespacePattern();

    private sealed class ReportedDiagnostics(string id) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await Reported(project, id);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => await Reported(document, id);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

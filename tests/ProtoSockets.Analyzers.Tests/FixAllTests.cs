using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>
/// Each fix mends all that its rule reports at once. The code is that of the programs that the package has to complain about, one for each rule, here twice in one file.
/// </summary>
public sealed partial class FixAllTests
{
    /// <summary>Fixes that need more than a file: what the generator adds, a handler of a protocol, a wire lock beside the project. Their own tests apply them.</summary>
    private static readonly ImmutableHashSet<string> NeedMoreThanAFile = ["PSOCK1047", "PSOCK3005", "PSOCK4010", "PSOCK4011", "PSOCK4013", "PSOCK5001", "PSOCK5002"];

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
        [.. CatalogueTests.Fixes.SelectMany(static fix => fix.FixableDiagnosticIds).Distinct(StringComparer.Ordinal).Except(NeedMoreThanAFile).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(FixableIds))]
    public async Task All_of_a_file_are_mended_at_once(string id)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Document document = CodeFixTest.CreateDocument(Twice(Programs.GetValueOrDefault(id) ?? await File.ReadAllTextAsync(CatalogueTests.PathOf("tests", "ProtoSockets.Package.Tests", "Misuse", id + ".cs"), cancellationToken)));
        ImmutableArray<Diagnostic> before = await Reported(document, id);
        Assert.True(before.Length >= 2, $"{id} is reported {before.Length} times.");

        foreach (CodeFixProvider fix in CatalogueTests.Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(id)))
        {
            var actions = new List<CodeAction>();
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, before[0], (action, _) => actions.Add(action), cancellationToken));
            Assert.NotEmpty(actions);
            FixAllProvider? all = fix.GetFixAllProvider();
            Assert.NotNull(all);
            CodeAction? action = await all.GetFixAsync(new FixAllContext(document, fix, FixAllScope.Document, actions[0].EquivalenceKey, [id], new ReportedDiagnostics(id), cancellationToken));
            Assert.NotNull(action);
            ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(cancellationToken);
            Document after = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;
            TestCompilation.AssertCompiles((await after.Project.GetCompilationAsync(cancellationToken))!);
            ImmutableArray<Diagnostic> left = await Reported(after, id);
            Assert.True(left.IsEmpty, $"{left.Length} of {before.Length} are left in\n{await after.GetTextAsync(cancellationToken)}");
        }
    }

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
    private static string Twice(string program)
    {
        Match space = NamespacePattern().Match(program);
        Assert.True(space.Success, "The program has no namespace.");
        string usings = program[..space.Index];
        string code = program[(space.Index + space.Length)..];
        return $"{Usings}{usings}\nnamespace First\n{{{code}}}\n\nnamespace Second\n{{{code}}}\n";
    }

    private static async Task<ImmutableArray<Diagnostic>> Reported(Document document, string id)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. CatalogueTests.Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => descriptor.Id == id))];
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        return [.. (await AnalyzerTest.Run(analyzers, compilation)).Where(diagnostic => diagnostic.Id == id).OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    [GeneratedRegex(@"^namespace [\w.]+;", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespacePattern();

    private sealed class ReportedDiagnostics(string id) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => await Reported(project.Documents.Single(), id);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => await Reported(document, id);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}

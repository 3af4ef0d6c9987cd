using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Generators;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>
/// Compares what is reported for definitions, and where, with marks in the source: <c>{|PSOCK1006:name|}</c>. Messages are compared to the letter.
/// </summary>
internal static class DefinitionTest
{
    private const string Usings = "using System; using System.Collections.Generic; using ProtoSockets;\n";

    /// <summary>Checks that the problems are where the marks are, with these messages in the order of their places.</summary>
    public static Task Reports(string markedSource, params string[] messages) => Compare([markedSource], messages, compiles: true);

    /// <summary>The same for code that the compiler refuses, too.</summary>
    public static Task ReportsInBrokenCode(string markedSource, params string[] messages) => Compare([markedSource], messages, compiles: false);

    /// <summary>The same for several files.</summary>
    public static Task ReportsInFiles(string[] markedSources, params string[] messages) => Compare(markedSources, messages, compiles: true);

    /// <summary>Checks that nothing is wrong.</summary>
    public static Task IsSilent(string source) => Compare([source], [], compiles: true);

    /// <summary>Checks that nothing is reported for code that the compiler refuses already.</summary>
    public static Task IsSilentInBrokenCode(string source) => Compare([source], [], compiles: false);

    /// <summary>Checks problems in members of a wire record.</summary>
    public static Task ReportsMember(string markedMembers, params string[] messages) => Reports(RecordAround(markedMembers), messages);

    /// <summary>Checks that a member of a wire record is right.</summary>
    public static Task IsSilentAboutMember(string member) => IsSilent(RecordAround(member));

    /// <summary>A wire record with a property, and with types that properties use.</summary>
    public static string RecordAround(string member) => $$"""
        namespace Test;

        [WireStruct]
        public partial record struct Sample
        {
            {{member}}
        }

        public enum Color : byte { Red, Green = 7 }

        [WireStruct]
        public readonly partial record struct Point(int X, int Y);
        """;

    /// <summary>The source as the tests compile it.</summary>
    public static CSharpCompilation Compile(params string[] sources) =>
        TestCompilation.Create(string.Empty).RemoveAllSyntaxTrees().AddSyntaxTrees(sources.Select(static (source, index) =>
            CSharpSyntaxTree.ParseText(Usings + source, TestCompilation.ParseOptions, $"Test{index}.cs")));

    /// <summary>What is reported for a compilation.</summary>
    public static Task<ImmutableArray<Diagnostic>> Run(Compilation compilation) => AnalyzerTest.Run([new DefinitionAnalyzer()], compilation);

    /// <summary>
    /// Runs the generator too. It never fails, and what it generates for definitions that nothing is wrong with compiles, without a warning.
    /// </summary>
    public static void Generate(Compilation compilation, IEnumerable<Diagnostic> reported)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> failures, TestContext.Current.CancellationToken);
        Assert.Empty(failures);
        if (reported.Any(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            return;
        }

        HashSet<string> before = [.. compilation.GetDiagnostics().Select(static diagnostic => diagnostic.Id)];
        Diagnostic[] wrong =
        [
            .. generated.GetDiagnostics().Where(diagnostic =>
                diagnostic.Severity == DiagnosticSeverity.Error
                || (diagnostic.Severity == DiagnosticSeverity.Warning && !before.Contains(diagnostic.Id) && compilation.SyntaxTrees.Contains(diagnostic.Location.SourceTree) is false)),
        ];
        Assert.True(wrong.Length == 0, "Generated code does not compile:\n" + string.Join('\n', wrong.AsEnumerable()) + "\n" + wrong.FirstOrDefault()?.Location.SourceTree);
    }

    private static async Task Compare(string[] markedSources, string[] messages, bool compiles)
    {
        MarkedSource[] sources = [.. markedSources.Select(static marked => MarkedSource.Parse(marked))];
        CSharpCompilation compilation = Compile([.. sources.Select(static source => source.Text)]);
        if (compiles)
        {
            TestCompilation.AssertCompiles(compilation);
        }

        ImmutableArray<Diagnostic> reported =
        [
            .. (await Run(compilation)).OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        string[] expected =
        [
            .. sources.Index().SelectMany(static source => source.Item.Marks.OrderBy(static mark => mark.Span.Start).ThenBy(static mark => mark.Id, StringComparer.Ordinal).Select(mark =>
                Describe(mark.Id!, $"Test{source.Index}.cs", source.Item.Text, mark.Span.Start, mark.Span.Length))),
        ];
        string[] actual =
        [
            .. reported.Select(static diagnostic => Describe(
                diagnostic.Id,
                diagnostic.Location.SourceTree!.FilePath,
                diagnostic.Location.SourceTree.ToString()[Usings.Length..],
                diagnostic.Location.SourceSpan.Start - Usings.Length,
                diagnostic.Location.SourceSpan.Length)),
        ];
        string[] said = [.. reported.Select(static diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture))];
        Assert.True(expected.SequenceEqual(actual, StringComparer.Ordinal), $"Expected:\n{string.Join('\n', expected)}\nReported:\n{string.Join('\n', actual.Zip(said, static (where, what) => where + "\n    " + what))}");
        Assert.Equal(messages, said);
        if (compiles)
        {
            Generate(compilation, reported);
        }
    }

    private static string Describe(string id, string file, string text, int start, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{id} {file}({text.AsSpan(0, start).Count('\n') + 1}): {text.AsSpan(start, length)}");
}

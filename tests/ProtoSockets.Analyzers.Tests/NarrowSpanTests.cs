using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Tests.Corpus;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>A report underlines what is wrong, and no more: a name, an expression, an attribute; never a statement, a declaration or several lines.</summary>
public sealed class NarrowSpanTests
{
    [Fact]
    public async Task In_the_corpus_no_report_spans_more_than_an_expression()
    {
        IReadOnlyList<Snippet> snippets = Snippet.ReadAll(CatalogueTests.PathOf("tests", "ProtoSockets.Analyzers.Tests", "Corpus", "Snippets"));
        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(CatalogueTests.Analyzers, CorpusCompilation.Create(snippets));
        Assert.True(reported.Length > 100, $"{reported.Length} reports.");
        AssertNarrow(reported);
    }

    [Theory]
    [MemberData(nameof(CatalogueTests.AllIds), MemberType = typeof(CatalogueTests))]
    public async Task In_the_programs_of_the_package_no_report_spans_more_than_an_expression(string id)
    {
        string program = await File.ReadAllTextAsync(CatalogueTests.PathOf("tests", "ProtoSockets.Package.Tests", "Misuse", id + ".cs"), TestContext.Current.CancellationToken);
        AssertNarrow(await AnalyzerTest.Run(CatalogueTests.Analyzers, TestCompilation.Create(FixAllTests.Usings + program)));
    }

    private static void AssertNarrow(ImmutableArray<Diagnostic> reported) => Assert.Empty(reported.Where(static diagnostic => !IsNarrow(diagnostic)).Select(Describe));

    private static bool IsNarrow(Diagnostic diagnostic)
    {
        if (diagnostic.Location is not { IsInSource: true, SourceTree: { } tree, SourceSpan: var span })
        {
            return false;
        }

        FileLinePositionSpan lines = diagnostic.Location.GetLineSpan();
        if (lines.StartLinePosition.Line != lines.EndLinePosition.Line)
        {
            return false;
        }

        SyntaxNode root = tree.GetRoot(TestContext.Current.CancellationToken);
        SyntaxNode node = root.FindNode(span, getInnermostNodeForTie: true);
        return root.FindToken(span.Start).Span == span || (node.Span == span && node is ExpressionSyntax or AttributeSyntax or ArgumentSyntax or AttributeArgumentSyntax);
    }

    private static string Describe(Diagnostic diagnostic)
    {
        TextSpan span = diagnostic.Location.SourceSpan;
        string text = diagnostic.Location.SourceTree?.GetText(TestContext.Current.CancellationToken).ToString(span) ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"{diagnostic.Id} at {diagnostic.Location.GetLineSpan()}: {text}");
    }
}

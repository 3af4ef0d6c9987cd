using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers.Tests.Definitions;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>
/// A rule is left on for what it does not report: each rule is tested on more code that it leaves alone than on code that it reports. The tests of a rule of use are in one file. Those of
/// definitions are about what users write, and not about one rule: a definition without a report counts for the rules that have something to look at in it (RuleSubjects).
/// </summary>
public sealed partial class NegativeTests
{
    public static TheoryData<string> Names =>
        [.. CatalogueTests.Analyzers.Where(static analyzer => analyzer.SupportedDiagnostics.Length == 1).Select(static analyzer => analyzer.GetType().Name[..^"Analyzer".Length]).Order(StringComparer.Ordinal)];

    public static TheoryData<string> DefinitionIds => [.. ProblemIds.All.Select(static kind => kind.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static readonly Lazy<Definition[]> Definitions = new(static () => [.. ReadDefinitions()]);

    [Theory]
    [MemberData(nameof(DefinitionIds))]
    public void Right_definitions_outnumber_wrong_ones(string id)
    {
        int positive = Definitions.Value.Count(definition => definition.Reported.Contains(id));
        int negative = Definitions.Value.Count(definition => definition.Reported.Count == 0 && RuleSubjects.IsIn(id, definition.Code));

        Assert.True(positive > 0, "Nothing is reported in the tests of the rule.");
        Assert.True(positive < negative, $"{positive} definitions are reported and {negative} are not.");
    }

    [Fact]
    public void Locked_definitions_that_are_left_alone_outnumber_those_that_are_not()
    {
        // What is reported is told by messages, besides marks: a case that expects none of both breaks nothing.
        MethodDeclarationSyntax[] methods = [.. Directory.GetFiles(CatalogueTests.PathOf("tests", "ProtoSockets.Analyzers.Tests", "Compatibility"), "WireLock*Tests.cs").SelectMany(MethodsOf)];
        foreach (string id in new[] { DiagnosticIds.WireBreakingChange, DiagnosticIds.StaleWireLock })
        {
            string[] cases = [.. methods.SelectMany(method => RowsOf(method).Select(row => string.Concat(TextsOf(method.Body ?? (SyntaxNode?)method.ExpressionBody)) + string.Concat(TextsOf(row))))];
            int positive = cases.Count(text => text.Contains("{|" + id, StringComparison.Ordinal));
            int negative = cases.Count(text => !text.Contains("{|PSOCK", StringComparison.Ordinal));

            Assert.True(positive > 0, "Nothing is reported in the tests of the rule.");
            Assert.True(positive < negative, $"{id}: {positive} cases are reported and {negative} are not.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Negatives_outnumber_positives(string rule)
    {
        string file = Assert.Single(Directory.GetFiles(CatalogueTests.PathOf("tests", "ProtoSockets.Analyzers.Tests"), rule + "Tests.cs", SearchOption.AllDirectories));
        bool[] cases = [.. MethodsOf(file).SelectMany(static method => RowsOf(method).Select(row => IsMarked(method.Body ?? (SyntaxNode?)method.ExpressionBody) || IsMarked(row)))];
        int positive = cases.Count(static isPositive => isPositive);

        Assert.True(positive > 0, "Nothing is reported in the tests of the rule.");
        Assert.True(positive < cases.Length - positive, $"{positive} cases are reported and {cases.Length - positive} are not.");
    }

    private static IEnumerable<Definition> ReadDefinitions()
    {
        foreach (MethodDeclarationSyntax method in Directory.GetFiles(CatalogueTests.PathOf("tests", "ProtoSockets.Analyzers.Tests", "Definitions"), "*Tests.cs").SelectMany(MethodsOf))
        {
            SyntaxNode? body = method.Body ?? (SyntaxNode?)method.ExpressionBody;
            bool isSilent = body?.DescendantTokens().Any(static token => token.ValueText.StartsWith("IsSilent", StringComparison.Ordinal)) is true;
            foreach (AttributeSyntax? row in RowsOf(method))
            {
                string code = string.Join('\n', TextsOf(body).Concat(TextsOf(row)));
                HashSet<string> reported = [.. MarkPattern().Matches(code).Select(static mark => mark.Groups["id"].Value)];
                if (isSilent || reported.Count > 0)
                {
                    yield return new Definition(code, reported);
                }
            }
        }
    }

    private static IEnumerable<MethodDeclarationSyntax> MethodsOf(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes().OfType<MethodDeclarationSyntax>().Where(static method => method.AttributeLists.SelectMany(static list => list.Attributes).Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory"));

    /// <summary>The cases of a test, one for each row of data; a fact is one without data.</summary>
    private static IEnumerable<AttributeSyntax?> RowsOf(MethodDeclarationSyntax method)
    {
        AttributeSyntax[] attributes = [.. method.AttributeLists.SelectMany(static list => list.Attributes)];
        return attributes.Any(static attribute => attribute.Name.ToString() == "Fact") ? Enumerable.Repeat<AttributeSyntax?>(null, 1) : attributes.Where(static attribute => attribute.Name.ToString() == "InlineData");
    }

    private static bool IsMarked(SyntaxNode? node) => TextsOf(node).Any(static text => text.Contains("[|", StringComparison.Ordinal) || text.Contains("{|PSOCK", StringComparison.Ordinal));

    private static IEnumerable<string> TextsOf(SyntaxNode? node) => node is null ? [] : node.DescendantTokens().Where(static token => token.RawKind is
        (int)SyntaxKind.StringLiteralToken or (int)SyntaxKind.SingleLineRawStringLiteralToken or (int)SyntaxKind.MultiLineRawStringLiteralToken or (int)SyntaxKind.InterpolatedStringTextToken).Select(static token => token.ValueText);

    [GeneratedRegex(@"\{\|(?<id>PSOCK\d+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MarkPattern();

    private sealed record Definition(string Code, HashSet<string> Reported);
}

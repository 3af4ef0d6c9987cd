using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>A rule is left on for what it does not report: each rule of use is tested on more code that it leaves alone than on code that it reports.</summary>
public sealed class NegativeTests
{
    public static TheoryData<string> Names =>
        [.. RulesOfUse.All.Where(static analyzer => analyzer.SupportedDiagnostics[0].Id != DiagnosticIds.MachineByteOrder).Select(static analyzer => analyzer.GetType().Name[..^"Analyzer".Length])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Negatives_outnumber_positives(string rule)
    {
        string file = Assert.Single(Directory.GetFiles(CatalogueTests.PathOf("tests", "ProtoSockets.Analyzers.Tests"), rule + "Tests.cs", SearchOption.AllDirectories));
        SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
        bool[] cases = [.. root.DescendantNodes().OfType<MethodDeclarationSyntax>().SelectMany(CasesOf)];
        int positive = cases.Count(static isPositive => isPositive);

        Assert.True(positive > 0, "Nothing is reported in the tests of the rule.");
        Assert.True(positive < cases.Length - positive, $"{positive} cases are reported and {cases.Length - positive} are not.");
    }

    /// <summary>The cases of a test, one for each row of data: whether a mark is in it.</summary>
    private static IEnumerable<bool> CasesOf(MethodDeclarationSyntax method)
    {
        AttributeSyntax[] attributes = [.. method.AttributeLists.SelectMany(static list => list.Attributes)];
        if (attributes.Any(static attribute => attribute.Name.ToString() == "Fact"))
        {
            return [IsMarked(method)];
        }

        bool isMarked = IsMarked(method.Body ?? (SyntaxNode?)method.ExpressionBody);
        return attributes.Where(static attribute => attribute.Name.ToString() == "InlineData").Select(row => isMarked || IsMarked(row));
    }

    private static bool IsMarked(SyntaxNode? node) => node is not null && node.DescendantTokens().Any(static token =>
        token.ValueText.Contains("[|", StringComparison.Ordinal) || token.ValueText.Contains("{|PSOCK", StringComparison.Ordinal));
}

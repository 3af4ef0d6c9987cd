using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Generators;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>Code of a user with marks, and the definitions that it stands on.</summary>
internal sealed record GeneratedSource(string Code, string Definition);

/// <summary>Runs an analyzer over code that uses what is generated for a definition: handlers, sessions and clients as users have them.</summary>
internal static class GeneratedTest
{
    private static readonly ConcurrentDictionary<string, ImmutableArray<SyntaxTree>> Generated = new(StringComparer.Ordinal);

    /// <summary>The code with its definitions, and with what the generator adds to them, once for all tests.</summary>
    public static Compilation Create(GeneratedSource source) => TestCompilation.Create(MarkedSource.Parse(source.Code).Text).AddSyntaxTrees(Generated.GetOrAdd(source.Definition, static definition =>
        [.. Generate(TestCompilation.Create(string.Empty).RemoveAllSyntaxTrees().AddSyntaxTrees(CSharpSyntaxTree.ParseText(definition, TestCompilation.ParseOptions, "Definition.cs"))).SyntaxTrees]));

    /// <summary>The compilation with what the generator adds to it.</summary>
    public static Compilation Generate(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _, TestContext.Current.CancellationToken);
        return generated;
    }

    /// <summary>Checks that the analyzer reports at every mark and nowhere else.</summary>
    public static Task Verify<TAnalyzer>(GeneratedSource source)
        where TAnalyzer : DiagnosticAnalyzer, new() => AnalyzerTest.Verify(new TAnalyzer(), Create(source), MarkedSource.Parse(source.Code));
}

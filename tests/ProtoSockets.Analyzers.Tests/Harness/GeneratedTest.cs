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

    private static readonly ConcurrentDictionary<string, MetadataReference> References = new(StringComparer.Ordinal);

    /// <summary>The code with its definitions, and with what the generator adds to them, once for all tests.</summary>
    public static Compilation Create(GeneratedSource source) => TestCompilation.Create(MarkedSource.Parse(source.Code).Text).AddSyntaxTrees(Generated.GetOrAdd(source.Definition, static definition =>
        [.. Generate(TestCompilation.Create(string.Empty).RemoveAllSyntaxTrees().AddSyntaxTrees(CSharpSyntaxTree.ParseText(definition, TestCompilation.ParseOptions, "Definition.cs"))).SyntaxTrees]));

    /// <summary>The code in a project that refers to another one, which has the definitions: compiled, or as an editor shows it.</summary>
    public static Compilation CreateReferring(GeneratedSource source, bool compiled)
    {
        Compilation library = Generate(TestCompilation.Create(source.Definition).WithAssemblyName("Library"));
        MetadataReference reference = compiled ? References.GetOrAdd(source.Definition, _ => EmitReference(library)) : library.ToMetadataReference();
        return TestCompilation.Create(MarkedSource.Parse(source.Code).Text).AddReferences(reference);
    }

    /// <summary>A library as its users have it.</summary>
    public static PortableExecutableReference EmitReference(Compilation library)
    {
        using var image = new MemoryStream();
        ImmutableArray<Diagnostic> problems = library.Emit(image).Diagnostics;
        Assert.DoesNotContain(problems, static problem => problem.Severity == DiagnosticSeverity.Error);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

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

    /// <summary>The same, where the definitions are another project's: compiled, and as an editor shows it.</summary>
    public static async Task VerifyReferring<TAnalyzer>(GeneratedSource source)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        await AnalyzerTest.Verify(new TAnalyzer(), CreateReferring(source, compiled: true), MarkedSource.Parse(source.Code));
        await AnalyzerTest.Verify(new TAnalyzer(), CreateReferring(source, compiled: false), MarkedSource.Parse(source.Code));
    }
}

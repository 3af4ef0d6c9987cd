using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>
/// Compiles test sources against the framework that runs the test and against ProtoSockets: no reference pack and no feed is needed.
/// </summary>
internal static class TestCompilation
{
    /// <summary>The name of the file that holds the source under test.</summary>
    public const string FileName = "Test.cs";

    /// <summary>The options that the sources are parsed with.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse);

    /// <summary>The options that the sources are compiled with. Warnings of the compiler are none of these tests' business.</summary>
    public static readonly CSharpCompilationOptions Options =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true, generalDiagnosticOption: ReportDiagnostic.Default);

    /// <summary>The framework and ProtoSockets.</summary>
    public static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>Compiles one source.</summary>
    public static CSharpCompilation Create(string source, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText(source, ParseOptions, FileName)], References, Options.WithOutputKind(output));

    /// <summary>Partial members that the generator implements: no generator runs here.</summary>
    private static readonly ImmutableArray<string> LeftToTheGenerator = ["CS9248", "CS8795"];

    /// <summary>Fails the test if the source does not compile.</summary>
    /// <param name="compilation">The source, and what it needs.</param>
    /// <param name="onlyTree">The file to look at; null for all.</param>
    public static void AssertCompiles(Compilation compilation, SyntaxTree? onlyTree = null)
    {
        IEnumerable<Diagnostic> all = onlyTree is null ? compilation.GetDiagnostics() : compilation.GetSemanticModel(onlyTree).GetDiagnostics();
        IEnumerable<Diagnostic> errors = all.Where(static diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error && !LeftToTheGenerator.Contains(diagnostic.Id));
        Assert.True(!errors.Any(), "The source does not compile:\n" + string.Join('\n', errors) + "\n\n" + compilation.SyntaxTrees.First());
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. trusted.Split(Path.PathSeparator)
                .Where(path => string.Equals(Path.GetDirectoryName(path), framework, StringComparison.Ordinal))
                .Append(typeof(SocketState).Assembly.Location)
                .Select(static path => MetadataReference.CreateFromFile(path)),
        ];
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProtoSockets.Generators.Tests.Harness;

/// <summary>Compiles source as a user's project does: against the runtime, with nullable annotations and documentation.</summary>
internal static class Compilations
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The usings that the SDK adds to a project, and the namespace of the annotations.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ProtoSockets;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    /// <summary>Compiles a file.</summary>
    public static CSharpCompilation Of(string source) =>
        CSharpCompilation.Create(
            "Samples",
            [Parse(Usings, "Usings.cs"), Parse(source, "Protocol.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    /// <summary>A driver that keeps track of its steps.</summary>
    public static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ProtoSocketsGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Runs the generator over a file.</summary>
    public static GeneratorDriver Run(string source, out Compilation output) => Driver().RunGeneratorsAndUpdateCompilation(Of(source), out output, out _);
}

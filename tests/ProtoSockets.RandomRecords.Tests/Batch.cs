using System.Globalization;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Generators;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Some records, compiled together as a user's project is, and loaded until disposed.</summary>
internal sealed class Batch : IDisposable
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private readonly AssemblyLoadContext _context = new("random records", isCollectible: true);

    private Batch()
    {
    }

    /// <summary>What can be checked of each record.</summary>
    public IReadOnlyList<RecordProbe> Probes { get; private set; } = [];

    /// <summary>The source of records, all in one file.</summary>
    public static string Render(IReadOnlyList<RecordDeclaration> records)
    {
        StringBuilder source = new("""
            using System;
            using ProtoSockets;
            using ProtoSockets.RandomRecords.Tests;

            namespace Made.Up;

            public enum Small : byte { Zero, One }

            public enum Wide { Minus = -1, Zero, One }


            """);
        List<string> names = [];
        List<string> contained = [];
        foreach (RecordDeclaration record in records)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"R{names.Count}");

            // Every fifth record is made of the ones before; more would have values of any size.
            source.Append(record.Render(name, names.Count % 5 == 4 ? contained.TakeLast(4).ToArray() : []));
            names.Add(name);
            if (!record.TakesRest && names.Count % 5 != 0)
            {
                contained.Add(name);
            }
        }

        IEnumerable<string> probes = records.Zip(names, (record, name) => $"new RecordProbe<{name}>(\"{name}\", {(record.TakesRest ? "true" : "false")}, {name}Values.Create)");
        return source.Append(CultureInfo.InvariantCulture, $"public static class Probes {{ public static RecordProbe[] All => [{string.Join(", ", probes)}]; }}\n").ToString();
    }

    /// <summary>Compiles and loads source. Nothing that compiles it may complain.</summary>
    public static Batch Load(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "MadeUp",
            [CSharpSyntaxTree.ParseText(source, ParseOptions, "Records.cs", Encoding.UTF8)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        using MemoryStream assembly = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = output.Emit(assembly);
        Diagnostic[] complaints = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Location.SourceTree?.FilePath is not "Records.cs" || diagnostic.Severity == DiagnosticSeverity.Error)];
        if (!result.Success || complaints.Length > 0)
        {
            throw new InvalidOperationException("It does not compile:\n" + string.Join('\n', complaints.Take(5).Select(complaint => $"{complaint}\n    {LineOf(complaint)}")));
        }

        assembly.Position = 0;
        Batch batch = new();
        batch.Probes = (RecordProbe[])batch._context.LoadFromStream(assembly).GetType("Made.Up.Probes")!.GetProperty("All")!.GetValue(null)!;
        return batch;
    }

    public void Dispose() => _context.Unload();

    private static string? LineOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();
}

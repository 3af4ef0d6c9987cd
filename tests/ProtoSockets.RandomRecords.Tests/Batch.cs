using System.Globalization;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Generators;
using ProtoSockets.Schema;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Some records, compiled together as a user's project is, and loaded until disposed.</summary>
internal sealed class Batch : IDisposable
{
    private const string File = "Records.cs";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999);

    private readonly AssemblyLoadContext _context = new("random records", isCollectible: true);

    private Batch()
    {
    }

    /// <summary>What can be checked of each record.</summary>
    public IReadOnlyList<RecordProbe> Probes { get; private set; } = [];

    /// <summary>Parses source as <see cref="Load"/> does.</summary>
    public static SyntaxTree Parse(string source, string path = File) => CSharpSyntaxTree.ParseText(source, ParseOptions, path, Encoding.UTF8);

    /// <summary>The source of records, all in one file.</summary>
    /// <param name="records">The records.</param>
    /// <param name="areMixed">Whether some of them contain others.</param>
    /// <param name="protocols">Protocols besides.</param>
    public static string Render(IReadOnlyList<RecordDeclaration> records, bool areMixed = true, IReadOnlyList<ProtocolDeclaration>? protocols = null)
    {
        StringBuilder source = new(Prelude.Source);
        List<string> names = [];
        HashSet<string> bounded = [];
        List<string> whole = [];
        List<string> open = [];
        foreach (RecordDeclaration record in records)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"R{names.Count}");

            // Every fifth record is made of the ones before; more would have values of any size.
            bool containsOthers = areMixed && names.Count % 5 == 4;
            string text = record.Render(name, containsOthers ? new KnownRecords([.. whole.TakeLast(4)], [.. open.TakeLast(4)]) : KnownRecords.None);
            source.Append(text);
            names.Add(name);
            if (text.Contains("Align(4, From = OffsetBase.Message)", StringComparison.Ordinal) || text.Split(' ', '(', '<', '[', '?', '>').Intersect(bounded).Any())
            {
                bounded.Add(name);
            }

            if (!containsOthers)
            {
                (record.TakesRest ? open : whole).Add(name);
            }
        }

        int protocolCount = 0;
        IEnumerable<string> probes = records.Zip(names, (record, name) => $"new RecordProbe<{name}>(\"{name}\", {(record.TakesRest ? "true" : "false")}, {name}Values.Create, {name}.Describe){(bounded.Contains(name) ? " { IsSizeBound = true }" : "")}");
        foreach (ProtocolDeclaration protocol in protocols ?? [])
        {
            (string text, IReadOnlyList<string> own) = protocol.Render(string.Create(CultureInfo.InvariantCulture, $"P{protocolCount++}"));
            source.Append(text);
            probes = probes.Concat(own);
        }

        return source.Append(CultureInfo.InvariantCulture, $"public static class Probes {{ public static RecordProbe[] All => [{string.Join(", ", probes)}]; }}\n").ToString();
    }

    /// <summary>Compiles and loads source. Nothing that compiles it may complain.</summary>
    public static Batch Load(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create("MadeUp", [Parse(source)], References, Options);
        CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);

        // What the generator makes is known only now: views are compared by code that is written for them.
        output = output.AddSyntaxTrees(Parse(ViewComparison.Render(output), "Views.cs"));
        using MemoryStream assembly = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = output.Emit(assembly);
        Diagnostic[] complaints = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).OrderByDescending(diagnostic => diagnostic.Severity)];
        if (!result.Success || complaints.Length > 0)
        {
            throw new InvalidOperationException(
                "It does not compile:\n" + string.Join('\n', Problems(compilation).Concat(complaints.Take(5).Select(complaint => $"{complaint}\n    {LineOf(complaint)}"))));
        }

        assembly.Position = 0;
        Batch batch = new();
        System.Reflection.Assembly loaded = batch._context.LoadFromStream(assembly);
        batch.Probes = (RecordProbe[])loaded.GetType("Made.Up.Probes")!.GetProperty("All")!.GetValue(null)!;
        loaded.GetType("Made.Up.Views")!.GetMethod("Install")!.Invoke(null, [batch.Probes]);
        return batch;
    }

    public void Dispose() => _context.Unload();

    /// <summary>What the analyzer would say of the declarations.</summary>
    private static IEnumerable<string> Problems(Compilation compilation)
    {
        SchemaParser parser = new(CancellationToken.None);
        foreach (INamedTypeSymbol type in ViewComparison.Types(compilation.Assembly.GlobalNamespace).Where(type => type.GetAttributes().Has("WireStruct") || type.GetAttributes().Has("WireUnion") || type.GetAttributes().Has("Protocol")))
        {
            ProblemList list = new();
            _ = type.GetAttributes().Has("Protocol") ? parser.ParseProtocol(type, list)
                : type.GetAttributes().Has("WireUnion") ? parser.ParseUnion(type, list)
                : (object?)parser.ParseWireStruct(type, list);
            SchemaParser.CheckPlace(type, list);
            foreach (Problem problem in list.Problems)
            {
                yield return $"{type.Name}: {problem.Kind.Id} {problem.Message}";
            }
        }
    }

    private static string? LineOf(Diagnostic diagnostic)
    {
        string? line = diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();
        return line is { Length: > 200 } ? line[..200] : line;
    }
}

using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Generators;

namespace ProtoSockets.Analyzers.Tests.Harness;

/// <summary>Records that were written by a refactoring, compiled with the generator, and ready to read bytes.</summary>
internal sealed class GeneratedRecords
{
    private readonly Assembly _assembly;

    private GeneratedRecords(Assembly assembly) => _assembly = assembly;

    /// <summary>Compiles a source with the generator and loads it. Any diagnostic of the compiler, the generator or the rules of definitions fails the test.</summary>
    public static GeneratedRecords Load(string source)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        CSharpCompilation compilation = TestCompilation.Create(source);
        CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> ofGenerator, cancellationToken);
        ImmutableArray<Diagnostic> ofRules = AnalyzerTest.Run([new DefinitionAnalyzer()], compilation).GetAwaiter().GetResult();
        IEnumerable<Diagnostic> wrong = generated.GetDiagnostics(cancellationToken).Concat(ofGenerator).Concat(ofRules).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.True(!wrong.Any(), string.Join('\n', wrong) + "\n\n" + source);

        using var image = new MemoryStream();
        EmitResult emitted = generated.Emit(image, cancellationToken: cancellationToken);
        Assert.True(emitted.Success);
        image.Position = 0;
        return new GeneratedRecords(new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image));
    }

    /// <summary>Reads a record, and checks that it writes the same bytes.</summary>
    /// <param name="type">The name of its type.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>Its members.</returns>
    public IReadOnlyDictionary<string, object?> RoundTrip(string type, byte[] bytes)
    {
        Type record = _assembly.GetType(type, throwOnError: true)!;
        object value = record.GetMethod("Read", [typeof(ReadOnlyMemory<byte>)])!.Invoke(null, [(ReadOnlyMemory<byte>)bytes])!;
        Assert.Equal(bytes, (byte[])record.GetMethod("ToBytes", [])!.Invoke(value, [])!);
        return record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetIndexParameters().Length == 0)
            .ToDictionary(static property => property.Name, property => property.GetValue(value), StringComparer.Ordinal);
    }
}

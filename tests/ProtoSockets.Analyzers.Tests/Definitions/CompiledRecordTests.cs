using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Records of a compiled project, of which only the public face is seen, as members of others: PSOCK1001 where that is not all there is.</summary>
public sealed class CompiledRecordTests
{
    [Theory]
    [InlineData("public readonly partial record struct Point(int X, int Y);")]
    [InlineData("public partial record struct Point { public byte X { get; set; } [LengthPrefixed<byte>] public string Y { get; set; } }")]
    [InlineData("public readonly partial record struct Point { [LengthOf(nameof(Y))] public partial byte X { get; } public ReadOnlyMemory<byte> Y { get; init; } }")]
    [InlineData("public sealed partial record Point(int X, int Y);")]
    public async Task A_compiled_record_is_a_member(string point)
    {
        CSharpCompilation compilation = Referring(point);
        IReadOnlyList<Diagnostic> reported = await DefinitionTest.Run(compilation);
        Assert.Empty(reported);
        DefinitionTest.Generate(compilation, reported);
    }

    [Theory]
    [InlineData("public readonly partial record struct Point(int X) { internal int Y { get; init; } }")]
    [InlineData("public partial record struct Point { public int X { get; set; } internal short Y { get; set; } }")]
    public async Task What_a_compiled_record_hides_may_be_on_the_wire(string point)
    {
        Diagnostic reported = Assert.Single(await DefinitionTest.Run(Referring(point)));
        Assert.Equal("'At' is of type 'Point', which has no wire form; 'Library' defines it wrongly", reported.GetMessage(CultureInfo.InvariantCulture));
    }

    private static CSharpCompilation Referring(string point)
    {
        Compilation library = GeneratedTest.Generate(TestCompilation.Create("using System;\nusing ProtoSockets;\n\n[WireStruct]\n" + point).WithAssemblyName("Library"));
        return DefinitionTest.Compile("[WireStruct] public readonly partial record struct Place(byte Kind, Point At, byte End);").AddReferences(GeneratedTest.EmitReference(library));
    }
}

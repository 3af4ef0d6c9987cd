using Microsoft.CodeAnalysis;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Tests.Harness;

/// <summary>Reads definitions as the analyzer does, and returns what is wrong with them.</summary>
internal static class Problems
{
    public static IReadOnlyList<Problem> Of(string source) => Of(Compilations.Of(source));

    public static IReadOnlyList<Problem> Of(Compilation compilation)
    {
        List<Problem> problems = [];
        foreach (INamedTypeSymbol type in Types(compilation.Assembly.GlobalNamespace))
        {
            ProblemList list = new();
            SchemaParser parser = new(TestContext.Current.CancellationToken);
            if (type.GetAttributes().Has("Protocol"))
            {
                parser.ParseProtocol(type, list);
            }
            else if (type.GetAttributes().Has("WireStruct"))
            {
                parser.ParseWireStruct(type, list);
            }

            SchemaParser.CheckPlace(type, list);
            problems.AddRange(list.Problems);
        }

        return problems;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member =>
            member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}

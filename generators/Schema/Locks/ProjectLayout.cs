using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema.Locks;

/// <summary>All definitions of a project, and what the lock would be.</summary>
internal sealed class ProjectLayout
{
    private readonly Dictionary<string, INamedTypeSymbol> _types = new(StringComparer.Ordinal);

    private ProjectLayout(string text) => Text = text;

    /// <summary>The lock's text.</summary>
    public string Text { get; private set; }

    /// <summary>The names of protocols and structs that something is wrong with, so that nobody knows all of their layout.</summary>
    public HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the project defines anything.</summary>
    public bool IsEmpty => _types.Count == 0;

    public static ProjectLayout Of(Compilation compilation, CancellationToken cancellation)
    {
        ProjectLayout layout = new(string.Empty);
        List<ProtocolSpec> protocols = [];
        List<RecordSpec> structs = [];
        foreach (INamedTypeSymbol type in Types(compilation.Assembly.GlobalNamespace).Where(type => !type.IsGenerated()))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<AttributeData> attributes = type.GetAttributes();
            bool isProtocol = attributes.Has("Protocol");
            if (!isProtocol && !attributes.Has("WireStruct") && !SchemaParser.IsMessageOrHeader(type))
            {
                continue;
            }

            string name = Shapes.Name(type.FullName());
            layout._types[name] = type;
            ProblemList problems = new();
            if (isProtocol)
            {
                if (new SchemaParser(cancellation).ParseProtocol(type, problems) is { } protocol)
                {
                    protocols.Add(protocol);
                }

                if (problems.HasErrors || problems.Problems.Any(problem => problem.Kind.Severity == ProblemSeverity.Error))
                {
                    layout.Unknown.Add(name);
                }
            }
            else if (attributes.Has("WireStruct"))
            {
                if (new SchemaParser(cancellation).ParseWireStruct(type, problems) is { } record)
                {
                    structs.Add(record);
                }
                else
                {
                    layout.Unknown.Add(name);
                }
            }
        }

        layout.Text = WireLockText.Of(protocols, structs);
        return layout;
    }

    /// <summary>The protocol, message, header or struct of a name; null when there is none.</summary>
    public INamedTypeSymbol? Find(string name) => _types.TryGetValue(name, out INamedTypeSymbol? type) ? type : null;

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (INamedTypeSymbol nested in Types(inner))
                {
                    yield return nested;
                }
            }
        }
    }
}

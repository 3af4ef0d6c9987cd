using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>The parts of a type that is written in several files.</summary>
internal static class PartsOfType
{
    /// <summary>The semantic model of a part.</summary>
    /// <param name="part">A declaration.</param>
    /// <param name="known">The model of one file of the type.</param>
    /// <returns>The model of the part's own file.</returns>
    public static SemanticModel ModelOf(SyntaxNode part, SemanticModel known) => part.SyntaxTree == known.SyntaxTree
        ? known
#pragma warning disable RS1030 // A model of another file costs its binding: asked for once for a field or helper of a type in several files, and remembered.
        : known.Compilation.GetSemanticModel(part.SyntaxTree);
#pragma warning restore RS1030
}

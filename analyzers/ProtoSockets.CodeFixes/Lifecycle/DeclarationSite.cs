using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>The declaration of a variable whose object is not ended, or not begun, as it should be.</summary>
/// <param name="Model">The semantic model of the document.</param>
/// <param name="Local">The variable.</param>
/// <param name="Declaration">The statement that declares it, and nothing else.</param>
/// <param name="Block">The block of the statement.</param>
/// <param name="Kind">What the object is.</param>
/// <param name="States">The states in which it is left.</param>
internal sealed record DeclarationSite(
    SemanticModel Model, ILocalSymbol Local, LocalDeclarationStatementSyntax Declaration, BlockSyntax Block, TrackedKind Kind, LifecycleStates States)
{
    /// <summary>Looks up what a diagnostic is about.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The site; null if the object is not made by the declaration of one variable in a block.</returns>
    public static DeclarationSite? Find(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (diagnostic.AdditionalLocations.Count == 0 || root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax value)
        {
            return null;
        }

        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or PostfixUnaryExpressionSyntax
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetStream" }
            || (value.Parent is InvocationExpressionSyntax call && call.Expression == value))
        {
            value = (ExpressionSyntax)value.Parent;
        }

        if (value.Parent is not EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration },
                } declarator,
            }
            || model.GetDeclaredSymbol(declarator, cancellationToken) is not ILocalSymbol local)
        {
            return null;
        }

        TrackedKind kind = diagnostic.Properties.TryGetValue(LifecycleProperties.Kind, out string? name) && Enum.TryParse(name, out TrackedKind parsed) ? parsed : TrackedKind.OtherSocket;
        LifecycleStates states = diagnostic.Properties.TryGetValue(LifecycleProperties.States, out string? names) && Enum.TryParse(names, out LifecycleStates set) ? set : LifecycleStates.Any;
        return new DeclarationSite(model, local, declaration, block, kind, states);
    }

    /// <summary>The places that mention the variable.</summary>
    /// <param name="node">Where to look.</param>
    /// <returns>The names.</returns>
    public IEnumerable<IdentifierNameSyntax> Mentions(SyntaxNode node) => node.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
        name.Identifier.ValueText == Local.Name && SymbolEqualityComparer.Default.Equals(Model.GetSymbolInfo(name).Symbol, Local));
}

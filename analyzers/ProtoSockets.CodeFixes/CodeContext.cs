using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.CodeFixes;

/// <summary>What inserted code finds around it.</summary>
internal static class CodeContext
{
    /// <summary>Whether an await can stand here.</summary>
    /// <param name="node">The place.</param>
    /// <returns>True if it can.</returns>
    public static bool IsAsynchronous(SyntaxNode node)
    {
        foreach (SyntaxNode ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
                case LocalFunctionStatementSyntax function:
                    return function.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case BaseMethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword);
                case LockStatementSyntax:
                    return false;
                case GlobalStatementSyntax:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The cancellation token at hand: of a parameter, a variable, a field or a property, or that of the only source.</summary>
    /// <param name="model">The semantic model.</param>
    /// <param name="point">The place.</param>
    /// <returns>How to write it; null if there is none, or more than one.</returns>
    public static string? TokenAt(SemanticModel model, SyntaxNode point)
    {
        ISymbol[] candidates =
        [
            .. model.LookupSymbols(point.SpanStart).Where(symbol => TypeOf(symbol) is { Name: "CancellationToken" or "CancellationTokenSource", ContainingNamespace.Name: "Threading" }
                && (symbol is not ILocalSymbol local || local.DeclaringSyntaxReferences.All(reference => reference.Span.End < point.SpanStart))),
        ];
        ISymbol[] tokens = [.. candidates.Where(static symbol => TypeOf(symbol)!.Name == "CancellationToken")];
        return (tokens.Length, candidates.Length) switch
        {
            (1, _) => tokens[0].Name,
            (0, 1) => candidates[0].Name + ".Token",
            _ => null,
        };
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };
}

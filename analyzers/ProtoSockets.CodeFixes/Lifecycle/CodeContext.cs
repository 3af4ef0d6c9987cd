using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.CodeFixes.Lifecycle;

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
            }
        }

        return false;
    }

    /// <summary>The cancellation token at hand.</summary>
    /// <param name="model">The semantic model.</param>
    /// <param name="point">The place.</param>
    /// <returns>The name of the parameter; null if there is none, or more than one.</returns>
    public static string? TokenAt(SemanticModel model, SyntaxNode point)
    {
        var tokens = model.LookupSymbols(point.SpanStart).OfType<IParameterSymbol>().Where(static parameter => parameter.Type.Name == "CancellationToken").ToList();
        return tokens.Count == 1 ? tokens[0].Name : null;
    }
}

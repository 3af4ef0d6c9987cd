using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>Makes a method that returns a <c>ValueTask</c> asynchronous: what it gave as a finished task, it returns.</summary>
internal static class AsyncConversion
{
    /// <summary>The changes.</summary>
    /// <param name="method">The method.</param>
    /// <param name="model">The semantic model.</param>
    /// <param name="inside">A change inside of the method, which goes with them.</param>
    /// <returns>The changes; null where the method gives tasks that are not finished, or throws before it gives one: that would mean something else.</returns>
    public static TextChange[]? Of(MethodDeclarationSyntax method, SemanticModel model, TextChange inside)
    {
        if (model.GetDeclaredSymbol(method) is not { ReturnType: INamedTypeSymbol { Name: "ValueTask" } type } || method.ParameterList.Parameters.Any(static parameter => parameter.Modifiers.Any()))
        {
            return null;
        }

        var changes = new List<TextChange> { new(new TextSpan(method.ReturnType.SpanStart, 0), "async ") };
        if (method.ExpressionBody is { Expression: var only })
        {
            // Of an expression, the call itself may be what stays.
            if (ResultOf(only) is not { } result || !result.Span.Contains(inside.Span))
            {
                return null;
            }

            changes.AddRange(Unwrap(only, result));
        }
        else
        {
            foreach (ReturnStatementSyntax returned in method.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>())
            {
                if (returned.Expression is not { } value)
                {
                    return null;
                }

                if (IsDefault(value))
                {
                    if (!type.IsGenericType)
                    {
                        changes.Add(new TextChange(TextSpan.FromBounds(returned.ReturnKeyword.Span.End, value.Span.End), string.Empty));
                    }
                }
                else if (type.IsGenericType && ResultOf(value) is { } result)
                {
                    changes.AddRange(Unwrap(value, result));
                }
                else
                {
                    return null;
                }
            }
        }

        changes.Add(inside);
        return [.. changes.OrderBy(static change => change.Span.Start)];
    }

    private static bool IsDefault(ExpressionSyntax value) =>
        value.IsKind(SyntaxKind.DefaultLiteralExpression) || value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" };

    /// <summary>The result that a finished task is made of: <c>new(result)</c>, <c>new ValueTask&lt;T&gt;(result)</c>, <c>ValueTask.FromResult(result)</c>.</summary>
    private static ExpressionSyntax? ResultOf(ExpressionSyntax value) => value switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments, Initializer: null } => arguments[0].Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }, ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
        _ => null,
    };

    private static TextChange[] Unwrap(ExpressionSyntax value, ExpressionSyntax result) =>
    [
        new TextChange(TextSpan.FromBounds(value.SpanStart, result.SpanStart), string.Empty),
        new TextChange(TextSpan.FromBounds(result.Span.End, value.Span.End), string.Empty),
    ];
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>
/// A private field or property of a handler that holds the session or client which its methods were given: nothing else is ever put there. A handler of several connections holds the one
/// that came last.
/// </summary>
/// <param name="variable">The field or property.</param>
/// <param name="handlers">The handlers of the compilation.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class KeptPeer(ISymbol variable, HandlerSymbols handlers, CancellationToken cancellation)
{
    /// <summary>Whether what the variable holds is taken for the method's own.</summary>
    /// <param name="call">A call on it.</param>
    /// <param name="body">The method that calls.</param>
    /// <returns>True if it is.</returns>
    public bool IsOwn(IInvocationOperation call, IOperation body) =>
        call.SemanticModel is { } model && !Operations.Below(body).Any(IsCompared) && IsWrittenByHandlersOnly(model);

    /// <summary>Whether code asks which one the variable holds: then it knows that there are others.</summary>
    private bool IsCompared(IOperation operation) => operation switch
    {
        IBinaryOperation comparison => (Names(comparison.LeftOperand) && !IsNull(comparison.RightOperand)) || (Names(comparison.RightOperand) && !IsNull(comparison.LeftOperand)),
        IInvocationOperation { TargetMethod.Name: "Equals" or "ReferenceEquals" } comparison => Names(comparison.Instance) || comparison.Arguments.Any(argument => Names(argument.Value)),
        _ => false,
    };

    private bool IsWrittenByHandlersOnly(SemanticModel model)
    {
        // Other parts of the type are in files that this model knows nothing of.
        if (variable.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } declarations || declarations[0].SyntaxTree != model.SyntaxTree)
        {
            return false;
        }

        bool isWritten = false;
        foreach (SyntaxNode node in declarations[0].GetSyntax(cancellation).DescendantNodes())
        {
            if (node is VariableDeclaratorSyntax { Initializer: not null } or PropertyDeclarationSyntax { Initializer: not null } or PropertyDeclarationSyntax { ExpressionBody: not null }
                && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(node, cancellation), variable))
            {
                return false;
            }

            if (node is not IdentifierNameSyntax name || name.Identifier.ValueText != variable.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, variable))
            {
                continue;
            }

            ExpressionSyntax target = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
            switch (target.Parent)
            {
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: var value } assignment when assignment.Left == target:
                    if (model.GetConstantValue(value, cancellation) is { HasValue: true, Value: null })
                    {
                        break;
                    }

                    if (!IsOwnOf(model, assignment))
                    {
                        return false;
                    }

                    isWritten = true;
                    break;
                case AssignmentExpressionSyntax assignment when assignment.Left == target:
                case ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } or RefExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.AddressOfExpression }:
                    return false;
            }
        }

        return isWritten;
    }

    /// <summary>Whether an assignment puts the session or client there that the method around it was given, on every path: a choice among several is their author's.</summary>
    private bool IsOwnOf(SemanticModel model, AssignmentExpressionSyntax assignment) =>
        assignment.Parent is ArrowExpressionClauseSyntax or ExpressionStatementSyntax { Parent: BlockSyntax { Parent: MethodDeclarationSyntax } }
        && model.GetSymbolInfo(assignment.Right, cancellation).Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter
        && handlers.Find(method) is { } handler && handler.IsPeer(parameter.Type);

    private bool Names(IOperation? operation) => Operations.Names(operation, variable);

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4017: TLS whose peer need not prove who it is. A callback for validation whose answer does not depend on what the peer has shown: one that returns true on all ways, or looks at none of its parameters; and a policy
/// for the chain that allows every authority.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UncheckedCertificateAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.UncheckedCertificate)
{
    private const string Callback = "RemoteCertificateValidationCallback";
    private const string Security = "System.Net.Security";

    /// <summary>X509VerificationFlags.AllowUnknownCertificateAuthority, which AllFlags has as well.</summary>
    private const int AnyAuthority = 0x10;

    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols)
    {
        registry.OnOperations(
            operation =>
            {
                var creation = (IDelegateCreationOperation)operation.Operation;
                if (IsCallback(creation.Type) && AcceptsAnything(creation.Target))
                {
                    Report(operation, NarrowestOf(creation.Target), "The callback");
                }
            },
            OperationKind.DelegateCreation);
        registry.OnOperations(
            operation =>
            {
                var assignment = (ISimpleAssignmentOperation)operation.Operation;
                if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "VerificationFlags", ContainingType: { Name: "X509ChainPolicy" } policy } } flags
                    && IsIn(policy, "System.Security.Cryptography.X509Certificates")
                    && assignment.Value.ConstantValue is { HasValue: true, Value: int value }
                    && (value & AnyAuthority) != 0
                    && IsForTls(assignment))
                {
                    Report(operation, Operations.NameOf(flags), "The policy");
                }
            },
            OperationKind.SimpleAssignment);
    }

    private static bool IsCallback(ITypeSymbol? type) => type is { Name: Callback } && IsIn(type, Security);

    private static bool IsIn(ITypeSymbol type, string space) => type.ContainingNamespace?.ToDisplayString() == space;

    /// <summary>Whether the policy is made right where the options of TLS get it.</summary>
    private static bool IsForTls(IOperation assignment)
    {
        for (IOperation? around = assignment.Parent; around is IObjectOrCollectionInitializerOperation or IObjectCreationOperation or IConversionOperation or ISimpleAssignmentOperation or IMemberInitializerOperation; around = around.Parent)
        {
            if (around is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "CertificateChainPolicy", ContainingType: { } owner } } } && IsIn(owner, Security))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AcceptsAnything(IOperation target) => target switch
    {
        IAnonymousFunctionOperation function => AcceptsAnything(function.Body, function.Symbol),
        IMethodReferenceOperation { Method: var method } => BodyOf(method, target) is { } body && AcceptsAnything(body, method),
        _ => false,
    };

    /// <summary>The body of a method that stands in the same file; null for one that is elsewhere.</summary>
    private static IOperation? BodyOf(IMethodSymbol method, IOperation target)
    {
        SyntaxNode? declaration = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax();
        return method.IsVirtual || method.IsAbstract || declaration is null || target.SemanticModel is not { } model || declaration.SyntaxTree != model.SyntaxTree
            ? null
            : model.GetOperation(declaration) switch
            {
                IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
                ILocalFunctionOperation local => local.Body,
                _ => null,
            };
    }

    private static bool AcceptsAnything(IOperation body, IMethodSymbol method)
    {
        List<IReturnOperation> returns = [.. Operations.Below(body).OfType<IReturnOperation>().Where(static one => one.ReturnedValue is { } value && Operations.Unwrap(value) is not IThrowOperation)];
        if (returns.Count == 0)
        {
            // It throws: nobody is accepted.
            return false;
        }

        if (returns.TrueForAll(static one => IsConstant(one, true)))
        {
            // One that throws for what it does not like has looked.
            return !Operations.Below(body).OfType<IThrowOperation>().Any();
        }

        return !returns.TrueForAll(static one => IsConstant(one, false))
            && !body.Descendants().OfType<IParameterReferenceOperation>().Any(reference => method.Parameters.Contains(reference.Parameter, SymbolEqualityComparer.Default))
            && !body.Descendants().OfType<IInvocationOperation>().Any();
    }

    private static bool IsConstant(IReturnOperation one, bool value) => one.ReturnedValue!.ConstantValue is { HasValue: true, Value: bool actual } && actual == value;

    private static Location NarrowestOf(IOperation target) => target is IAnonymousFunctionOperation ? target.Syntax.GetLocation() : Operations.NameOf(target);
}

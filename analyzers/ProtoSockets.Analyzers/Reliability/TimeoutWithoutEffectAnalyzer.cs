using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4003: <c>SendTimeout</c>, <c>ReceiveTimeout</c>, <c>ReadTimeout</c> and <c>WriteTimeout</c> bound synchronous calls only. Reported where the object stays in sight and all
/// calls in that direction are asynchronous.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TimeoutWithoutEffectAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.TimeoutWithoutEffect)
{
    private static readonly string[] Receiving = ["Receive", "Read", "ReadByte", "ReadExactly", "ReadAtLeast", "ReceiveFrom", "ReceiveMessageFrom", "CopyTo", "AuthenticateAsClient", "AuthenticateAsServer"];
    private static readonly string[] Sending = ["Send", "Write", "WriteByte", "SendTo", "SendFile", "Flush", "AuthenticateAsClient", "AuthenticateAsServer"];

    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var assignment = (ISimpleAssignmentOperation)operation.Operation;
                if (assignment.Target is IPropertyReferenceOperation { Property.Name: "SendTimeout" or "ReceiveTimeout" or "ReadTimeout" or "WriteTimeout" } timeout
                    && IsOfConnection(timeout, symbols)
                    && assignment.Value.ConstantValue is not { HasValue: true, Value: 0 or -1 }
                    && RootOf(timeout.Instance!) is ILocalSymbol root
                    && Asynchronous(assignment, root, timeout.Property.Name is "SendTimeout" or "WriteTimeout" ? Sending : Receiving) is { Count: > 0 } calls)
                {
                    ReportWith(operation, Operations.NameOf(timeout), calls.Select(static call => call.Syntax.GetLocation()), timeout.Property.Name, calls[0].TargetMethod.Name);
                }
            },
            OperationKind.SimpleAssignment);

    private static bool IsOfConnection(IPropertyReferenceOperation timeout, NetworkSymbols symbols) =>
        timeout.Instance is { } instance
        && (symbols.IsSocket(timeout.Property.ContainingType) || symbols.IsTcpClient(timeout.Property.ContainingType) || symbols.IsConnection(instance));

    /// <summary>The asynchronous calls that the timeout looks meant for; none if there is a synchronous one, or the object goes out of sight.</summary>
    private static List<IInvocationOperation> Asynchronous(IOperation assignment, ILocalSymbol root, string[] synchronous)
    {
        IOperation function = Operations.FunctionAround(assignment);
        var family = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { root };
        foreach (IVariableDeclaratorOperation declarator in Operations.Below(function).OfType<IVariableDeclaratorOperation>())
        {
            if (declarator.GetVariableInitializer() is { } initializer && RootOf(initializer.Value) is { } source && family.Contains(source))
            {
                family.Add(declarator.Symbol);
            }
        }

        List<IInvocationOperation> calls = [];
        foreach (ILocalReferenceOperation reference in WholeBody(function).OfType<ILocalReferenceOperation>())
        {
            if (!family.Contains(reference.Local))
            {
                continue;
            }

            switch (UseOf(reference, family))
            {
                case IInvocationOperation call when synchronous.Contains(call.TargetMethod.Name):
                    return [];
                case IInvocationOperation call when synchronous.Contains(WithoutSuffix(call.TargetMethod.Name)):
                    calls.Add(call);
                    break;
                case IInvocationOperation or IPropertyReferenceOperation or IVariableInitializerOperation or IUsingOperation:
                    break;
                default:
                    return [];
            }
        }

        return calls;
    }

    private static string WithoutSuffix(string name) => name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;

    private static IEnumerable<IOperation> WholeBody(IOperation function)
    {
        IOperation root = function;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants();
    }

    /// <summary>What the code does with the object: a call or a property of it (its stream and its socket are still the object), or something else, by which it goes out of sight.</summary>
    private static IOperation? UseOf(IOperation reference, HashSet<ISymbol> family)
    {
        IOperation current = reference;
        while (true)
        {
            IOperation? parent = current.Parent;
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    current = parent;
                    break;
                case IInvocationOperation { TargetMethod.Name: "GetStream" } or IPropertyReferenceOperation { Property.Name: "Client" or "Socket" }:
                    current = parent;
                    break;
                case IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "NetworkStream" or "SslStream" } creation }:
                    current = creation;
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } initializer when family.Contains(declarator.Symbol):
                    return initializer;
                case IExpressionStatementOperation:
                    return current;
                case IInvocationOperation call when call.Instance == current:
                    return call;
                default:
                    return parent is IPropertyReferenceOperation property && property.Instance == current ? property : parent is IUsingOperation ? parent : null;
            }
        }
    }

    /// <summary>The variable of the object that this is, or is the stream or the socket of.</summary>
    private static ISymbol? RootOf(IOperation operation) => Operations.Unwrap(operation) switch
    {
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => RootOf(client),
        IPropertyReferenceOperation { Property.Name: "Client" or "Socket", Instance: { } owner } => RootOf(owner),
        IObjectCreationOperation { Type.Name: "NetworkStream" or "SslStream" } stream => Operations.Argument(stream, 0) is { } inner ? RootOf(inner) : null,
        ILocalReferenceOperation local => local.Local,
        _ => null,
    };
}

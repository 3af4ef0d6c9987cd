using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4002: an awaited network operation that could be cancelled, and cannot. Where the function has a token as a parameter, CA2016 of the SDK says so already.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WaitWithoutTokenAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.WaitWithoutToken)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (Waits(call, symbols)
                    && Operations.WithWaiting(call) is not IInvocationOperation
                    && IsAwaited(call)
                    && !HasToken(call, symbols)
                    && CouldHaveToken(call.TargetMethod, symbols)
                    && !HasTokenParameter(operation.ContainingSymbol, call, symbols)
                    && !IsExpectedToThrow(call))
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name);
                }
            },
            OperationKind.Invocation);

    /// <summary>Whether how long the operation takes is up to the peer.</summary>
    private static bool Waits(IInvocationOperation call, NetworkSymbols symbols)
    {
        ITypeSymbol type = call.TargetMethod.ContainingType;
        return call.TargetMethod.Name switch
        {
            "AcceptAsync" or "ReceiveFromAsync" or "ReceiveMessageFromAsync" => symbols.IsSocket(type),
            "ReceiveAsync" => symbols.IsSocket(type) || symbols.IsUdpClient(type),
            "ConnectAsync" => symbols.IsSocket(type) || symbols.IsTcpClient(type),
            "AcceptTcpClientAsync" or "AcceptSocketAsync" => symbols.IsTcpListener(type),
            "ReadAsync" or "ReadExactlyAsync" or "ReadAtLeastAsync" => symbols.IsConnection(call.Instance),
            _ => false,
        };
    }

    private static bool IsAwaited(IInvocationOperation call)
    {
        IOperation outermost = Operations.WithWaiting(call);
        for (IOperation? around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IAwaitOperation)
            {
                return true;
            }

            if (around == outermost)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the call is in a lambda that a test passes to a method named <c>Throws...</c>: it ends at once, by its exception.</summary>
    private static bool IsExpectedToThrow(IOperation call)
    {
        IOperation? around = Operations.FunctionAround(call);
        if (around is not IAnonymousFunctionOperation)
        {
            return false;
        }

        while (around is not (null or IInvocationOperation))
        {
            around = around.Parent;
        }

        return around is IInvocationOperation caller && caller.TargetMethod.Name.StartsWith("Throws", StringComparison.Ordinal);
    }

    private static bool HasToken(IInvocationOperation call, NetworkSymbols symbols) =>
        call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit
            && (symbols.IsCancellationToken(argument.Parameter?.Type) || symbols.IsEventArguments(argument.Parameter?.Type)));

    private static bool CouldHaveToken(IMethodSymbol method, NetworkSymbols symbols) =>
        method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(overload => overload.Parameters.Any(parameter => symbols.IsCancellationToken(parameter.Type)));

    private static bool HasTokenParameter(ISymbol containing, IOperation call, NetworkSymbols symbols)
    {
        for (IOperation? around = call.Parent; around is not null; around = around.Parent)
        {
            IMethodSymbol? function = around switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => null,
            };
            if (function is not null)
            {
                return function.Parameters.Any(parameter => symbols.IsCancellationToken(parameter.Type));
            }
        }

        return containing is IMethodSymbol method && method.Parameters.Any(parameter => symbols.IsCancellationToken(parameter.Type));
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>PSOCK3003: an operation with <c>SocketAsyncEventArgs</c> that is done at once returns false and does not raise <c>Completed</c>; who ignores that waits for ever.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SynchronousCompletionIgnoredAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.SynchronousCompletionIgnored)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                IMethodSymbol method = call.TargetMethod;
                if (method.ReturnType.SpecialType == SpecialType.System_Boolean
                    && method.Name.EndsWith("Async", StringComparison.Ordinal)
                    && symbols.IsSocket(method.ContainingType)
                    && method.Parameters.Any(parameter => symbols.IsEventArguments(parameter.Type))
                    && Operations.IsDiscarded(call))
                {
                    Report(operation, Operations.NameOf(call), method.Name);
                }
            },
            OperationKind.Invocation);
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Handlers;

/// <summary>What is found in the methods of a handler, and in the private methods that they call, however deep. What is called by others alone is out of reach.</summary>
/// <param name="type">The type that implements the handler interface.</param>
/// <param name="handlers">The handlers of the compilation.</param>
internal sealed class HandlerReach(INamedTypeSymbol type, HandlerSymbols handlers)
{
    private readonly ConcurrentDictionary<IMethodSymbol, Body> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>Looks at a method. Lambdas and local functions, which may run elsewhere, are left out.</summary>
    /// <param name="block">The block under analysis.</param>
    /// <param name="find">Finds something in an operation; null for nothing.</param>
    public void Add(OperationBlockAnalysisContext block, Func<IOperation, Diagnostic?> find)
    {
        if (block.OwningSymbol is not IMethodSymbol method || !SymbolEqualityComparer.Default.Equals(method.ContainingType, type))
        {
            return;
        }

        ImmutableArray<Diagnostic>.Builder found = ImmutableArray.CreateBuilder<Diagnostic>();
        ImmutableArray<IMethodSymbol>.Builder called = ImmutableArray.CreateBuilder<IMethodSymbol>();
        foreach (IOperation operation in block.OperationBlocks.SelectMany(Operations.Below))
        {
            if (find(operation) is { } diagnostic)
            {
                found.Add(diagnostic);
            }

            if (operation is IInvocationOperation { TargetMethod: { DeclaredAccessibility: Accessibility.Private } target } call
                && SymbolEqualityComparer.Default.Equals(target.ContainingType, type)
                && !(target.IsAsync && Operations.IsLeftRunning(call)))
            {
                called.Add(target.OriginalDefinition);
            }
        }

        _bodies[method] = new Body(handlers.Find(method) is not null, found.ToImmutable(), called.ToImmutable());
    }

    /// <summary>What was found in reach of the handler's methods.</summary>
    /// <returns>The diagnostics, each once.</returns>
    public IEnumerable<Diagnostic> Found()
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<IMethodSymbol>(_bodies.Where(static body => body.Value.IsHandler).Select(static body => body.Key));
        while (open.Count > 0)
        {
            if (open.Pop() is var method && seen.Add(method) && _bodies.TryGetValue(method, out Body? body))
            {
                foreach (Diagnostic diagnostic in body.Found)
                {
                    yield return diagnostic;
                }

                foreach (IMethodSymbol called in body.Called)
                {
                    open.Push(called);
                }
            }
        }
    }

    private sealed record Body(bool IsHandler, ImmutableArray<Diagnostic> Found, ImmutableArray<IMethodSymbol> Called);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Members;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>The buffers of a member that a loop receives into again and again: made outside of the loop, and not replaced in it.</summary>
internal sealed class ReusedBuffers
{
    private readonly Dictionary<ISymbol, TextSpan> _loops = new(SymbolEqualityComparer.Default);

    /// <summary>The variables that hold them.</summary>
    public IReadOnlyCollection<ISymbol> Symbols => _loops.Keys;

    /// <summary>Looks for them.</summary>
    /// <param name="member">The member.</param>
    /// <param name="symbols">What receives.</param>
    /// <returns>The buffers.</returns>
    public static ReusedBuffers Find(MemberOperations member, BorrowSymbols symbols)
    {
        var buffers = new ReusedBuffers();
        foreach (IOperation operation in member.Calls)
        {
            if (operation is not IInvocationOperation { Instance: { } instance } call || !symbols.IsReceive(call.TargetMethod, instance.Type) || LoopAround(call) is not { } loop)
            {
                continue;
            }

            foreach (IArgumentOperation argument in call.Arguments)
            {
                if (VariableIn(argument.Value) is { } variable && symbols.IsBuffer(TypeOf(variable)) && !IsDeclaredIn(variable, loop.Syntax.Span) && !IsReplaced(variable, loop))
                {
                    buffers._loops[variable] = loop.Syntax.Span;
                }
            }
        }

        return buffers;
    }

    /// <summary>Whether code runs before a buffer is received into again.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="syntax">The code.</param>
    /// <returns>True if the code is in the loop.</returns>
    public bool IsInLoop(ISymbol buffer, SyntaxNode syntax) => _loops.TryGetValue(buffer, out TextSpan loop) && loop.Contains(syntax.Span);

    /// <summary>Whether a variable is declared outside of all the loops that contain some code.</summary>
    /// <param name="local">The variable.</param>
    /// <param name="syntax">The code.</param>
    /// <returns>True if it outlives a round.</returns>
    public bool Outlives(ILocalSymbol local, SyntaxNode syntax)
    {
        bool isInLoop = false;
        foreach (TextSpan loop in _loops.Values)
        {
            if (loop.Contains(syntax.Span))
            {
                isInLoop = true;
                if (IsDeclaredIn(local, loop))
                {
                    return false;
                }
            }
        }

        return isInLoop;
    }

    /// <summary>The variable that an expression is, or is a part of the memory of.</summary>
    /// <param name="value">The expression.</param>
    /// <returns>The variable; null if there is none.</returns>
    public static ISymbol? VariableIn(IOperation value) => value switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IParameterReferenceOperation reference => reference.Parameter,
        IConversionOperation conversion => VariableIn(conversion.Operand),
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Slice" } => VariableIn(instance),
        IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan", Arguments: { Length: > 0 } arguments } => VariableIn(arguments[0].Value),
        IObjectCreationOperation { Arguments: { Length: > 0 } arguments } => VariableIn(arguments[0].Value),
        _ => null,
    };

    private static ITypeSymbol? TypeOf(ISymbol variable) => (variable as ILocalSymbol)?.Type ?? (variable as IParameterSymbol)?.Type;

    private static ILoopOperation? LoopAround(IOperation operation)
    {
        for (IOperation? current = operation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ILoopOperation loop:
                    return loop;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    private static bool IsDeclaredIn(ISymbol variable, TextSpan span) => variable.DeclaringSyntaxReferences.Any(reference => span.Contains(reference.Span));

    private static bool IsReplaced(ISymbol variable, ILoopOperation loop) => loop.Descendants().Any(operation => operation switch
    {
        IAssignmentOperation assignment => SymbolEqualityComparer.Default.Equals(VariableIn(assignment.Target), variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => SymbolEqualityComparer.Default.Equals(VariableIn(argument.Value), variable),
        _ => false,
    });
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4004: a write is begun before an earlier one on the same stream is done. <c>SslStream</c> throws; on others the bytes of the two can get mixed.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OverlappingWritesAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.OverlappingWrites)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (!symbols.MayBeStreamSend(call) || Operations.VariableOf(call.Instance) is not { } stream)
                {
                    return;
                }

                if (BegunTogether(call, stream))
                {
                    if (symbols.IsStreamSend(call))
                    {
                        Report(operation, Operations.NameOf(call), call.TargetMethod.Name, stream.Name);
                    }
                }
                else if (EarlierOneThatRuns(call, stream, symbols) is { } earlier && symbols.IsStreamSend(call))
                {
                    ReportWith(operation, Operations.NameOf(call), [earlier.Syntax.GetLocation()], call.TargetMethod.Name, stream.Name);
                }
            },
            OperationKind.Invocation);

    /// <summary>Whether the write is inside of a lambda that is run once for each of many at the same time, over a stream from outside of it.</summary>
    private static bool BegunTogether(IInvocationOperation call, ISymbol stream)
    {
        IOperation function = Operations.FunctionAround(call);
        if (function is not IAnonymousFunctionOperation lambda || IsGuarded(call, lambda) || lambda.Symbol.Parameters.Contains(stream, SymbolEqualityComparer.Default)
            || Operations.Below(lambda).OfType<IVariableDeclaratorOperation>().Any(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, stream)))
        {
            return false;
        }

        IOperation? around = lambda.Parent;
        while (around is IConversionOperation or IDelegateCreationOperation or IArgumentOperation)
        {
            around = around.Parent;
        }

        return around is IInvocationOperation caller && (caller.TargetMethod.ContainingType.Name, caller.TargetMethod.Name) switch
        {
            ("Parallel", "For" or "ForEach" or "ForAsync" or "ForEachAsync") => true,
            ("Enumerable", "Select") => Operations.IsTask(call.TargetMethod.ReturnType) && IsGivenToWhenAll(caller),
            _ => false,
        };
    }

    private static bool IsGivenToWhenAll(IOperation tasks)
    {
        for (IOperation? around = tasks.Parent; around is not (null or IExpressionStatementOperation or IVariableDeclaratorOperation); around = around.Parent)
        {
            if (around is IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WaitAll", ContainingType.Name: "Task" } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether something in the lambda keeps the others waiting.</summary>
    private static bool IsGuarded(IInvocationOperation call, IOperation lambda) =>
        Operations.Below(lambda).Any(operation => operation is ILockOperation
            || (operation is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync" or "Enter" or "LockAsync" or "WaitOne" or "EnterScope" } && operation.Syntax.SpanStart < call.Syntax.SpanStart));

    /// <summary>The write that an earlier statement of the same block began, and that nobody has waited for since.</summary>
    private static IInvocationOperation? EarlierOneThatRuns(IInvocationOperation call, ISymbol stream, NetworkSymbols symbols)
    {
        IOperation statement = call;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return null;
            }

            statement = parent;
        }

        if (statement.Parent is not IBlockOperation block)
        {
            return null;
        }

        int index = block.Operations.IndexOf(statement);
        for (int earlier = index - 1; earlier >= 0; earlier--)
        {
            IOperation before = block.Operations[earlier];
            if (Begun(before) is { } write && symbols.IsStreamSend(write) && Operations.Names(write.Instance, stream) && Operations.IsTask(write.TargetMethod.ReturnType))
            {
                return write;
            }

            // Whatever waits, or leaves the straight line, may wait for the earlier write.
            if (Operations.Below(before).Any(static operation => operation is IAwaitOperation or IBranchOperation or ILoopOperation
                or IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAll" or "WaitAny" or "GetResult" } or IPropertyReferenceOperation { Property.Name: "Result" }))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The call whose task a statement drops or keeps for later.</summary>
    private static IInvocationOperation? Begun(IOperation statement)
    {
        IOperation? value = statement switch
        {
            IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IDiscardOperation or ILocalReferenceOperation } assignment } => assignment.Value,
            IExpressionStatementOperation expression => expression.Operation,
            IVariableDeclarationGroupOperation { Declarations.Length: 1 } group => group.Declarations[0].Declarators[0].GetVariableInitializer()?.Value,
            _ => null,
        };
        while (value is IConversionOperation or IInvocationOperation { TargetMethod.Name: "AsTask" or "ConfigureAwait" })
        {
            value = value is IConversionOperation conversion ? conversion.Operand : ((IInvocationOperation)value).Instance;
        }

        return value as IInvocationOperation;
    }
}

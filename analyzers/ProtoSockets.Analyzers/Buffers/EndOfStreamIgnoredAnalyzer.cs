using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Buffers;

/// <summary>
/// PSOCK3004: a receive of zero bytes is the end of the connection, and from then on every receive returns zero at once. A loop that does not look at the count turns for
/// ever.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndOfStreamIgnoredAnalyzer() : NetworkAnalyzer(DiagnosticDescriptors.EndOfStreamIgnored)
{
    private protected override void Register(OperationRegistry registry, NetworkSymbols symbols) =>
        registry.OnOperations(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (symbols.IsEndOfReceive(call) && CountOf(call) is { } kept && BeginsAnewWhateverCame(call, kept))
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name, kept.Name);
                }
                else if (symbols.MayBeStreamReceive(call)
                    && Operations.LoopAround(call) is { } loop
                    && !IsNewInEachRound(call.Instance, loop)
                    && !IsWaitForData(call)
                    && GoesOnWhateverCame(call, loop) is { } count
                    && symbols.IsStreamReceive(call))
                {
                    Report(operation, Operations.NameOf(call), call.TargetMethod.Name, count);
                }
            },
            OperationKind.Invocation);

    /// <summary>What to call the count that does not end a loop; null if something ends it.</summary>
    private static string? GoesOnWhateverCame(IInvocationOperation call, ILoopOperation loop)
    {
        ILocalSymbol? count = ReceivedChunk.Of(call)?.Count;
        bool isIgnored = (count is not null && IsWithoutEnd(loop) && Operations.Below(loop).All(below => !IsLookedAt(below, count)))
            || (TotalOf(call, count, loop) is { } total && WaitsForTotal(loop, total));
        return isIgnored && Operations.Below(loop).All(below => !EndsOnSilence(below, loop)) ? count?.Name ?? call.TargetMethod.Name : null;
    }

    private static ILocalSymbol? CountOf(IInvocationOperation call) =>
        Operations.WithWaiting(call).Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;

    /// <summary>A callback is a loop, too: it begins the next receive, on every path, and looks at the count on none.</summary>
    private static bool BeginsAnewWhateverCame(IInvocationOperation call, ILocalSymbol count)
    {
        IOperation callback = Operations.FunctionAround(call);
        IOperation[] all = [.. Operations.Below(callback)];
        return all.All(operation => !IsLookedAt(operation, count))
            && all.All(static operation => operation is not (IReturnOperation { IsImplicit: false } or IThrowOperation or IBranchOperation))
            && all.OfType<IInvocationOperation>().Any(next =>
                next.TargetMethod.Name == "Begin" + call.TargetMethod.Name.Substring("End".Length)
                && SymbolEqualityComparer.Default.Equals(next.TargetMethod.ContainingType, call.TargetMethod.ContainingType)
                && IsAlwaysReached(next, callback));
    }

    private static bool IsAlwaysReached(IOperation operation, IOperation function)
    {
        for (IOperation? around = operation.Parent; around is not null && around != function; around = around.Parent)
        {
            if (around is IConditionalOperation or ILoopOperation or ISwitchOperation or ICatchClauseOperation or IConditionalAccessOperation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether each round of the loop has a connection of its own: then the end of one does not turn the loop.</summary>
    private static bool IsNewInEachRound(IOperation? connection, ILoopOperation loop) => connection is not null && Operations.UnwrapAwaited(connection) switch
    {
        ILocalReferenceOperation local => local.Local.DeclaringSyntaxReferences.Any(declared => loop.Syntax.Span.Contains(declared.Span))
            && (Operations.OnlyValueOf(local) is not { } value || IsNewInEachRound(value, loop)),
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => IsNewInEachRound(client, loop),
        IPropertyReferenceOperation { Property.Name: "Client" or "Socket", Instance: { } owner } => IsNewInEachRound(owner, loop),
        IObjectCreationOperation { Type.Name: "NetworkStream" or "SslStream" } stream => IsNewInEachRound(Operations.Argument(stream, 0), loop),
        IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation => false,
        _ => true,
    };

    /// <summary>The variable that the count is added to without being looked at.</summary>
    private static ILocalSymbol? TotalOf(IInvocationOperation call, ILocalSymbol? count, ILoopOperation loop)
    {
        if (count is null)
        {
            return Operations.WithWaiting(call).Parent is { } parent ? AddedTo(parent) : null;
        }

        IOperation[] looks = [.. Operations.Below(loop).Where(below => IsLookedAt(below, count))];
        return looks.Length == 1 && Operations.WithWaiting(looks[0]).Parent is { } adding ? AddedTo(adding) : null;
    }

    private static ILocalSymbol? AddedTo(IOperation operation) =>
        operation is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: ILocalReferenceOperation target } ? target.Local : null;

    /// <summary>Whether only the total ends the loop: it is compared with something that stays as it is, and nothing but what is received adds to it.</summary>
    private static bool WaitsForTotal(ILoopOperation loop, ILocalSymbol total)
    {
        if (loop is not IWhileLoopOperation { ConditionIsUntil: false, Condition: { } condition }
            || Operations.Unwrap(condition) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals } comparison
            || !Operations.Names(comparison.LeftOperand, total))
        {
            return false;
        }

        ISymbol? limit = Operations.Unwrap(comparison.RightOperand) switch
        {
            IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } whole } => Operations.VariableOf(whole),
            { ConstantValue.HasValue: true } => total,
            var other => Operations.VariableOf(other),
        };
        return limit is ILocalSymbol or IParameterSymbol
            && Operations.Below(loop).Count(operation => Writes(operation, total)) == 1
            && (SymbolEqualityComparer.Default.Equals(limit, total) || !Operations.Below(loop).Any(operation => Writes(operation, limit)));
    }

    private static bool Writes(IOperation operation, ISymbol variable) => operation switch
    {
        IAssignmentOperation assignment => Operations.Names(assignment.Target, variable),
        IIncrementOrDecrementOperation increment => Operations.Names(increment.Target, variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Operations.Names(argument.Value, variable),
        _ => false,
    };

    /// <summary>Whether the loop's own condition says nothing about the end of the peer's stream. <c>Connected</c> stays true when the peer has closed.</summary>
    private static bool IsWithoutEnd(ILoopOperation loop) => loop switch
    {
        IForLoopOperation forLoop => forLoop.Condition is null || IsConstant(forLoop.Condition, loop),
        IWhileLoopOperation { Condition: { } condition, ConditionIsUntil: false } => IsConstant(condition, loop),
        _ => false,
    };

    private static bool IsConstant(IOperation condition, ILoopOperation loop) => Operations.Unwrap(condition) switch
    {
        { ConstantValue: { HasValue: true, Value: true } } => true,

        // Nothing received adds nothing to the text that the words are looked for in.
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: { } operand } => IsAboutWords(operand),
        IPropertyReferenceOperation { Property: { Name: "Connected", ContainingType.ContainingNamespace: { Name: "Sockets" } } } => true,
        IPropertyReferenceOperation { Property: { Name: "CanRead", ContainingType.Name: "Stream" or "NetworkStream" or "SslStream" } } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsConstant(both.LeftOperand, loop) && IsConstant(both.RightOperand, loop),

        // What other threads end it by, nothing received does.
        IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean, Instance: null or IInstanceReferenceOperation, Field: var flag } => !Operations.Below(loop).Any(operation => Writes(operation, flag)),
        var absent => IsAbsenceOfWords(absent),
    };

    /// <summary>A receive into nothing waits until something is there, and returns zero then.</summary>
    private static bool IsWaitForData(IInvocationOperation call) => call.Arguments.Any(static argument =>
        Operations.Unwrap(argument.Value) is IPropertyReferenceOperation { Property.Name: "Empty" } or IInvocationOperation { TargetMethod.Name: "Empty" });

    /// <summary>
    /// Whether the count, or something made of it, is used in a way that could tell zero from the rest. What the framework does with zero bytes is known: it makes nothing of
    /// them. What a method of the user does is not.
    /// </summary>
    private static bool IsLookedAt(IOperation operation, ILocalSymbol count)
    {
        IOperation? value = Operations.ReadOf(operation, count);
        return value?.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call, Parameter.RefKind: RefKind.None } => IsOfSource(call.TargetMethod) || MayThrow(call.TargetMethod),
            IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } => IsOfSource(constructor),
            IRangeOperation or IInterpolationOperation => false,
            ISimpleAssignmentOperation assignment => assignment.Target != value,
            null => false,
            _ => true,
        };
    }

    private static bool IsOfSource(IMethodSymbol method) =>
        !method.DeclaringSyntaxReferences.IsEmpty || (method.IsAbstract && !IsOfFramework(method)) || method.MethodKind == MethodKind.DelegateInvoke;

    /// <summary>What these do with zero bytes is known, whatever class implements them: pipes and buffers are moved by nothing.</summary>
    private static bool IsOfFramework(IMethodSymbol method) => method.ContainingType.Name is "PipeWriter" or "IBufferWriter" or "Stream" or "TextWriter";

    private static bool MayThrow(IMethodSymbol method) => method.Name.StartsWith("Throw", StringComparison.Ordinal) || method.ContainingType.Name is "Assert" or "Debug" or "Contract";

    /// <summary>Whether the loop is left in a way that could have to do with zero bytes. One that waits for certain words, or for an exception, does not.</summary>
    private static bool EndsOnSilence(IOperation operation, ILoopOperation loop)
    {
        bool isExit = operation switch
        {
            IBranchOperation { BranchKind: BranchKind.Break } branch => SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel),
            IBranchOperation { BranchKind: BranchKind.GoTo } => true,
            IReturnOperation or IThrowOperation => true,
            IInvocationOperation call => call.TargetMethod.Name is "Exit" or "FailFast" or "ThrowIfCancellationRequested"
                ? call.TargetMethod.Name != "ThrowIfCancellationRequested"
                : IsOfSource(call.TargetMethod),
            _ => false,
        };
        if (!isExit)
        {
            return false;
        }

        for (IOperation child = operation; child != loop && child.Parent is { } parent; child = parent)
        {
            if (parent is ICatchClauseOperation || (parent is IConditionalOperation conditional && conditional.WhenTrue == child && IsAboutWords(conditional.Condition)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAboutWords(IOperation condition) => Operations.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: -1 } } found => IsPlaceOfWord(found.LeftOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual, RightOperand.ConstantValue: { HasValue: true, Value: 0 } } found => IsPlaceOfWord(found.LeftOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equals => IsWord(equals.LeftOperand) || IsWord(equals.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => IsAboutWords(either.LeftOperand) && IsAboutWords(either.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsAboutWords(both.LeftOperand) || IsAboutWords(both.RightOperand),
        IInvocationOperation { TargetMethod: { Name: "Equals" or "Contains" or "StartsWith" or "EndsWith", ContainingType.SpecialType: SpecialType.System_String } } call =>
            call.Arguments.Length > 0 && IsWord(call.Arguments[0].Value),
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => true,
        _ => false,
    };

    private static bool IsAbsenceOfWords(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: -1 } } absent => IsPlaceOfWord(absent.LeftOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, RightOperand.ConstantValue: { HasValue: true, Value: 0 } } absent => IsPlaceOfWord(absent.LeftOperand),
        _ => false,
    };

    private static bool IsPlaceOfWord(IOperation operation) =>
        Operations.Unwrap(operation) is IInvocationOperation { TargetMethod: { Name: "IndexOf" or "LastIndexOf", ContainingType.SpecialType: SpecialType.System_String } } call
        && call.Arguments.Length > 0 && IsWord(call.Arguments[0].Value);

    private static bool IsWord(IOperation operation) => Operations.Unwrap(operation).ConstantValue is { HasValue: true, Value: string { Length: > 0 } or char };
}

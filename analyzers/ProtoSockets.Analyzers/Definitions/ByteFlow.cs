using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Members;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Definitions;

/// <summary>
/// Follows bytes through the variables of one method, from where they are sent back to where they were made. A variable that is written several times is followed no
/// further than to itself: what it holds where is not known.
/// </summary>
/// <param name="symbols">What to look for.</param>
/// <param name="member">The method.</param>
internal sealed class ByteFlow(ByteOrderSymbols symbols, MemberOperations member)
{
    private readonly List<(IInvocationOperation Call, IOperation? Destination)> _toBytes = [];
    private readonly List<IInvocationOperation> _fromBytes = [];
    private readonly List<IInvocationOperation> _calls = [];

    /// <summary>The conversions whose bytes are sent, or were received.</summary>
    /// <returns>Each conversion once.</returns>
    public IEnumerable<(IInvocationOperation Conversion, bool IsSent)> Find()
    {
        Sort();
        if ((_toBytes.Count == 0 && _fromBytes.Count == 0) || member.Calls.Any(symbols.IsGuard) || member.Fields.Any(symbols.IsGuard))
        {
            yield break;
        }

        IInvocationOperation[] sends = [.. _calls.Where(call => symbols.IsSend(call))];
        foreach ((IInvocationOperation call, IOperation? destination) in _toBytes)
        {
            if (sends.Any(send => IsBefore(call, send) && BytesOf(send).Any(bytes => Contains(bytes, call, destination))))
            {
                yield return (call, true);
            }
        }

        IInvocationOperation[] receives = [.. _calls.Where(call => symbols.IsReceive(call))];
        foreach (IInvocationOperation call in _fromBytes)
        {
            HashSet<object> origins = OriginsOf(Operations.Argument(call, 0));
            bool isReceived = origins.OfType<IInvocationOperation>().Any(symbols.IsReceivedResult)
                || receives.Any(receive => IsBefore(receive, call) && BytesOf(receive).Any(bytes => Share(OriginsOf(bytes), origins)));
            if (isReceived)
            {
                yield return (call, false);
            }
        }
    }

    private void Sort()
    {
        foreach (IOperation operation in member.Calls)
        {
            var call = (IInvocationOperation)operation;
            if (symbols.IsToBytes(call, out IOperation? destination))
            {
                _toBytes.Add((call, destination));
            }
            else if (symbols.IsFromBytes(call))
            {
                _fromBytes.Add(call);
            }
            else
            {
                _calls.Add(call);
            }
        }
    }

    /// <summary>Whether bytes hold what the conversion made: they are its result, it wrote into them, or its result was copied into them.</summary>
    private bool Contains(IOperation bytes, IInvocationOperation conversion, IOperation? destination)
    {
        HashSet<object> sent = OriginsOf(bytes);
        if (destination is not null)
        {
            return Share(OriginsOf(destination), sent);
        }

        return sent.Contains(conversion)
            || _calls.Any(copy => CopyOf(copy) is ({ } source, { } target) && IsBefore(conversion, copy) && OriginsOf(source).Contains(conversion) && Share(OriginsOf(target), sent));
    }

    private static (IOperation? Source, IOperation? Target) CopyOf(IInvocationOperation call) => (call.TargetMethod.Name, call.TargetMethod.ContainingType.Name) switch
    {
        ("CopyTo" or "TryCopyTo", "MemoryExtensions") => (Operations.Argument(call, 0), Operations.Argument(call, 1)),
        ("CopyTo" or "TryCopyTo", _) => (call.Instance, Operations.Argument(call, 0)),
        ("AddRange", "List") => (Operations.Argument(call, 0), call.Instance),
        ("Copy", "Array") => call.Arguments.Length == 3
            ? (Operations.Argument(call, 0), Operations.Argument(call, 1))
            : (Operations.Argument(call, 0), Operations.Argument(call, 2)),
        ("BlockCopy", "Buffer") => (Operations.Argument(call, 0), Operations.Argument(call, 2)),
        _ => (null, null),
    };

    private static IEnumerable<IOperation> BytesOf(IInvocationOperation call) =>
        call.Arguments.Where(static argument => Operations.IsBytes(argument.Parameter?.Type)).Select(static argument => argument.Value);

    private static bool Share(HashSet<object> left, HashSet<object> right) => left.OfType<ISymbol>().Any(right.Contains);

    /// <summary>The variables that the bytes go through, and the calls that they come from.</summary>
    private static HashSet<object> OriginsOf(IOperation? bytes)
    {
        HashSet<object> origins = [];
        Collect(bytes);
        return origins;

        void Collect(IOperation? operation)
        {
            if (operation is null)
            {
                return;
            }

            operation = Operations.Unwrap(operation);
            switch (operation)
            {
                case IAwaitOperation awaited:
                    Collect(awaited.Operation);
                    break;
                case ILocalReferenceOperation local:
                    if (origins.Add(local.Local))
                    {
                        Collect(Operations.OnlyValueOf(local));
                    }

                    break;
                case IParameterReferenceOperation parameter:
                    origins.Add(parameter.Parameter);
                    break;
                case IPropertyReferenceOperation { Property.Name: "Buffer" or "Memory" } property:
                    Collect(property.Instance);
                    break;
                case ICollectionExpressionOperation { Elements: var elements }:
                    foreach (ISpreadOperation spread in elements.OfType<ISpreadOperation>())
                    {
                        Collect(spread.Operand);
                    }

                    break;
                case IInvocationOperation { TargetMethod.Name: "ToArray" or "Concat" or "ConfigureAwait" or "AsTask" } call:
                    origins.Add(call);
                    Collect(call.Instance);
                    foreach (IArgumentOperation argument in call.Arguments)
                    {
                        Collect(argument.Value);
                    }

                    break;
                default:
                    if (operation is IInvocationOperation other)
                    {
                        origins.Add(other);
                    }

                    Collect(Operations.WholeOf(operation, out _));
                    break;
            }
        }
    }

    /// <summary>Whether one runs before the other: it comes first, or a loop goes around both.</summary>
    private static bool IsBefore(IOperation first, IOperation second)
    {
        if (first.Syntax.SpanStart < second.Syntax.SpanStart || second.Syntax.Span.Contains(first.Syntax.Span))
        {
            return true;
        }

        for (IOperation? loop = first.Parent; loop is not null; loop = loop.Parent)
        {
            if (loop is ILoopOperation && loop.Syntax.Span.Contains(second.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <content>What is reported: a member that is wrong in every state of every object that it may be used on.</content>
internal sealed partial class LifecycleFlow
{
    private void Report(ImmutableArray<LifecycleFinding>.Builder findings)
    {
        var wrong = new List<(int Place, LifecycleFinding Finding)>();
        foreach (KeyValuePair<IOperation, Observation> observation in _observations)
        {
            if (FindingOf(observation.Key, observation.Value) is { } finding)
            {
                wrong.Add((observation.Key.Syntax.SpanStart, finding));
            }
        }

        findings.AddRange(wrong.OrderBy(static found => found.Place).Select(static found => found.Finding));

        ReportEnds(findings);
    }

    private LifecycleFinding? FindingOf(IOperation operation, Observation observation)
    {
        if (observation.MayBeOther)
        {
            return null;
        }

        StateViolation? first = null;
        TrackedObject? violated = null;
        LifecycleStates states = LifecycleStates.None;
        foreach (TrackedObject tracked in _outline.Objects)
        {
            LifecycleStates seen = observation.States[tracked.Index];
            if (seen == LifecycleStates.None || observation.Rows[tracked.Index] is not { } row)
            {
                continue;
            }

            for (var state = LifecycleStates.Created; state != LifecycleStates.None; state = (LifecycleStates)((byte)state << 1))
            {
                if ((seen & state) == LifecycleStates.None)
                {
                    continue;
                }

                if (state > LifecycleStates.HandedOver || row.ViolationIn(state) is not { } violation)
                {
                    return null;
                }

                first ??= violation;
                violated ??= tracked;
                states |= state;
            }
        }

        if (first is null || violated is null || Place(operation) is not { } place || IsAskedForNull(first, place.Name) || IsMeantToFail(place.Name))
        {
            return null;
        }

        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(LifecycleProperties.Kind, violated.Created.Kind.ToString())
            .Add(LifecycleProperties.States, states.ToString());
        return new LifecycleFinding(
            first.Id,
            place.Name.GetLocation(),
            violated.Creation.Syntax.GetLocation(),
            first.Severity,
            properties,
            place.Receiver,
            place.Use,
            first.Reason ?? Describe(states, violated.Created.Kind, first.Id));
    }

    /// <summary>What to say of a use of a field that is wrong in every state.</summary>
    /// <param name="operation">The use.</param>
    /// <param name="violation">What is wrong.</param>
    /// <param name="field">What is known of the field.</param>
    /// <returns>The finding; null where the code knows what it does.</returns>
    public static LifecycleFinding? FindingFor(IOperation operation, StateViolation violation, FieldStates field)
    {
        if (Place(operation) is not { } place || IsAskedForNull(violation, place.Name) || IsMeantToFail(place.Name))
        {
            return null;
        }

        return new LifecycleFinding(
            violation.Id,
            place.Name.GetLocation(),
            place.Name.GetLocation(),
            violation.Severity,
            ImmutableDictionary<string, string?>.Empty.Add(LifecycleProperties.Kind, field.Created.Kind.ToString()).Add(LifecycleProperties.States, field.States.ToString()),
            place.Receiver,
            place.Use,
            violation.Reason ?? Describe(field.States, field.Created.Kind, violation.Id));
    }

    /// <summary>Code that looks whether the end point is null knows that it may be.</summary>
    private static bool IsAskedForNull(StateViolation violation, SyntaxNode name)
    {
        if (violation is not { Id: DiagnosticIds.EndpointReadBeforeBind, Continues: true })
        {
            return false;
        }

        SyntaxNode read = name;
        while (read.Parent is MemberAccessExpressionSyntax access && access.Name == read || read.Parent is MemberBindingExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax)
        {
            read = read.Parent;
        }

        return read.Parent switch
        {
            ConditionalAccessExpressionSyntax conditional => conditional.Expression == read || IsAskedForNull(violation, conditional),
            IsPatternExpressionSyntax or SwitchExpressionSyntax => true,
            BinaryExpressionSyntax binary => binary.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.CoalesceExpression
                or SyntaxKind.IsExpression or SyntaxKind.AsExpression,
            _ => false,
        };
    }

    private static string Describe(LifecycleStates states, TrackedKind kind, string id)
    {
        if (id == DiagnosticIds.UseAfterClose)
        {
            return (states & LifecycleStates.Closed) != LifecycleStates.None ? "closed" : "handed over";
        }

        var words = new List<string>();
        if ((states & LifecycleStates.Created) != LifecycleStates.None)
        {
            words.Add((id, kind) switch
            {
                (DiagnosticIds.SendOrReceiveBeforeConnect, _) => "not connected",
                (DiagnosticIds.AcceptBeforeListening, TrackedKind.TcpListener) or (DiagnosticIds.EndpointReadBeforeBind, TrackedKind.TcpListener) => "not started",
                _ => "not bound",
            });
        }

        if ((states & LifecycleStates.Bound) != LifecycleStates.None)
        {
            words.Add(id switch
            {
                DiagnosticIds.AcceptBeforeListening => "bound, but does not listen",
                DiagnosticIds.SendOrReceiveBeforeConnect => "bound, but not connected",
                _ => "bound already",
            });
        }

        if ((states & LifecycleStates.Listening) != LifecycleStates.None)
        {
            words.Add(id == DiagnosticIds.SendOrReceiveBeforeConnect ? "a listener" : "listening already");
        }

        if ((states & LifecycleStates.Connected) != LifecycleStates.None)
        {
            words.Add("connected already");
        }

        if ((states & LifecycleStates.Gone) != LifecycleStates.None)
        {
            words.Add("closed");
        }

        return string.Join(" or ", words);
    }

    /// <summary>A test that expects the exception, as in <c>Assert.Throws(() => socket.Accept())</c>.</summary>
    private static bool IsMeantToFail(SyntaxNode name) =>
        name.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().Any(static lambda =>
            lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } && NameOf(call.Expression).StartsWith("Throws", StringComparison.Ordinal));

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => string.Empty,
    };

    /// <summary>Where to point, and what to call it: at the name of the member, which is what is wrong.</summary>
    private static (SyntaxNode Name, string Receiver, string Use)? Place(IOperation operation)
    {
        SyntaxNode syntax = operation.Syntax;
        if (operation is IArgumentOperation argument)
        {
            ExpressionSyntax? value = syntax as ExpressionSyntax ?? (syntax as ArgumentSyntax)?.Expression;
            string callee = argument.Parameter?.ContainingSymbol switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => "new " + constructor.ContainingType.Name,
                { } method => method.Name,
                null => string.Empty,
            };
            return value is null ? null : (value, TextOf(value), $"{callee}({TextOf(value)})");
        }

        if (syntax is InvocationExpressionSyntax invocation)
        {
            syntax = invocation.Expression;
        }

        return syntax switch
        {
            MemberAccessExpressionSyntax access => Named(access.Name, TextOf(access.Expression)),
            MemberBindingExpressionSyntax binding => Named(binding.Name, ReceiverOf(binding)),
            IdentifierNameSyntax { Parent: AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } } } name =>
                Named(name, TextOf(creation)),
            _ => null,
        };

        static (SyntaxNode Name, string Receiver, string Use) Named(SimpleNameSyntax name, string receiver) => (name, receiver, receiver + "." + name.Identifier.ValueText);
    }

    /// <summary>The object as written, and short: a creation goes by the name of its type.</summary>
    private static string TextOf(ExpressionSyntax expression) => expression switch
    {
        ObjectCreationExpressionSyntax creation => creation.Type.ToString(),
        ImplicitObjectCreationExpressionSyntax => "new()",
        ParenthesizedExpressionSyntax parenthesized => TextOf(parenthesized.Expression),
        CastExpressionSyntax cast => TextOf(cast.Expression),
        _ => expression.ToString(),
    };

    private static string ReceiverOf(MemberBindingExpressionSyntax binding) =>
        binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(access => access.WhenNotNull.Span.Contains(binding.Span)) is { } conditional
            ? TextOf(conditional.Expression)
            : string.Empty;
}

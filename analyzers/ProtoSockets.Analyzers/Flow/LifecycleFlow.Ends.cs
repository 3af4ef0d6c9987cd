using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Flow;

/// <content>How the lives of the objects end: what is left open, and what was never started.</content>
internal sealed partial class LifecycleFlow
{
    private void ReportEnds(ImmutableArray<LifecycleFinding>.Builder findings)
    {
        foreach (TrackedObject tracked in _outline.Objects)
        {
            if (_ends[tracked.Index] is not { } end || TypeOf(tracked) is not { } type)
            {
                continue;
            }

            // What is as it should be is most of all, and known by its states: where it stands, and its name, are looked for afterwards.
            bool isNeverStarted = IsNeverStarted(tracked, end);
            bool isLeft = IsLeft(tracked, end, type);
            if ((!isNeverStarted && !isLeft) || PlaceOf(tracked.Creation.Syntax) is not { } place || IsMeantToFail(place))
            {
                continue;
            }

            string name = NameOf(tracked);
            if (isNeverStarted && _rules.StartOf(tracked.Created, type) is { } start && !_observations.Any(pair => IsStart(pair, tracked, start)))
            {
                // A use that fails because the object was not started has said so.
                Location creation = tracked.Creation.Syntax.GetLocation();
                if (!findings.Any(finding => finding.Creation == creation && FailsForWantOfAStart(finding.Id)))
                {
                    LifecycleStates states = LeftIn(tracked, end);
                    string use = name + "." + start.Name;
                    findings.Add(FindingAt(place, DiagnosticIds.NeverStarted, tracked, states, name, use, (states & LifecycleStates.Bound) != LifecycleStates.None ? "bound" : "created"));
                }
            }
            else if (isLeft)
            {
                findings.Add(FindingAt(place, DiagnosticIds.ConnectionLeaks, tracked, end.States, name, name, "open"));
            }
        }
    }

    private static bool FailsForWantOfAStart(string id) =>
        id is DiagnosticIds.AcceptBeforeListening or DiagnosticIds.SendOrReceiveBeforeConnect or DiagnosticIds.ReceiveOnUnboundDatagramSocket;

    /// <summary>What to say of an object in a field that nothing in its type starts.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">What makes the object.</param>
    /// <param name="known">What is known of the field.</param>
    /// <param name="start">What would start it.</param>
    /// <returns>The finding; null if the value makes nothing.</returns>
    public static LifecycleFinding? FindingForNeverStarted(IFieldSymbol field, IOperation value, FieldStates known, IMethodSymbol start) =>
        PlaceOf(Unwrap(value).Syntax) is { } place
            ? new LifecycleFinding(
                DiagnosticIds.NeverStarted,
                place.GetLocation(),
                place.GetLocation(),
                Severity: null,
                ImmutableDictionary<string, string?>.Empty,
                field.Name,
                field.Name + "." + start.Name,
                (known.States & LifecycleStates.Bound) != LifecycleStates.None ? "bound" : "created")
            : null;

    private static LifecycleFinding FindingAt(SyntaxNode place, string id, TrackedObject tracked, LifecycleStates states, string receiver, string use, string state) =>
        new(
            id,
            place.GetLocation(),
            tracked.Creation.Syntax.GetLocation(),
            Severity: null,
            ImmutableDictionary<string, string?>.Empty.Add(LifecycleProperties.Kind, tracked.Created.Kind.ToString()).Add(LifecycleProperties.States, states.ToString()),
            receiver,
            use,
            state);

    /// <summary>The states in which an object was left. Of one that was closed, what was done to it tells: an exception may have ended it earlier.</summary>
    private LifecycleStates LeftIn(TrackedObject tracked, EndOfLife end)
    {
        LifecycleStates left = end.States & LifecycleStates.Open;
        if (left != LifecycleStates.None)
        {
            return left;
        }

        return _observations.Values.Any(observation => observation.Rows[tracked.Index] is { Produces: LifecycleStates.Bound }) ? LifecycleStates.Bound : tracked.Created.State;
    }

    private bool IsLeft(TrackedObject tracked, EndOfLife end, ITypeSymbol type)
    {
        if (end.IsReleased || !end.IsCertain || !_rules.CanBeClosed(tracked.Created, type))
        {
            return false;
        }

        return tracked.Created.Kind switch
        {
            // A listener that does not listen, and an object of which nothing is known but its attributes, may hold nothing.
            TrackedKind.TcpListener or TrackedKind.Annotated => (end.States & (LifecycleStates.Created | LifecycleStates.Escaped)) == LifecycleStates.None,
            _ => true,
        };
    }

    private bool IsNeverStarted(TrackedObject tracked, EndOfLife end) =>
        (end.States & (LifecycleStates.Listening | LifecycleStates.Connected | LifecycleStates.HandedOver | LifecycleStates.Escaped)) == LifecycleStates.None
        && !_observations.Any(pair => IsLookedAt(pair, tracked));

    private static bool IsStart(KeyValuePair<IOperation, Observation> observation, TrackedObject tracked, IMethodSymbol start) =>
        observation.Value.Rows[tracked.Index] is not null && observation.Key is IInvocationOperation invocation && invocation.TargetMethod.Name == start.Name;

    /// <summary>An object whose properties are read serves somebody, even if it is never started.</summary>
    private bool IsLookedAt(KeyValuePair<IOperation, Observation> observation, TrackedObject tracked) =>
        observation.Key is IPropertyReferenceOperation { Parent: not ISimpleAssignmentOperation } property
        && observation.Value.Rows[tracked.Index] is { } row
        && (tracked.Created.Kind == TrackedKind.TcpListener ? !_rules.IsInnerSocket(property.Property) : row == LifecycleOperation.Neutral);

    private static ITypeSymbol? TypeOf(TrackedObject tracked)
    {
        ITypeSymbol? type = tracked.Creation.Type;
        return AnnotatedTypes.IsTask(type) ? (type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() : type;
    }

    /// <summary>Where to point: at what makes the object.</summary>
    private static SyntaxNode? PlaceOf(SyntaxNode creation) => creation switch
    {
        ObjectCreationExpressionSyntax made => made.Type,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name,
        ImplicitObjectCreationExpressionSyntax or InvocationExpressionSyntax => creation,
        _ => null,
    };

    /// <summary>The variable that the object is stored in; else what makes it.</summary>
    private static string NameOf(TrackedObject tracked)
    {
        SyntaxNode value = tracked.Creation.Syntax;
        while (value.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "Result" or "GetAwaiter" or "GetResult" }
            || (value.Parent is InvocationExpressionSyntax call && call.Expression == value && value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "GetAwaiter" or "GetResult" }))
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax variable } assignment when assignment.Right == value && variable.Identifier.ValueText != "_" => variable.Identifier.ValueText,
            _ => tracked.Creation.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression.ToString() : TextOf((ExpressionSyntax)tracked.Creation.Syntax),
        };
    }

    /// <summary>The method ends, or another object is about to be made at the same place: what is not closed by now never will be.</summary>
    private void EndLife(int index, bool isEndOfProcess)
    {
        LifecycleStates states = State.Object(index);
        if (states == LifecycleStates.None)
        {
            return;
        }

        EndOfLife end = _ends[index] ??= new EndOfLife();
        end.States |= states;
        end.IsCertain |= !isEndOfProcess;

        // In a loop, a variable of an earlier round may still hold the object, and something may be done with it later.
        end.IsReleased |= State.IsReleased(index)
            || (Block.Kind != BasicBlockKind.Exit && State.IsHeldBesides(index, _outline.TargetOf(_outline.Objects[index].Creation), _outline.LocalCount));
    }

    /// <summary>How the lives of the objects that one place makes end, over all paths that end without an exception.</summary>
    private sealed class EndOfLife
    {
        /// <summary>The states in which they are left.</summary>
        public LifecycleStates States { get; set; }

        /// <summary>Whether one may have been closed, or given to somebody who closes it.</summary>
        public bool IsReleased { get; set; }

        /// <summary>Whether the process goes on after one was left.</summary>
        public bool IsCertain { get; set; }
    }
}

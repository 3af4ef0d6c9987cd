using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>What a member of a tracked object needs and what it does: one row of the table of states.</summary>
internal sealed record LifecycleOperation
{
    /// <summary>Needs nothing and changes nothing.</summary>
    public static readonly LifecycleOperation Neutral = new();

    /// <summary>Does something that the analysis does not know.</summary>
    public static readonly LifecycleOperation Unknown = new() { Forgets = true, Releases = true };

    /// <summary>Closes the object, whatever its state.</summary>
    public static readonly LifecycleOperation Close = new() { Produces = LifecycleStates.Closed, Releases = true };

    /// <summary>The states in which the member is wrong, most telling first; a state that is in none of them is fine.</summary>
    public ImmutableArray<StateViolation> Violations { get; init; } = [];

    /// <summary>The state afterwards; <see cref="LifecycleStates.None"/> if the member changes none.</summary>
    public LifecycleStates Produces { get; init; }

    /// <summary>The states that <see cref="Produces"/> replaces; in others the member changes nothing.</summary>
    public LifecycleStates ProducesFrom { get; init; } = LifecycleStates.Any;

    /// <summary>The member may also leave the state as it is: the operation is only begun, or may be refused without an exception.</summary>
    public bool Tentative { get; init; }

    /// <summary>Nothing is known of the object afterwards.</summary>
    public bool Forgets { get; init; }

    /// <summary>Closing the object is done afterwards, or somebody else's business.</summary>
    public bool Releases { get; init; }

    /// <summary>For a helper of the same type: the possible states afterwards, for each state before, in their order. Empty for all other members.</summary>
    public ImmutableArray<LifecycleStates> Outcomes { get; init; } = [];

    /// <summary>What is wrong with the member in one state.</summary>
    /// <param name="state">One state.</param>
    /// <returns>The violation, or null if the member is fine there.</returns>
    public StateViolation? ViolationIn(LifecycleStates state)
    {
        foreach (StateViolation violation in Violations)
        {
            if ((violation.States & state) != LifecycleStates.None)
            {
                return violation;
            }
        }

        return null;
    }

    /// <summary>The possible states after the member returned.</summary>
    /// <param name="before">The possible states before.</param>
    /// <param name="completed">Whether the operation is known to be completed: it is synchronous or its task was awaited.</param>
    /// <returns>The states; empty if the member always throws.</returns>
    public LifecycleStates After(LifecycleStates before, bool completed)
    {
        if (Forgets || (before & LifecycleStates.Escaped) != LifecycleStates.None)
        {
            return before | LifecycleStates.Escaped;
        }

        LifecycleStates after = LifecycleStates.None;
        int index = -1;
        for (var state = LifecycleStates.Created; state <= LifecycleStates.HandedOver; state = (LifecycleStates)((byte)state << 1))
        {
            index++;
            if ((before & state) == LifecycleStates.None || ViolationIn(state) is { Continues: false })
            {
                continue;
            }

            if (!Outcomes.IsEmpty)
            {
                after |= Outcomes[index];
                continue;
            }

            bool changes = Produces != LifecycleStates.None && (ProducesFrom & state) != LifecycleStates.None;
            after |= changes ? Produces : state;
            if (changes && (Tentative || !completed))
            {
                after |= state;
            }
        }

        return after;
    }
}

/// <summary>One way a member can be wrong.</summary>
/// <param name="States">The states in which it is.</param>
/// <param name="Id">The rule that says so.</param>
/// <param name="Continues">Whether the code goes on: the member does not throw, it only has no use.</param>
/// <param name="Severity">A severity other than the rule's own.</param>
/// <param name="Reason">What to say of the object instead of its state.</param>
internal sealed record StateViolation(LifecycleStates States, string Id, bool Continues = false, DiagnosticSeverity? Severity = null, string? Reason = null);

/// <summary>The beginning of an object's life.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="State">The state it begins in.</param>
/// <param name="HasPortZero">Whether it was given port 0, so that its real port is known only once it is bound.</param>
internal sealed record CreatedObject(TrackedKind Kind, LifecycleStates State, bool HasPortZero = false);

/// <summary>The kinds of objects that the table of states tells apart.</summary>
internal enum TrackedKind
{
    /// <summary>A <c>Socket</c> for streams.</summary>
    StreamSocket,

    /// <summary>A <c>Socket</c> for datagrams.</summary>
    DatagramSocket,

    /// <summary>A <c>Socket</c> of another or an unknown type.</summary>
    OtherSocket,

    /// <summary>A <c>TcpListener</c>.</summary>
    TcpListener,

    /// <summary>A <c>TcpClient</c>.</summary>
    TcpClient,

    /// <summary>A <c>UdpClient</c>.</summary>
    UdpClient,

    /// <summary>A type that describes itself by attributes.</summary>
    Annotated,
}

/// <summary>How a member is used.</summary>
internal enum MemberAccess
{
    /// <summary>A method is called.</summary>
    Call,

    /// <summary>A property is read.</summary>
    Read,

    /// <summary>A property is written.</summary>
    Write,
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>A member that is wrong on every path to it.</summary>
/// <param name="Id">The rule that it breaks.</param>
/// <param name="Location">The name of the member.</param>
/// <param name="Creation">Where the object was created.</param>
/// <param name="Severity">The severity, if it is not the rule's own.</param>
/// <param name="Properties">What the code fixes need to know; see <see cref="LifecycleProperties"/>.</param>
/// <param name="Receiver">The object as written in the code.</param>
/// <param name="Use">What is done with it, such as listener.Accept or new NetworkStream(socket).</param>
/// <param name="State">The state of the object, in words.</param>
internal sealed record LifecycleFinding(
    string Id,
    Location Location,
    Location Creation,
    DiagnosticSeverity? Severity,
    ImmutableDictionary<string, string?> Properties,
    string Receiver,
    string Use,
    string State);

/// <summary>The keys of the properties of a life-cycle diagnostic.</summary>
internal static class LifecycleProperties
{
    /// <summary>What the object is: the name of a <see cref="TrackedKind"/>.</summary>
    public const string Kind = "Kind";

    /// <summary>The states that the object may be in: names of <see cref="LifecycleStates"/>.</summary>
    public const string States = "States";
}

namespace ProtoSockets.Schema;

/// <summary>What a connection of a protocol can turn into in the middle of a conversation.</summary>
internal sealed record PhaseSpec
{
    public static PhaseSpec None { get; } = new();

    /// <summary>Whether it can be changed to TLS.</summary>
    public bool UpgradesToTls { get; init; }

    /// <summary>The protocols that it can go on as.</summary>
    public EquatableArray<ContinuationSpec> Continuations { get; init; } = EquatableArray<ContinuationSpec>.Empty;

    /// <summary>Whether frames are to be looked at one at a time.</summary>
    public bool HandsOver => UpgradesToTls || Continuations.Count > 0;
}

/// <summary>A protocol that a connection can go on as.</summary>
/// <param name="Name">Its name: <c>Postgres</c>.</param>
/// <param name="FullName">Its class: <c>global::Samples.Postgres</c>.</param>
/// <param name="HasPushes">Whether its client takes a handler.</param>
/// <param name="IsPublic">Whether its client and server are visible from everywhere.</param>
internal sealed record ContinuationSpec(string Name, string FullName, bool HasPushes, bool IsPublic);

/// <summary>Frames that look different from the two sides.</summary>
internal sealed record SidedFraming(FramingSpec Client, FramingSpec Server) : FramingSpec;

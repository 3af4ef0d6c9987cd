namespace ProtoSockets;

/// <summary>
/// The peer is gone, and nothing has said so: it was asked, and does not answer (heartbeats of the default envelope). Its machine has lost power or network, or its process hangs. Calls that wait fail with a
/// <see cref="CallLostException"/> that has this inside.
/// </summary>
/// <param name="silence">How long it was silent before it was asked.</param>
/// <param name="timeout">How long it had to answer.</param>
public sealed class HalfOpenException(TimeSpan silence, TimeSpan timeout) : IOException(
    $"The connection is half-open: the peer was silent for {silence.TotalSeconds:0.###} s, and did not answer a ping within {timeout.TotalSeconds:0.###} s.")
{
    /// <summary>How long the peer was silent before it was asked.</summary>
    public TimeSpan Silence { get; } = silence;

    /// <summary>How long it had to answer.</summary>
    public TimeSpan Timeout { get; } = timeout;
}

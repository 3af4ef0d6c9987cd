using System.Diagnostics;
using ProtoSockets.Servers;

namespace ProtoSockets;

/// <summary>A message that a server handles, as interceptors see it.</summary>
/// <param name="Session">Who has sent it.</param>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="MessageId">The message id; 0 in protocols without ids.</param>
/// <param name="ExpectsReply">Whether the client waits for an answer.</param>
public readonly record struct ServerCallContext(IServerSession Session, string Protocol, long MessageId, bool ExpectsReply)
{
    /// <summary>How long it has taken until now, from when the message was read; zero for one that could not be read.</summary>
    public TimeSpan Elapsed => StartedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(StartedAt);

    /// <summary>When the message was read.</summary>
    internal long StartedAt { get; init; }
}

using System.Diagnostics;
using System.Net;

namespace ProtoSockets;

/// <summary>A message between a client and its server, as interceptors of the client see it.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Protocol">The protocol's name.</param>
/// <param name="MessageType">The kind of message.</param>
/// <param name="ExpectsReply">Whether it is a request.</param>
public readonly record struct ClientCallContext(EndPoint? Server, string Protocol, Type MessageType, bool ExpectsReply)
{
    /// <summary>How long it has taken until now, from when the client was asked for the call; zero for what the server sends unasked.</summary>
    public TimeSpan Elapsed => StartedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(StartedAt);

    /// <summary>When the client was asked for the call; 0 for what the server sends unasked.</summary>
    internal long StartedAt { get; init; }
}

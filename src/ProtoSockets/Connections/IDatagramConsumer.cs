using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Connections;

/// <summary>What is above a channel of datagrams.</summary>
internal interface IDatagramConsumer
{
    /// <summary>Whether code that blocks in <see cref="OnDatagram"/> holds up nobody but its own peer when the receive loop waits for it.</summary>
    bool IsAlone { get; }

    /// <summary>Finds who sent what was received.</summary>
    /// <param name="from">The address; valid during the call.</param>
    /// <param name="count">How many datagrams have come together; unless they are dropped, each is given to <see cref="OnDatagram"/>, perhaps later and on other threads.</param>
    /// <param name="sender">What <see cref="OnDatagram"/> gets.</param>
    /// <returns>False to drop them.</returns>
    bool TryFindSender(SocketAddress from, int count, out object? sender);

    /// <summary>Handles a datagram. Never throws for anything that a peer or a user's handler does.</summary>
    /// <param name="datagram">The datagram; valid during the call unless its buffer is referred to.</param>
    /// <param name="sender">Who sent it.</param>
    void OnDatagram(in ReceivedFrame datagram, object? sender);

    /// <summary>Where the answers to a sender are written, to leave together where they are to datagrams that came together.</summary>
    DatagramWriter WriterOf(object? sender);

    /// <summary>A receive failed.</summary>
    /// <returns>Whether to go on.</returns>
    bool OnProblem(SocketException problem);

    /// <summary>User code has kept a thread on which others wait. Called once, from any thread, while it still does.</summary>
    /// <param name="elapsed">For how long by now.</param>
    void OnBlocking(TimeSpan elapsed);
}

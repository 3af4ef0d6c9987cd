using ProtoSockets.Transports;

namespace ProtoSockets;

/// <summary>
/// Which thread runs what a connection brings: handlers on the server's side; what awaits a reply, and handlers of pushed messages, on the client's. What is sent and received is the same in each mode,
/// and so is the order. See docs/guide/threading.md for what each costs.
/// </summary>
public enum ThreadingMode
{
    /// <summary>
    /// The thread pool. All frames of a receive are handled in one go, and what that causes to be sent leaves together at the end. Code that blocks its thread holds up its own connection, and nothing else.
    /// </summary>
    Pool,

    /// <summary>
    /// The thread that waits for the network, without a hop. For short code that never blocks: while it runs, all connections of that thread wait. Code that stays for long is reported to the log, and its
    /// connection goes on in <see cref="Pool"/>. Call <see cref="InlineCompletions.TryEnable"/> at the start of the program; without it connecting and binding fail.
    /// </summary>
    Inline,

    /// <summary>
    /// A thread for each connection, which sleeps in the system until something arrives. The lowest latency without burning a core; for a few connections, not for thousands. Over datagrams
    /// a server has one thread for all peers of an address. In protocols that hand over, upgrade to TLS or have members that stream: as <see cref="Pool"/>.
    /// </summary>
    Dedicated,

    /// <summary>
    /// As <see cref="Dedicated"/>, but the thread looks again and again for a while before it sleeps. The lowest latency there is, for the price of a core for each connection that is busy. Where there is
    /// only one core: as <see cref="Dedicated"/>.
    /// </summary>
    Spin,
}

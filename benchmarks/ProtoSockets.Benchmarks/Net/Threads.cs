namespace ProtoSockets.Benchmarks.Net;

/// <summary>How a peer uses threads. Only peers of the same kind are compared.</summary>
internal enum Threads
{
    Pool,
    Inline,
    Dedicated,
    Spin,
}

using ProtoSockets.Benchmarks.Net.Peers;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>A server and a client that are measured together.</summary>
/// <param name="Server">The peer that serves.</param>
/// <param name="Client">The peer that calls; the same one, unless the server alone is looked at.</param>
/// <param name="Threads">How both use threads. In C: pool is epoll, dedicated is blocking.</param>
internal sealed record Contender(string Server, string Client, Threads Threads)
{
    public string Name => $"{(Server == Client ? Server : $"{Server} server")}, {Threads.ToString().ToLowerInvariant()}";
}

/// <summary>Everything that is compared.</summary>
internal static class Contenders
{
    public const string Ours = "ProtoSockets";
    public const string Raw = "raw Socket";
    public const string C = "C";
    public const string Kestrel = "Kestrel";
    public const string Usual = "the usual shape";
    public const string Grpc = "gRPC";
    public const string JsonRpc = "StreamJsonRpc";

    /// <summary>The peer by hand with a lever switched off.</summary>
    public static string Without(Lever lever) => $"{Raw} without {lever}";

    public static IPeer Create(string name, Threads threads, Medium medium) => name switch
    {
        Ours => new OurPeer(threads, medium),
        Raw when medium == Medium.Udp => new RawDatagrams(threads),
        Raw => new RawPeer(threads, medium),
        Kestrel => new KestrelPeer(threads),
        Usual => new UsualPeer(medium),
        Grpc => new GrpcPeer(),
        JsonRpc => new JsonRpcPeer(),
        _ => new RawPeer(threads, medium, Enum.GetValues<Lever>().First(lever => lever != Lever.None && name == Without(lever))),
    };

    /// <summary>Whether a peer has this mode.</summary>
    public static bool Has(string name, Threads threads) => name switch
    {
        Ours or Raw or C => C != name || threads != Threads.Inline,
        Kestrel => threads is Threads.Pool or Threads.Inline,
        _ => threads == Threads.Pool,
    };
}

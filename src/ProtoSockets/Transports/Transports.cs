using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Transports;

/// <summary>The transports that are there.</summary>
[SuppressMessage("Design", "MA0049:Type name should not match containing namespace",
    Justification = "Users write Transports.Tcp with a using; only code inside the namespace ProtoSockets itself has to write Transports.Transports.Tcp.")]
public static class Transports
{
    /// <summary>TCP over IPv4 and IPv6. Scheme <c>tcp</c>.</summary>
    public static TcpTransport Tcp { get; } = new();

    /// <summary>UDP over IPv4 and IPv6. Scheme <c>udp</c>.</summary>
    public static UdpTransport Udp { get; } = new();

    /// <summary>Streams between processes of one machine, by a path or an abstract name. Scheme <c>unix</c>.</summary>
    public static UnixStreamTransport Unix { get; } = new();

    /// <summary>Datagrams between processes of one machine, by a path or an abstract name. Scheme <c>unixgram</c>.</summary>
    public static UnixDatagramTransport UnixDatagram { get; } = new();

    /// <summary>Streams inside this process, for tests. Scheme <c>memory</c>; its end points are <see cref="MemoryEndPoint"/>.</summary>
    public static MemoryTransport Memory { get; } = new();

    /// <summary>Datagrams inside this process, for tests. Scheme <c>memorygram</c>; its end points are <see cref="MemoryEndPoint"/>.</summary>
    public static MemoryDatagramTransport MemoryDatagram { get; } = new();
}

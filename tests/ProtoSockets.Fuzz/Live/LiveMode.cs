using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>How the bytes of an input are sent: its first byte.</summary>
internal readonly struct LiveMode(byte value)
{
    private static readonly int[] Pieces = [int.MaxValue, 1, 7, 100];

    /// <summary>One input in eight goes over the loopback, where the system cuts and delays; the others stay in memory.</summary>
    public bool IsLoopback => (value & 7) == 7;

    /// <summary>How many bytes are sent at a time.</summary>
    public int Piece => Pieces[(value >> 3) & 3];

    /// <summary>Whether the connection is cut off behind the bytes, and not ended.</summary>
    public bool IsReset => (value & 32) != 0;

    /// <summary>An address that any free port or name of is good.</summary>
    public static TransportAddress Any(bool isLoopback) =>
        isLoopback ? new IPEndPoint(IPAddress.Loopback, 0) : new TransportAddress(Transports.Transports.Memory, new MemoryNetwork().EndPoint());
}

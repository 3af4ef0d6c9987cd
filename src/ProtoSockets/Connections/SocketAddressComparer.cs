using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ProtoSockets.Connections;

/// <summary>
/// Compares addresses by family and by the bytes that count. <see cref="SocketAddress"/>'s own hash code takes in bytes behind <see cref="SocketAddress.Size"/>,
/// which a receive of a Unix datagram leaves as they were (measured on .NET 10).
/// </summary>
internal sealed class SocketAddressComparer : IEqualityComparer<SocketAddress>
{
    public static SocketAddressComparer Instance { get; } = new();

    public bool Equals(SocketAddress? x, SocketAddress? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Family == y.Family && Bytes(x).SequenceEqual(Bytes(y)));

    public int GetHashCode([DisallowNull] SocketAddress obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes(obj));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Bytes(SocketAddress address) => address.Buffer.Span[..address.Size];
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Transports;

/// <summary>A name in a <see cref="MemoryNetwork"/>.</summary>
public sealed class MemoryEndPoint : EndPoint
{
    /// <summary>The most bytes that a name has in UTF-8.</summary>
    public const int MaxNameBytes = 100;

    // The family is a short in front (as in every system's socket address); the name's length is that of the address.
    private const int NameOffset = 2;

    /// <summary>Names an end point.</summary>
    /// <param name="name">The name; empty asks for any free one when it is bound (as port 0 does).</param>
    /// <param name="network">The network that the name belongs to; null for <see cref="MemoryNetwork.Shared"/>.</param>
    /// <exception cref="ArgumentException">The name has more than <see cref="MaxNameBytes"/> bytes in UTF-8.</exception>
    public MemoryEndPoint(string name, MemoryNetwork? network = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            throw new ArgumentException($"The name has more than {MaxNameBytes} bytes in UTF-8.", nameof(name));
        }

        Name = name;
        Network = network ?? MemoryNetwork.Shared;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The network that the name belongs to.</summary>
    public MemoryNetwork Network { get; }

    /// <summary>No system knows this kind of address.</summary>
    public override AddressFamily AddressFamily => AddressFamily.Unspecified;

    /// <summary>Writes the name in UTF-8 behind two bytes for the family.</summary>
    /// <returns>The address. It has the size of every address of a memory network, so that equal names are equal addresses.</returns>
    public override SocketAddress Serialize()
    {
        SocketAddress address = CreateAddress();
        WriteTo(address);
        return address;
    }

    /// <summary>Reads a name of this end point's network.</summary>
    /// <param name="socketAddress">What <see cref="Serialize"/> wrote.</param>
    /// <returns>The end point.</returns>
    public override EndPoint Create(SocketAddress socketAddress)
    {
        ArgumentNullException.ThrowIfNull(socketAddress);
        ReadOnlySpan<byte> name = socketAddress.Buffer.Span[NameOffset..socketAddress.Size];
        return new MemoryEndPoint(Encoding.UTF8.GetString(name.TrimEnd((byte)0)), Network);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is MemoryEndPoint other && ReferenceEquals(Network, other.Network) && string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>An empty address of the one size that they all have.</summary>
    internal static SocketAddress CreateAddress() => new(AddressFamily.Unspecified, NameOffset + MaxNameBytes);

    /// <summary>Overwrites an address with this name.</summary>
    internal void WriteTo(SocketAddress address)
    {
        Span<byte> name = address.Buffer.Span[NameOffset..];
        name.Clear();
        Encoding.UTF8.GetBytes(Name, name);
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets;

/// <summary>An IPv6 address without a scope: 16 bytes in network order, whatever the record's (RFC 4291). Unlike an <see cref="IPAddress"/> it takes no allocation.</summary>
/// <param name="Value">The address as a number: ::1 is 1.</param>
public readonly record struct Ipv6Address(UInt128 Value) : IWireSerializable<Ipv6Address>
{
    /// <summary>The number of bytes on the wire.</summary>
    public const int Size = 16;

    static int? IWireSerializable<Ipv6Address>.MaxWireSize => Size;

    static int? IWireSerializable<Ipv6Address>.FixedWireSize => Size;

    static bool IWireSerializable<Ipv6Address>.IsPlain => true;

    /// <summary>The address of an <see cref="IPAddress"/>.</summary>
    /// <param name="address">An address; one of IPv4 is mapped to IPv6 (RFC 4291, section 2.5.5.2).</param>
    /// <returns>The same address, without its scope.</returns>
    public static Ipv6Address FromIPAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[Size];
        _ = address.MapToIPv6().TryWriteBytes(bytes, out _);
        return Read(bytes);
    }

    /// <summary>Reads an address from its usual text.</summary>
    /// <param name="text"><c>2001:db8::1</c>.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static Ipv6Address Parse(string text) =>
        IPAddress.Parse(text) is { AddressFamily: AddressFamily.InterNetworkV6 } address ? FromIPAddress(address) : throw new FormatException($"'{text}' is no IPv6 address.");

    /// <summary>The address for .NET's sockets.</summary>
    /// <returns>The same address.</returns>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return new IPAddress(bytes);
    }

    /// <summary>The address in its shortest text (RFC 5952).</summary>
    /// <returns><c>2001:db8::1</c>.</returns>
    public override string ToString() => ToIPAddress().ToString();

    static void IWireSerializable<Ipv6Address>.ReadPlain(ReadOnlySpan<byte> bytes, out Ipv6Address value) => value = Read(bytes);

    static void IWireSerializable<Ipv6Address>.WritePlain(in Ipv6Address value, Span<byte> bytes) => value.Write(bytes);

    static bool IWireSerializable<Ipv6Address>.TryRead(ref WireReader reader, out Ipv6Address value)
    {
        bool isRead = reader.TryTake(Size, out ReadOnlySpan<byte> bytes);
        value = isRead ? Read(bytes) : default;
        return isRead;
    }

    void IWireSerializable<Ipv6Address>.Write(ref WireWriter writer) => Write(writer.Take(Size));

    int IWireSerializable<Ipv6Address>.GetSize() => Size;

    Ipv6Address IWireSerializable<Ipv6Address>.ToOwned() => this;

    internal static Ipv6Address Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    internal void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
}

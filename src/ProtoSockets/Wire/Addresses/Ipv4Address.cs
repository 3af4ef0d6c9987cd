using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets;

/// <summary>An IPv4 address: 4 bytes in network order, whatever the record's (RFC 791). Unlike an <see cref="IPAddress"/> it takes no allocation.</summary>
/// <param name="Value">The address as a number: 127.0.0.1 is 0x7F000001.</param>
public readonly record struct Ipv4Address(uint Value) : IWireSerializable<Ipv4Address>
{
    /// <summary>The number of bytes on the wire.</summary>
    public const int Size = 4;

    static int? IWireSerializable<Ipv4Address>.MaxWireSize => Size;

    static int? IWireSerializable<Ipv4Address>.FixedWireSize => Size;

    static bool IWireSerializable<Ipv4Address>.IsPlain => true;

    /// <summary>The address of an <see cref="IPAddress"/>.</summary>
    /// <param name="address">An address of <see cref="AddressFamily.InterNetwork"/>, or one that is mapped to IPv6.</param>
    /// <returns>The same address.</returns>
    /// <exception cref="ArgumentException">It is an address of another kind.</exception>
    public static Ipv4Address FromIPAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out int written) && written == Size
            ? Read(bytes)
            : throw new ArgumentException($"{address} is no IPv4 address.", nameof(address));
    }

    /// <summary>Reads an address from its usual text.</summary>
    /// <param name="text"><c>127.0.0.1</c>.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static Ipv4Address Parse(string text) =>
        IPAddress.Parse(text) is { AddressFamily: AddressFamily.InterNetwork } address ? FromIPAddress(address) : throw new FormatException($"'{text}' is no IPv4 address.");

    /// <summary>The address for .NET's sockets.</summary>
    /// <returns>The same address.</returns>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return new IPAddress(bytes);
    }

    /// <summary>The address in its usual text.</summary>
    /// <returns><c>127.0.0.1</c>.</returns>
    public override string ToString() => $"{Value >> 24}.{(Value >> 16) & 0xFF}.{(Value >> 8) & 0xFF}.{Value & 0xFF}";

    static void IWireSerializable<Ipv4Address>.ReadPlain(ReadOnlySpan<byte> bytes, out Ipv4Address value) => value = Read(bytes);

    static void IWireSerializable<Ipv4Address>.WritePlain(in Ipv4Address value, Span<byte> bytes) => value.Write(bytes);

    static bool IWireSerializable<Ipv4Address>.TryRead(ref WireReader reader, out Ipv4Address value)
    {
        bool isRead = reader.TryTake(Size, out ReadOnlySpan<byte> bytes);
        value = isRead ? Read(bytes) : default;
        return isRead;
    }

    void IWireSerializable<Ipv4Address>.Write(ref WireWriter writer) => Write(writer.Take(Size));

    int IWireSerializable<Ipv4Address>.GetSize() => Size;

    Ipv4Address IWireSerializable<Ipv4Address>.ToOwned() => this;

    internal static Ipv4Address Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    internal void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
}

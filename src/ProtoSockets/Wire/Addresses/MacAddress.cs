using System.Globalization;
using System.Net.NetworkInformation;
using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>An Ethernet address: 6 bytes in the order in which they are sent (IEEE 802, section 8). Unlike a <see cref="PhysicalAddress"/> it takes no allocation.</summary>
/// <param name="Value">The address as a number of 48 bits: 00:00:5E:00:53:01 is 0x00005E005301.</param>
public readonly record struct MacAddress(ulong Value) : IWireSerializable<MacAddress>
{
    /// <summary>The number of bytes on the wire.</summary>
    public const int Size = 6;

    static int? IWireSerializable<MacAddress>.MaxWireSize => Size;

    static int? IWireSerializable<MacAddress>.FixedWireSize => Size;

    static bool IWireSerializable<MacAddress>.IsPlain => true;

    /// <summary>The address of a <see cref="PhysicalAddress"/>.</summary>
    /// <param name="address">An address of 6 bytes.</param>
    /// <returns>The same address.</returns>
    /// <exception cref="ArgumentException">It has another number of bytes.</exception>
    public static MacAddress FromPhysicalAddress(PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == Size ? Read(bytes) : throw new ArgumentException($"An Ethernet address has 6 bytes, and {address} has {bytes.Length}.", nameof(address));
    }

    /// <summary>Reads an address from its usual text.</summary>
    /// <param name="text"><c>00:00:5E:00:53:01</c>, with colons, hyphens or neither.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static MacAddress Parse(string text) =>
        PhysicalAddress.TryParse(text, out PhysicalAddress? address) && address.GetAddressBytes() is { Length: Size } bytes
            ? Read(bytes)
            : throw new FormatException($"'{text}' is no Ethernet address.");

    /// <summary>The address for .NET.</summary>
    /// <returns>The same address.</returns>
    public PhysicalAddress ToPhysicalAddress()
    {
        byte[] bytes = new byte[Size];
        Write(bytes);
        return new PhysicalAddress(bytes);
    }

    /// <summary>The address in its usual text.</summary>
    /// <returns><c>00:00:5E:00:53:01</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(byte)(Value >> 40):X2}:{(byte)(Value >> 32):X2}:{(byte)(Value >> 24):X2}:{(byte)(Value >> 16):X2}:{(byte)(Value >> 8):X2}:{(byte)Value:X2}");

    static void IWireSerializable<MacAddress>.ReadPlain(ReadOnlySpan<byte> bytes, out MacAddress value) => value = Read(bytes);

    static void IWireSerializable<MacAddress>.WritePlain(in MacAddress value, Span<byte> bytes) => value.Write(bytes);

    static bool IWireSerializable<MacAddress>.TryRead(ref WireReader reader, out MacAddress value)
    {
        bool isRead = reader.TryTake(Size, out ReadOnlySpan<byte> bytes);
        value = isRead ? Read(bytes) : default;
        return isRead;
    }

    void IWireSerializable<MacAddress>.Write(ref WireWriter writer) => Write(writer.Take(Size));

    int IWireSerializable<MacAddress>.GetSize() => Size;

    MacAddress IWireSerializable<MacAddress>.ToOwned() => this;

    internal static MacAddress Read(ReadOnlySpan<byte> bytes) => new(OddWidth.ReadBigEndian(bytes[..Size]));

    internal void Write(Span<byte> bytes) => OddWidth.WriteBigEndian(bytes[..Size], Value);
}

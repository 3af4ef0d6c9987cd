using System.Net;
using System.Net.NetworkInformation;

namespace ProtoSockets.Runtime;

/// <summary>Addresses as their bytes, in network order.</summary>
public static class WireAddresses
{
    /// <summary>Reads an address of 4 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The address.</returns>
    public static Ipv4Address ReadIpv4(ReadOnlySpan<byte> bytes) => Ipv4Address.Read(bytes);

    /// <summary>Writes an address of 4 bytes.</summary>
    /// <param name="bytes">Takes the bytes.</param>
    /// <param name="value">The address.</param>
    /// <param name="member">The member, for the error.</param>
    public static void WriteIpv4(Span<byte> bytes, Ipv4Address value, string member)
    {
        _ = member;
        value.Write(bytes);
    }

    /// <summary>Reads an address of 16 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The address.</returns>
    public static Ipv6Address ReadIpv6(ReadOnlySpan<byte> bytes) => Ipv6Address.Read(bytes);

    /// <summary>Writes an address of 16 bytes.</summary>
    /// <param name="bytes">Takes the bytes.</param>
    /// <param name="value">The address.</param>
    /// <param name="member">The member, for the error.</param>
    public static void WriteIpv6(Span<byte> bytes, Ipv6Address value, string member)
    {
        _ = member;
        value.Write(bytes);
    }

    /// <summary>Reads an address of 6 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The address.</returns>
    public static MacAddress ReadMac(ReadOnlySpan<byte> bytes) => MacAddress.Read(bytes);

    /// <summary>Writes an address of 6 bytes.</summary>
    /// <param name="bytes">Takes the bytes.</param>
    /// <param name="value">The address.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It has more than 48 bits.</exception>
    public static void WriteMac(Span<byte> bytes, MacAddress value, string member)
    {
        if (value.Value >> 48 != 0)
        {
            throw new WireFormatException($"{member} is {value.Value}, which does not fit 48 bits");
        }

        value.Write(bytes);
    }

    /// <summary>Reads an address of 4 or 16 bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The address.</returns>
    public static IPAddress ReadIPAddress(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Writes an address.</summary>
    /// <param name="bytes">Takes the bytes, 4 or 16.</param>
    /// <param name="value">The address.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It is null, or of the other kind.</exception>
    public static void WriteIPAddress(Span<byte> bytes, IPAddress value, string member)
    {
        if (value is null || !value.TryWriteBytes(bytes, out int written) || written != bytes.Length)
        {
            throw new WireFormatException($"{member} is {value?.ToString() ?? "null"}, and must be an address of {bytes.Length} bytes");
        }
    }

    /// <summary>Reads an address of the data link.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The address.</returns>
    public static PhysicalAddress ReadPhysicalAddress(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Writes an address of the data link.</summary>
    /// <param name="bytes">Takes the bytes.</param>
    /// <param name="value">The address.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It is null, or has another number of bytes.</exception>
    public static void WritePhysicalAddress(Span<byte> bytes, PhysicalAddress value, string member)
    {
        if (value?.GetAddressBytes() is not { } address || address.Length != bytes.Length)
        {
            throw new WireFormatException($"{member} is {value?.ToString() ?? "null"}, and must be an address of {bytes.Length} bytes");
        }

        address.CopyTo(bytes);
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Servers;

/// <summary>How many connections there are from each address. Whoever uses it holds a lock.</summary>
/// <param name="most">How many there may be from one.</param>
internal sealed class AddressCounts(int most)
{
    private readonly Dictionary<UInt128, int> _counts = [];

    /// <summary>What an address is counted as: null for one that is not.</summary>
    public static UInt128? KeyOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        // Whoever has one IPv6 address has 2 to the power of 64 of them.
        Span<byte> bytes = stackalloc byte[16];
        return IPAddress.IsLoopback(address) || !address.TryWriteBytes(bytes, out _) ? null
            : address.AddressFamily == AddressFamily.InterNetwork ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : UInt128.One << 127 | BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>Counts one more.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryAdd(UInt128? key)
    {
        if (key is not { } counted)
        {
            return true;
        }

        int count = _counts.GetValueOrDefault(counted);
        if (count >= most)
        {
            return false;
        }

        _counts[counted] = count + 1;
        return true;
    }

    /// <summary>Counts one less.</summary>
    public void Remove(UInt128? key)
    {
        if (key is { } counted && --System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, counted, out _) <= 0)
        {
            _counts.Remove(counted);
        }
    }
}

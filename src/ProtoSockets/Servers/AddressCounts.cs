using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <summary>What an address wants of a server.</summary>
internal enum AddressVerdict
{
    /// <summary>One more connection, which it may have.</summary>
    Welcome,

    /// <summary>One more connection than it may have.</summary>
    TooMany,

    /// <summary>One more connection, too soon.</summary>
    TooFast,
}

/// <summary>How many connections there are from each address, and how fast they and their messages come. Whoever uses it holds a lock.</summary>
/// <param name="options">How many there may be.</param>
internal sealed class AddressCounts(ServerOptions options)
{
    private readonly Dictionary<UInt128, Entry> _entries = [];

    /// <summary>How many addresses are known, for tests of the memory that they take.</summary>
    public int Count => _entries.Count;

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

    /// <summary>Counts one more connection, if the address may have it.</summary>
    /// <param name="key">The address.</param>
    /// <param name="now">The time, in milliseconds.</param>
    /// <param name="messages">What the messages of all its connections are counted in; null where they are not.</param>
    public AddressVerdict TryAdd(UInt128? key, long now, out TokenBucket? messages)
    {
        messages = null;
        if (key is not { } counted)
        {
            return AddressVerdict.Welcome;
        }

        if (!_entries.TryGetValue(counted, out Entry? entry))
        {
            entry = new Entry(
                new TokenBucket(options.MaxConnectionsPerSecondPerAddress, now),
                options.MaxMessagesPerSecondPerAddress is { } most ? new TokenBucket(most, now) : null);
            _entries.Add(counted, entry);
        }

        if (entry.Count >= options.MaxConnectionsPerAddress)
        {
            return AddressVerdict.TooMany;
        }

        if (!entry.Connections.TryTake(now))
        {
            return AddressVerdict.TooFast;
        }

        entry.Count++;
        messages = entry.Messages;
        return AddressVerdict.Welcome;
    }

    /// <summary>Counts one connection less.</summary>
    public void Remove(UInt128? key)
    {
        if (key is { } counted)
        {
            _entries[counted].Count--;
        }
    }

    /// <summary>Forgets the addresses of which nothing need be remembered: a second after the last connection has ended.</summary>
    public void ForgetIdle(long now)
    {
        foreach ((UInt128 key, Entry entry) in _entries)
        {
            if (entry.Count == 0 && entry.Connections.IsFull(now) && entry.Messages?.IsFull(now) != false)
            {
                _entries.Remove(key);
            }
        }
    }

    private sealed class Entry(TokenBucket connections, TokenBucket? messages)
    {
        public TokenBucket Connections => connections;

        public TokenBucket? Messages => messages;

        public int Count { get; set; }
    }
}

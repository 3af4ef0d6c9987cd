using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A bound datagram socket: UDP, Unix, or one that was adopted.</summary>
internal sealed partial class SocketDatagramChannel : DatagramChannel
{
    // RFC 768 and RFC 791: 65535 bytes less the headers of IPv4 (20) and UDP (8). In IPv6 (RFC 8200) the length does not count the IP header.
    private const int MaxIPv4Bytes = 65_507;
    private const int MaxIPv6Bytes = 65_527;

    // Linux takes a Unix datagram of up to the send buffer less 32 bytes (net/unix/af_unix.c, unix_dgram_sendmsg; measured: 212960 of 212992 pass, 212961 do not).
    private const int LinuxUnixOverhead = 32;

    private readonly Socket _socket;
    private readonly PendingSend _send;
    private readonly EndPoint? _remote;
    private readonly int _addressBytes;
    private readonly bool _isUnix;
    private SocketAddress?[]? _exactAddresses;
    private int _closed;

    internal SocketDatagramChannel(Socket socket, EndPoint? remote)
    {
        _socket = socket;
        _send = new PendingSend(socket);
        _remote = remote;
        _isUnix = socket.AddressFamily == AddressFamily.Unix;
        _addressBytes = SocketAddress.GetMaximumAddressSize(socket.AddressFamily);
        LocalEndPoint = EndPointText.Unmap(socket.LocalEndPoint) ?? throw new ArgumentException("The socket is not bound.", nameof(socket));
        MaxDatagramBytes = _isUnix ? socket.SendBufferSize - LinuxUnixOverhead
            : socket.AddressFamily == AddressFamily.InterNetworkV6 && !socket.DualMode ? MaxIPv6Bytes
            : MaxIPv4Bytes;

        // For TrySend: the system refuses instead of blocking.
        socket.Blocking = false;
        if (OperatingSystem.IsWindows() && remote is null)
        {
            // SIO_UDP_CONNRESET: there, one peer that is not there fails the receives that are meant for all others, and only there.
            const int ConnectionReset = unchecked((int)0x9800000C);
            socket.IOControl(ConnectionReset, [0, 0, 0, 0], optionOutValue: null);
        }
    }

    public override EndPoint LocalEndPoint { get; }

    public override EndPoint? RemoteEndPoint => _remote;

    public override int MaxDatagramBytes { get; }

    public override Socket Socket => _socket;

    public override SocketAddress CreateAddress() => new(_socket.AddressFamily, _addressBytes);

    public override EndPoint ToEndPoint(SocketAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _isUnix ? new UnixDomainSocketEndPoint("_").Create(address) : EndPointText.Unmap(new IPEndPoint(IPAddress.Any, 0).Create(address))!;
    }

    public override SocketAddress ToAddress(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (_isUnix && endPoint is UnixDomainSocketEndPoint path)
        {
            // SocketAddress compares the whole buffer and not only its size: an address of another capacity, or with old bytes behind its end, is never equal.
            SocketAddress exact = path.Serialize();
            SocketAddress roomy = CreateAddress();
            exact.Buffer.Span[..exact.Size].CopyTo(roomy.Buffer.Span);
            roomy.Size = exact.Size;
            return roomy;
        }

        if (!_isUnix && endPoint is IPEndPoint ip)
        {
            bool needsMapping = _socket.AddressFamily == AddressFamily.InterNetworkV6 && ip.AddressFamily == AddressFamily.InterNetwork;
            IPEndPoint reachable = needsMapping ? new IPEndPoint(ip.Address.MapToIPv6(), ip.Port) : ip;
            if (reachable.AddressFamily == _socket.AddressFamily && (!needsMapping || _socket.DualMode))
            {
                return reachable.Serialize();
            }
        }

        throw new ArgumentException($"A channel bound to {EndPointText.Describe(LocalEndPoint)} can't send to {EndPointText.Describe(endPoint)}.", nameof(endPoint));
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        RequireSingle();
        MakeRoom(from);
        return _socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancellationToken);
    }

    internal override bool CanWait => true;

    internal override bool WaitUntilReadable(TimeSpan limit) => _socket.Poll(limit, SelectMode.SelectRead);

    internal override bool TryReceive(Span<byte> buffer, SocketAddress from, bool many, out DatagramRun run)
    {
        if (many && CanReceiveMany)
        {
            return (_receiving ??= new PendingRun(_socket)).TryReceive(buffer, from, out run);
        }

        MakeRoom(from);
        try
        {
            int count = _socket.ReceiveFrom(buffer, SocketFlags.None, from);
            run = new DatagramRun(count, count);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            // There is no overload that returns the error. Something was there when it was looked for: its checksum was wrong, and the system has thrown it away.
            run = default;
            return false;
        }
    }

    /// <summary>A received address has the size of its name, and one that is too small for the next is refused. The old name must not show behind the new one's end.</summary>
    private void MakeRoom(SocketAddress from)
    {
        if (_isUnix)
        {
            from.Size = _addressBytes;
            from.Buffer.Span.Clear();
        }
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to)
    {
        if (to is null)
        {
            RequirePeer();
            _socket.Send(datagram, SocketFlags.None, out SocketError error);
            return error switch
            {
                SocketError.Success => true,
                SocketError.WouldBlock => false,
                _ when Volatile.Read(ref _closed) != 0 => throw new ObjectDisposedException(nameof(DatagramChannel)),
                _ => throw new SocketException((int)error),
            };
        }

        try
        {
            _socket.SendTo(datagram, SocketFlags.None, to);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            // There is no overload that returns the error. On UDP it takes a full interface queue to come here.
            return false;
        }
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken)
    {
        if (to is null)
        {
            RequirePeer();
            return _send.SendAsync(datagram, cancellationToken);
        }

        return _send.SendToAsync(datagram, _isUnix ? Exact(to) : to, cancellationToken);
    }

    public override void JoinGroup(IPAddress group, int networkInterface = 0) => ChangeMembership(SocketOptionName.AddMembership, group, networkInterface);

    public override void LeaveGroup(IPAddress group, int networkInterface = 0) => ChangeMembership(SocketOptionName.DropMembership, group, networkInterface);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Dispose();
        }
    }

    /// <summary>
    /// The same address in a buffer of exactly its size. SendToAsync passes the whole buffer to the system and not only its size (.NET 10; SendTo does not), and zeros
    /// behind an abstract name are part of it: nobody would be there. At most one send is pending, so there is one buffer for each size.
    /// </summary>
    private SocketAddress Exact(SocketAddress address)
    {
        const int FamilyBytes = 2;
        int size = Math.Clamp(address.Size, FamilyBytes, _addressBytes);
        _exactAddresses ??= new SocketAddress?[_addressBytes + 1];
        SocketAddress exact = _exactAddresses[size] ??= new SocketAddress(_socket.AddressFamily, size);
        address.Buffer.Span[..size].CopyTo(exact.Buffer.Span);
        return exact;
    }

    private void RequirePeer()
    {
        if (_remote is null)
        {
            throw new InvalidOperationException("This channel is not connected to a peer: say whom to send to.");
        }
    }

    private void ChangeMembership(SocketOptionName change, IPAddress group, int networkInterface)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (_isUnix)
        {
            throw new NotSupportedException("Unix sockets have no multicast groups.");
        }

        if (group.AddressFamily == AddressFamily.InterNetwork)
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, change, new MulticastOption(group, networkInterface));
        }
        else
        {
            _socket.SetSocketOption(SocketOptionLevel.IPv6, change, new IPv6MulticastOption(group, networkInterface));
        }
    }
}

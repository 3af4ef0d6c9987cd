using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A datagram channel over a socket.</summary>
internal sealed class SocketDatagramChannel : DatagramChannel
{
    /// <summary>The length field of UDP has 16 bits and counts UDP's header of 8 bytes; IPv4's total length counts its own 20, too (RFC 768, RFC 791).</summary>
    private const int MaxOverIPv4 = 65_535 - 20 - 8;

    private const int MaxOverIPv6 = 65_535 - 8;

    private readonly Socket _socket;
    private readonly EndPoint _local;
    private readonly EndPoint? _remote;

    /// <summary>Takes over a bound or connected socket.</summary>
    public SocketDatagramChannel(Socket socket)
    {
        _socket = socket;

        // TrySend must not wait; .NET's own asynchronous operations do not mind.
        socket.Blocking = false;
        _local = EndPointText.Unmap(socket.LocalEndPoint)!;
        _remote = socket.Connected ? SocketSetup.RemoteEndPointOf(socket) : null;
        MaxDatagramBytes = socket.AddressFamily == AddressFamily.InterNetwork || socket is { AddressFamily: AddressFamily.InterNetworkV6, DualMode: true }
            ? MaxOverIPv4
            : MaxOverIPv6;
    }

    /// <inheritdoc/>
    public override EndPoint LocalEndPoint => _local;

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint => _remote;

    /// <inheritdoc/>
    public override int MaxDatagramBytes { get; }

    /// <inheritdoc/>
    public override Socket Socket => _socket;

    /// <inheritdoc/>
    public override SocketAddress CreateAddress() => new(_socket.AddressFamily);

    /// <inheritdoc/>
    public override EndPoint ToEndPoint(SocketAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return EndPointText.Unmap(_local.AddressFamily == address.Family ? _local.Create(address) : new IPEndPoint(IPAddress.IPv6Any, 0).Create(address))!;
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken) =>
        _remote is null
            ? _socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancellationToken)
            : _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    /// <inheritdoc/>
    public override bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to)
    {
        if (to is null)
        {
            _socket.Send(datagram, SocketFlags.None, out SocketError error);
            return error switch
            {
                SocketError.Success => true,
                SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable => false,
                _ => throw new SocketException((int)error),
            };
        }

        try
        {
            _socket.SendTo(datagram, SocketFlags.None, to);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken)
    {
        // A datagram goes out as a whole or not at all: the count says nothing new.
        _ = to is null
            ? await _socket.SendAsync(datagram, SocketFlags.None, cancellationToken).ConfigureAwait(false)
            : await _socket.SendToAsync(datagram, SocketFlags.None, to, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void JoinGroup(IPAddress group, int networkInterface = 0) =>
        SetMembership(group, networkInterface, SocketOptionName.AddMembership);

    /// <inheritdoc/>
    public override void LeaveGroup(IPAddress group, int networkInterface = 0) =>
        SetMembership(group, networkInterface, SocketOptionName.DropMembership);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _socket.Dispose();

    private void SetMembership(IPAddress group, int networkInterface, SocketOptionName option)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _socket.SetSocketOption(SocketOptionLevel.IPv6, option, new IPv6MulticastOption(group, networkInterface));
        }
        else
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, option, new MulticastOption(group, networkInterface));
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ProtoSockets.Transports;

/// <summary>A connection from a proxy, which begins with whose it is. What the header tells, it then says of itself.</summary>
internal sealed class ProxyConnection(StreamConnection inner, ProxyProtocolOptions options) : StreamConnection
{
    private const int FirstBytes = 256;

    private ProxyHeader? _header;
    private byte[]? _ahead;
    private int _aheadOffset;
    private int _aheadCount;

    public override EndPoint? LocalEndPoint => _header?.Destination ?? inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => _header?.Source ?? inner.RemoteEndPoint;

    public override Socket? Socket => inner.Socket;

    public override X509Certificate2? RemoteCertificate => inner.RemoteCertificate;

    public override string? ApplicationProtocol => inner.ApplicationProtocol;

    public override ProxyHeader? ProxyHeader => _header;

    public override bool IsTruncated => inner.IsTruncated;

    internal override bool TellsAddressLater => true;

    internal override bool ClosingEndsReceives => inner.ClosingEndsReceives;

    internal override bool CanWait => inner.CanWait;

    public override async ValueTask HandshakeAsync(CancellationToken cancellationToken)
    {
        await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        await inner.HandshakeAsync(cancellationToken).ConfigureAwait(false);
    }

    internal override async ValueTask IdentifyAsync(CancellationToken cancellationToken)
    {
        if (_header is not null)
        {
            return;
        }

        if (!options.Trusts(inner))
        {
            throw new ProxyProtocolException(inner.RemoteEndPoint, ProxyFailure.Untrusted, "is not among BindOptions.ProxyProtocol.TrustedNetworks, and was closed unread.");
        }

        byte[] buffer = new byte[FirstBytes];
        int count = 0;
        while (true)
        {
            ProxyHeaderScan scan = ProxyHeaderScan.Find(buffer.AsSpan(0, count), options.MaxHeaderBytes);
            if (scan.Reason is { } reason)
            {
                throw new ProxyProtocolException(inner.RemoteEndPoint, scan.Failure, reason);
            }

            if (scan.Header is { } header)
            {
                KeepAhead(buffer, scan.Length, count);
                _header = header;
                return;
            }

            if (scan.Length > buffer.Length)
            {
                Array.Resize(ref buffer, scan.Length);
            }

            int received = await inner.ReceiveAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (received == 0)
            {
                throw new ProxyProtocolException(inner.RemoteEndPoint, ProxyFailure.Incomplete, $"ended the connection after {count} bytes, within its PROXY header.");
            }

            count += received;
        }
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfNotIdentified();
        return _ahead is null ? inner.ReceiveAsync(buffer, cancellationToken) : ValueTask.FromResult(TakeAhead(buffer.Span));
    }

    internal override int Receive(Span<byte> buffer)
    {
        ThrowIfNotIdentified();
        return _ahead is null ? inner.Receive(buffer) : TakeAhead(buffer);
    }

    internal override int TryReceive(Span<byte> buffer)
    {
        ThrowIfNotIdentified();
        return _ahead is null ? inner.TryReceive(buffer) : TakeAhead(buffer);
    }

    public override int TrySend(ReadOnlySpan<byte> bytes) => inner.TrySend(bytes);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => inner.SendAsync(bytes, cancellationToken);

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => inner.ShutdownSendAsync(cancellationToken);

    public override void Reset() => inner.Reset();

    protected override void Dispose(bool disposing) => inner.Dispose();

    /// <summary>Keeps what came behind the header in the same receive.</summary>
    private void KeepAhead(byte[] buffer, int headerLength, int count)
    {
        if (count > headerLength)
        {
            (_ahead, _aheadOffset, _aheadCount) = (buffer, headerLength, count - headerLength);
        }
    }

    private int TakeAhead(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _aheadCount);
        _ahead.AsSpan(_aheadOffset, count).CopyTo(buffer);
        _aheadOffset += count;
        _aheadCount -= count;
        if (_aheadCount == 0)
        {
            _ahead = null;
        }

        return count;
    }

    private void ThrowIfNotIdentified()
    {
        if (_header is null)
        {
            // Its bytes would be taken for the protocol's.
            throw new InvalidOperationException("The proxy's header has not been read: call HandshakeAsync first.");
        }
    }
}

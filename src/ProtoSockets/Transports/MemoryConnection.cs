using System.Net;

namespace ProtoSockets.Transports;

/// <summary>One end of a stream inside this process: a pipe from the peer and a pipe to it.</summary>
internal sealed class MemoryConnection : StreamConnection
{
    private readonly MemoryPipe _incoming;
    private readonly MemoryPipe _outgoing;
    private int _closed;

    internal MemoryConnection(MemoryEndPoint local, MemoryEndPoint remote, MemoryPipe incoming, MemoryPipe outgoing)
    {
        LocalEndPoint = local;
        RemoteEndPoint = remote;
        _incoming = incoming;
        _outgoing = outgoing;
    }

    public override EndPoint? LocalEndPoint { get; }

    public override EndPoint? RemoteEndPoint { get; }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return _incoming.ReadAsync(buffer, cancellationToken);
    }

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        ThrowIfClosed();
        return _outgoing.TryWrite(bytes);
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        return _outgoing.WriteAsync(bytes, cancellationToken);
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        _outgoing.End();
        return default;
    }

    public override void Reset()
    {
        Volatile.Write(ref _closed, 1);
        _incoming.CloseReader();
        _outgoing.CloseWriter(reset: true);
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            // TCP, RFC 2525 section 2.17, and Unix sockets on Linux: closing with bytes unread resets the peer.
            bool unread = _incoming.CloseReader();
            _outgoing.CloseWriter(reset: unread);
        }
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(StreamConnection));
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>
/// A connection on its way from one protocol to the next, with the bytes that had arrived already. A client takes it apart again; read as it is, it gives
/// those bytes first.
/// </summary>
internal sealed class DetachedConnection(StreamConnection connection, ReceivedAhead ahead) : StreamConnection
{
    private ReceivedAhead _ahead = ahead;

    public override EndPoint? LocalEndPoint => connection.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => connection.RemoteEndPoint;

    public override Socket? Socket => connection.Socket;

    public override X509Certificate2? RemoteCertificate => connection.RemoteCertificate;

    public override bool IsTruncated => connection.IsTruncated;

    /// <summary>Takes a connection apart, if it is one of these.</summary>
    /// <param name="connection">Any connection; becomes the one below.</param>
    /// <returns>What had arrived.</returns>
    public static ReceivedAhead TakeApart(ref StreamConnection connection)
    {
        if (connection is not DetachedConnection detached)
        {
            return default;
        }

        connection = detached.Take(out ReceivedAhead ahead);
        return ahead;
    }

    public override ValueTask HandshakeAsync(CancellationToken cancellationToken) => connection.HandshakeAsync(cancellationToken);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_ahead.Count == 0)
        {
            return connection.ReceiveAsync(buffer, cancellationToken);
        }

        int count = Math.Min(buffer.Length, _ahead.Count);
        _ahead.Buffer!.Span.Slice(_ahead.Start, count).CopyTo(buffer.Span);
        _ahead = _ahead with { Start = _ahead.Start + count };
        return ValueTask.FromResult(count);
    }

    public override int TrySend(ReadOnlySpan<byte> bytes) => connection.TrySend(bytes);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => connection.SendAsync(bytes, cancellationToken);

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => connection.ShutdownSendAsync(cancellationToken);

    protected override void Dispose(bool disposing) => connection.Dispose();

    private StreamConnection Take(out ReceivedAhead ahead)
    {
        ahead = _ahead;
        _ahead = default;
        return connection;
    }
}

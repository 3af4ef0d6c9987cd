using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket.</summary>
internal sealed class SocketStreamListener(Socket socket, bool noDelay) : StreamListener
{
    private readonly SocketAcceptor _acceptor = new(socket, noDelay);

    public override EndPoint LocalEndPoint => _acceptor.LocalEndPoint;

    public override Socket Socket => socket;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) =>
        new SocketStreamConnection(await _acceptor.AcceptAsync(cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing) => _acceptor.Dispose();
}

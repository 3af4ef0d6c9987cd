using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket whose peers speak TLS.</summary>
internal sealed class TlsListener(Socket socket, bool noDelay, SslServerAuthenticationOptions options) : StreamListener
{
    private readonly SocketAcceptor _acceptor = new(socket, noDelay);

    public override EndPoint LocalEndPoint => _acceptor.LocalEndPoint;

    public override Socket Socket => socket;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) =>
        new TlsConnection(await _acceptor.AcceptAsync(cancellationToken).ConfigureAwait(false), options);

    protected override void Dispose(bool disposing) => _acceptor.Dispose();
}

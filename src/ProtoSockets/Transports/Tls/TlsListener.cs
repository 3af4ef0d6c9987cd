using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket whose peers speak TLS; behind a proxy, after its header.</summary>
internal sealed class TlsListener(Socket socket, bool noDelay, TlsServerSettings settings) : StreamListener
{
    private readonly SocketAcceptor _acceptor = new(socket, noDelay);
    private ProxyProtocolOptions? _proxy;

    public override EndPoint LocalEndPoint => _acceptor.LocalEndPoint;

    public override Socket Socket => socket;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket accepted = await _acceptor.AcceptAsync(cancellationToken).ConfigureAwait(false);
        return _proxy is { } proxy
            ? new TlsConnection(new ProxyConnection(new SocketStreamConnection(accepted), proxy), settings, Logger)
            : new TlsConnection(accepted, settings, Logger);
    }

    /// <summary>The header is in front of the handshake, and in clear.</summary>
    internal override StreamListener BehindProxy(ProxyProtocolOptions proxy)
    {
        _proxy ??= proxy;
        return this;
    }

    protected override void Dispose(bool disposing) => _acceptor.Dispose();
}

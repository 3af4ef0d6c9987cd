using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>TLS 1.2 and 1.3 over TCP. Get it from <see cref="Transports.Tls(TlsServerOptions)"/> and its siblings.</summary>
/// <remarks>
/// Without a choice of protocols in the options, TLS 1.2 and 1.3 are spoken and nothing older. The peer's certificate is validated as the options say; by default against
/// the system's trusted roots and the name that was connected to. Closing a connection tells the peer of the end (<c>close_notify</c>) unless a receive or a send is
/// pending; <see cref="StreamConnection.ShutdownSendAsync"/> always does.
/// </remarks>
public sealed class TlsTransport : StreamTransport
{
    private readonly TcpTransport _tcp;
    private readonly TlsServerSettings? _server;
    private readonly TlsClientSettings _client;

    internal TlsTransport(TcpTransport tcp, TlsServerSettings server)
        : this(tcp, TlsClientSettings.Of(new TlsClientOptions())) => _server = server;

    internal TlsTransport(TcpTransport tcp, TlsClientSettings client)
    {
        _tcp = tcp;
        _client = client;
    }

    /// <inheritdoc/>
    public override string Scheme => "tls";

    /// <summary>Asks for an address and binds it; the listener listens when this returns.</summary>
    /// <param name="endPoint">As for <see cref="TcpTransport.Listen"/>.</param>
    /// <param name="options">How to bind.</param>
    /// <returns>The listener. The handshake of its connections is <see cref="StreamConnection.HandshakeAsync"/>, away from the accept loop.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available.</exception>
    /// <exception cref="ArgumentException">It is not an address or a name.</exception>
    /// <exception cref="InvalidOperationException">The transport was made for clients: it has no certificate.</exception>
    public override StreamListener Listen(EndPoint endPoint, BindOptions options)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        options.ProxyProtocol?.Check(nameof(options));
        TlsServerSettings server = _server ?? throw new InvalidOperationException(
            "A TLS server needs a certificate: use Transports.Tls(new TlsServerOptions { Certificate = ... }), or TransportAddress.WithTls.");
        Socket socket = BindableAddresses.BindFirst(endPoint, address => TcpTransport.ListenSocket(address, options));
        return ProxyListener.Around(new TlsListener(socket, options.NoDelay, server), options.ProxyProtocol);
    }

    /// <inheritdoc/>
    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        Socket socket = await _tcp.ConnectSocketAsync(endPoint, options, cancellationToken).ConfigureAwait(false);
        var connection = new TlsConnection(socket, _client, endPoint);
        try
        {
            await connection.HandshakeAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (IOException error)
        {
            connection.Dispose();
            throw new ConnectException(endPoint, error.Message, error);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtoSockets.Connections;

namespace ProtoSockets.Transports;

/// <summary>A TCP connection that speaks TLS.</summary>
internal sealed class TlsConnection : StreamConnection
{
    /// <summary>How often, and after what pauses, the end is tried while OpenSSL is in the middle of something: a second in all.</summary>
    private const int MaxEndAttempts = 100;

    private static readonly TimeSpan EndRetry = TimeSpan.FromMilliseconds(10);

    private readonly Socket? _socket;
    private readonly StreamConnection? _inner;
    private readonly EndPoint? _localEndPoint;
    private readonly EndPoint? _remoteEndPoint;
    private readonly JudgedSslStream _stream;
    private readonly WatchedEnd _end = new();
    private readonly TlsServerSettings? _server;
    private readonly TlsClientSettings? _client;
    private readonly EndPoint? _connectedTo;
    private readonly ILogger _logger = NullLogger.Instance;
    private X509Certificate2? _remoteCertificate;
    private bool _isAuthenticated;
    private volatile bool _mayBeReceiving;
    private volatile bool _sendIncomplete;
    private volatile bool _ended;
    private int _closed;

    internal TlsConnection(Socket socket, TlsServerSettings server, ILogger logger)
        : this(socket) => (_server, _logger) = (server, logger);

    internal TlsConnection(Socket socket, TlsClientSettings client, EndPoint connectedTo)
        : this(socket) => (_client, _connectedTo) = (client, connectedTo);

    /// <summary>Encrypts the rest of a connection that was in clear so far, as its server.</summary>
    internal TlsConnection(StreamConnection inner, TlsServerSettings server, ILogger logger)
        : this(inner) => (_server, _logger) = (server, logger);

    /// <summary>Encrypts the rest of a connection that was in clear so far, as its client.</summary>
    internal TlsConnection(StreamConnection inner, TlsClientSettings client)
        : this(inner) => _client = client;

    private TlsConnection(StreamConnection inner)
    {
        _inner = inner;
        _socket = inner.Socket;
        _stream = new JudgedSslStream(new ConnectionStream(inner, _end));
    }

    private TlsConnection(Socket socket)
    {
        _socket = socket;
        _stream = new JudgedSslStream(new WatchedSocketStream(socket, _end));
        _localEndPoint = SocketSetup.LocalEndPointOf(socket);
        _remoteEndPoint = SocketSetup.RemoteEndPointOf(socket);
    }

    public override EndPoint? LocalEndPoint => _inner is null ? _localEndPoint : _inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => _inner is null ? _remoteEndPoint : _inner.RemoteEndPoint;

    public override ProxyHeader? ProxyHeader => _inner?.ProxyHeader;

    internal override bool TellsAddressLater => _inner is { TellsAddressLater: true };

    public override Socket? Socket => _socket;

    public override X509Certificate2? RemoteCertificate => _remoteCertificate;

    public override string? ApplicationProtocol => _isAuthenticated && !_stream.NegotiatedApplicationProtocol.Protocol.IsEmpty ? _stream.NegotiatedApplicationProtocol.ToString() : null;

    public override bool IsTruncated => _end.HasCome;

    public override async ValueTask HandshakeAsync(CancellationToken cancellationToken)
    {
        if (_isAuthenticated)
        {
            return;
        }

        ThrowIfClosed();
        await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await AuthenticateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            throw TlsReasons.Explain(RemoteEndPoint, _stream.Rejection, error);
        }

        if (_stream.NegotiatedApplicationProtocol.Protocol.IsEmpty && (_server?.NeedsProtocol ?? _client!.NeedsProtocol))
        {
            throw TlsReasons.NoProtocol(RemoteEndPoint, _server?.Protocols ?? _client!.Protocols);
        }

        _remoteCertificate = _stream.RemoteCertificate switch
        {
            null => null,
            X509Certificate2 certificate => certificate,
            X509Certificate certificate => X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()),
        };
        _isAuthenticated = true;
    }

    internal override ValueTask IdentifyAsync(CancellationToken cancellationToken) => _inner?.IdentifyAsync(cancellationToken) ?? default;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        ValueTask<int> receiving = _stream.ReadAsync(buffer, cancellationToken);

        // Nobody tells when it ends, without a wrapper that would cost an allocation; "perhaps" is enough.
        _mayBeReceiving = !receiving.IsCompleted;
        return receiving;
    }

    // Encrypting needs a buffer and a write of all of it: there is no part that goes at once.
    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        ThrowIfClosed();
        return 0;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        _sendIncomplete = true;
        ValueTask sending = _stream.WriteAsync(bytes, cancellationToken);
        if (!sending.IsCompletedSuccessfully)
        {
            return FinishSendAsync(sending);
        }

        _sendIncomplete = false;
        return default;
    }

    public override async ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (_ended)
        {
            return;
        }

        if (!_stream.IsAuthenticated)
        {
            throw new IOException("TLS's handshake has not come: there is no end that could be told.");
        }

        // RFC 8446, section 6.1: close_notify ends one direction; the peer's goes on. TCP's own end stays away until the other direction is through, too.
        _ended = true;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await _stream.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (CryptographicException) when (attempt < MaxEndAttempts)
            {
                // What the peer sends behind its handshake (tickets: RFC 8446, section 4.6.1) has arrived in part, and OpenSSL ends nothing meanwhile ("shutdown while in init"). The rest is on its way.
                await Task.Delay(EndRetry, cancellationToken).ConfigureAwait(false);
            }
            catch (CryptographicException exception)
            {
                throw new IOException($"TLS could not be ended: {exception.Message}", exception);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        if (_isAuthenticated && !_ended && !_sendIncomplete && !_mayBeReceiving)
        {
            // Best effort: it goes into the socket's buffer, or not at all. While a receive is pending it would race with the decryption of what arrives.
            _ = TryEndAsync();
        }

        if (_inner is not null)
        {
            _inner.Dispose();
        }
        else
        {
            SocketSetup.Close(_socket!, _sendIncomplete);
        }

        _stream.Dispose();
    }

    private async Task TryEndAsync()
    {
        try
        {
            await _stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or AuthenticationException or CryptographicException)
        {
            // The peer is gone, or the socket was faster to close.
        }
    }

    private Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        if (_server is null)
        {
            return _stream.AuthenticateAsClientAsync(_client!.For(_connectedTo, _logger), cancellationToken);
        }

        return _server.Source is null
            ? _stream.AuthenticateAsServerAsync(_server.Options, cancellationToken)
            : _stream.AuthenticateAsServerAsync(
                static (_, hello, state, _) =>
                {
                    var own = (TlsConnection)state!;
                    return new(own._server!.For(hello.ServerName, own._logger));
                },
                this,
                cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishSendAsync(ValueTask sending)
    {
        await sending.ConfigureAwait(false);
        _sendIncomplete = false;
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(StreamConnection));
}

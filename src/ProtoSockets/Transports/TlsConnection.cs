using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
    private readonly SslStream _stream;
    private readonly WatchedEnd _end = new();
    private readonly SslServerAuthenticationOptions? _server;
    private readonly SslClientAuthenticationOptions? _client;
    private X509Certificate2? _remoteCertificate;
    private bool _isAuthenticated;
    private volatile bool _mayBeReceiving;
    private volatile bool _sendIncomplete;
    private volatile bool _ended;
    private int _closed;

    internal TlsConnection(Socket socket, SslServerAuthenticationOptions server)
        : this(socket) => _server = server;

    internal TlsConnection(Socket socket, SslClientAuthenticationOptions client)
        : this(socket) => _client = client;

    /// <summary>Encrypts the rest of a connection that was in clear so far, as its server.</summary>
    internal TlsConnection(StreamConnection inner, SslServerAuthenticationOptions server)
        : this(inner) => _server = server;

    /// <summary>Encrypts the rest of a connection that was in clear so far, as its client.</summary>
    internal TlsConnection(StreamConnection inner, SslClientAuthenticationOptions client)
        : this(inner) => _client = client;

    private TlsConnection(StreamConnection inner)
    {
        _inner = inner;
        _socket = inner.Socket;
        _stream = new SslStream(new ConnectionStream(inner, _end));
        LocalEndPoint = inner.LocalEndPoint;
        RemoteEndPoint = inner.RemoteEndPoint;
    }

    private TlsConnection(Socket socket)
    {
        _socket = socket;
        _stream = new SslStream(new WatchedSocketStream(socket, _end));
        LocalEndPoint = SocketSetup.LocalEndPointOf(socket);
        RemoteEndPoint = SocketSetup.RemoteEndPointOf(socket);
    }

    public override EndPoint? LocalEndPoint { get; }

    public override EndPoint? RemoteEndPoint { get; }

    public override Socket? Socket => _socket;

    public override X509Certificate2? RemoteCertificate => _remoteCertificate;

    public override bool IsTruncated => _end.HasCome;

    public override async ValueTask HandshakeAsync(CancellationToken cancellationToken)
    {
        if (_isAuthenticated)
        {
            return;
        }

        ThrowIfClosed();
        try
        {
            if (_server is not null)
            {
                await _stream.AuthenticateAsServerAsync(_server, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _stream.AuthenticateAsClientAsync(_client!, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            throw new IOException($"the TLS handshake with {RemoteEndPoint} failed: {Reasons(error)}", error);
        }

        _remoteCertificate = _stream.RemoteCertificate switch
        {
            null => null,
            X509Certificate2 certificate => certificate,
            X509Certificate certificate => X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()),
        };
        _isAuthenticated = true;
    }

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

    /// <summary>What went wrong, from the outside in: the framework's own message is "Authentication failed, see inner exception."</summary>
    private static string Reasons(Exception error)
    {
        var reasons = new List<string>();
        for (Exception? one = error; one is not null; one = one.InnerException)
        {
            reasons.Add(one.Message);
        }

        return string.Join(" ", reasons);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishSendAsync(ValueTask sending)
    {
        await sending.ConfigureAwait(false);
        _sendIncomplete = false;
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(StreamConnection));
}

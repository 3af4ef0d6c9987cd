using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Streams between processes of one machine: a path in the file system, or a name in Linux's abstract space (<c>unix:@name</c>), which has no file and no
/// permissions. Get it from <see cref="Transports.Unix"/>.
/// </summary>
public sealed class UnixStreamTransport : StreamTransport
{
    internal UnixStreamTransport()
    {
    }

    /// <inheritdoc/>
    public override string Scheme => "unix";

    /// <summary>Binds a path or an abstract name; the listener listens when this returns. Closing the listener removes the file.</summary>
    /// <param name="endPoint">A <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">How to bind. A stale file, one of a socket that nobody has open, is replaced unless <see cref="BindOptions.ReplaceStaleFile"/> is off.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="BindException">The path is in use, denied, or its directory does not exist.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="NotSupportedException">A path can't be shared.</exception>
    public override StreamListener Listen(EndPoint endPoint, BindOptions options)
    {
        UnixDomainSocketEndPoint path = UnixSocketFile.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        options.ProxyProtocol?.Check(nameof(options));
        Socket socket = UnixSocketFile.Bind(path, SocketType.Stream, options, bound => bound.Listen(options.Backlog));
        return ProxyListener.Around(new UnixStreamListener(socket), options.ProxyProtocol);
    }

    /// <inheritdoc/>
    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint path = UnixSocketFile.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        for (TimeSpan pause = TimeSpan.FromMilliseconds(1); ; pause = NextPause(pause))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                SocketSetup.Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
                if (options.LocalEndPoint is { } local)
                {
                    socket.Bind(local);
                }

                await SocketConnecting.ConnectAsync(socket, path, options, cancellationToken).ConfigureAwait(false);
                return new SocketStreamConnection(socket);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
            {
                // The line of peers that wait to be accepted is full. A blocking connect would wait; the asynchronous one fails with EAGAIN (connect(2)), and no event
                // tells when there is room again.
                socket.Dispose();
            }
            catch (SocketException error)
            {
                socket.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                throw new ConnectException(path, Explain(path, error), error);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the system's answer means for a path. Its own texts are made for networks: a missing file is "Cannot assign requested address".</summary>
    internal static string Explain(UnixDomainSocketEndPoint path, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => "there is no such file; is the server running?",
        SocketError.ConnectionRefused when EndPointText.IsAbstract(path) => "nobody has bound this name.",
        SocketError.ConnectionRefused => "the file is there, but nobody has it open; is the server running?",
        SocketError.AccessDenied => "permission denied; this user may not write to the file.",
        SocketError.ProtocolType => "the socket there is of another type (stream or datagram).",
        _ => error.Message,
    };

    private static TimeSpan NextPause(TimeSpan pause) => TimeSpan.FromMilliseconds(Math.Min(20, 2 * pause.TotalMilliseconds));
}

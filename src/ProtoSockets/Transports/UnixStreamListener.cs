using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ProtoSockets.Transports;

/// <summary>
/// A listening Unix socket. A thread of its own waits for peers and accepts them.
/// </summary>
/// <remarks>
/// <para>
/// Not <c>Socket.AcceptAsync</c>: in .NET 10 it makes room for an address as long as the listener's own. A peer whose socket is bound to a longer name makes it throw
/// "Destination is too short" (SocketAsyncEventArgs.FinishOperationAccept), and where the accept was pending, on a thread of the pool, which ends the process. Anyone who
/// may connect could end the server so. <c>Socket.Accept</c> takes names of any length. UnixStreamTransportTests.A_peer_with_a_long_name_is_accepted has the peer.
/// </para>
/// <para>
/// Not blocked in <c>Socket.Accept</c> either, but in select: to end a blocked accept, .NET shuts the socket down, which would end it for other processes too that it is
/// shared with; and where it knows of them (the descriptor is inherited by children), Dispose spins until the next peer comes.
/// </para>
/// </remarks>
internal sealed class UnixStreamListener : StreamListener
{
    private const int StackBytes = 256 * 1024;

    private readonly Socket _socket;
    private readonly Socket _wake;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Lock _lock = new();
    private readonly Channel<Accepted> _accepted = Channel.CreateUnbounded<Accepted>();
    private Thread? _thread;

    // Peers that were asked for by calls that were cancelled meanwhile: the next calls get them.
    private int _unclaimed;
    private volatile bool _closed;

    internal UnixStreamListener(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(socket));

        // Another process that shares the socket may be faster to accept the peer.
        socket.Blocking = false;
        _wake = SelfConnected();
    }

    public override EndPoint LocalEndPoint { get; }

    public override Socket Socket => _socket;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Ask();
        Accepted accepted;
        try
        {
            accepted = await _accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException error)
        {
            throw new ObjectDisposedException("The listener was closed.", error);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _unclaimed++;
            }

            throw;
        }

        return accepted.Socket is { } socket ? new SocketStreamConnection(socket) : throw accepted.Error!;
    }

    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _accepted.Writer.Complete();
        }

        // Wakes the thread wherever it waits; then nobody uses the socket any more, and its file goes with it.
        _asked.Release();
        _wake.Send([0]);
        _thread?.Join();
        _socket.Dispose();
        _wake.Dispose();
        while (_accepted.Reader.TryRead(out Accepted never))
        {
            never.Socket?.Dispose();
        }
    }

    /// <summary>A socket that becomes readable when it is sent to: it is its own peer.</summary>
    private static Socket SelfConnected()
    {
        UnixDomainSocketEndPoint? name = OperatingSystem.IsWindows() ? null : UnixDatagramTransport.OwnName();
        EndPoint address = name is null ? new IPEndPoint(IPAddress.Loopback, 0) : name;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, name is null ? ProtocolType.Udp : ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);
            socket.Connect(name ?? socket.LocalEndPoint!);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Has one more peer accepted, unless there is one that nobody has claimed.</summary>
    private void Ask()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            if (_unclaimed > 0)
            {
                _unclaimed--;
                return;
            }

            if (_thread is null)
            {
                _thread = new Thread(AcceptPeers, StackBytes) { IsBackground = true, Name = $"Accept unix:{EndPointText.Describe(LocalEndPoint)}" };
                _thread.Start();
            }
        }

        _asked.Release();
    }

    private void AcceptPeers()
    {
        var readable = new List<Socket>(2);
        while (true)
        {
            _asked.Wait();
            Accepted accepted;
            do
            {
                readable.Clear();
                readable.Add(_socket);
                readable.Add(_wake);
                Socket.Select(readable, checkWrite: null, checkError: null, Timeout.InfiniteTimeSpan);
                if (_closed)
                {
                    return;
                }

                accepted = TryAccept();
            }
            while (accepted is { Socket: null, Error: null });

            if (!_accepted.Writer.TryWrite(accepted))
            {
                // Closed meanwhile.
                accepted.Socket?.Dispose();
                return;
            }
        }
    }

    private Accepted TryAccept()
    {
        try
        {
            return new Accepted(_socket.Accept(), Error: null);
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.WouldBlock ? default : new Accepted(Socket: null, error);
        }
    }

    private readonly record struct Accepted(Socket? Socket, SocketException? Error);
}

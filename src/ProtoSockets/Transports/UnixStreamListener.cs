using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ProtoSockets.Transports;

/// <summary>
/// A listening Unix socket. A thread of its own, blocked in accept, takes the peers.
/// </summary>
/// <remarks>
/// Not <c>Socket.AcceptAsync</c>: in .NET 10 it makes room for an address as long as the listener's own. A peer whose socket is bound to a longer name makes it throw
/// "Destination is too short" (SocketAsyncEventArgs.FinishOperationAccept), and where the accept was pending, on a thread of the pool, which ends the process. Anyone who
/// may connect could end the server so. <c>Socket.Accept</c> takes names of any length. UnixStreamTransportTests.A_peer_with_a_long_name_is_accepted has the peer.
/// </remarks>
internal sealed class UnixStreamListener : StreamListener
{
    private const int StackBytes = 256 * 1024;

    private readonly Socket _socket;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Lock _lock = new();
    private readonly Channel<Accepted> _accepted = Channel.CreateUnbounded<Accepted>();
    private Thread? _thread;

    // Peers that were asked for by calls that were cancelled meanwhile: the next calls get them.
    private int _unclaimed;
    private bool _closed;

    internal UnixStreamListener(Socket socket)
    {
        _socket = socket;
        socket.Blocking = true;
        LocalEndPoint = socket.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(socket));
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

        // Ends an accept that is pending.
        _socket.Dispose();
        _asked.Release();
        while (_accepted.Reader.TryRead(out Accepted never))
        {
            never.Socket?.Dispose();
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
        while (true)
        {
            _asked.Wait();
            Accepted accepted;
            try
            {
                accepted = new Accepted(_socket.Accept(), Error: null);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                accepted = new Accepted(Socket: null, error);
            }

            if (!_accepted.Writer.TryWrite(accepted))
            {
                // Closed meanwhile.
                accepted.Socket?.Dispose();
                return;
            }
        }
    }

    private readonly record struct Accepted(Socket? Socket, SocketException? Error);
}

using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A bound name of a memory network, and the datagrams that wait for its receiver.</summary>
internal sealed class MemoryDatagramChannel : DatagramChannel
{
    private const int MaxBytes = 65_507;

    private readonly MemoryEndPoint _endPoint;
    private readonly MemoryEndPoint? _peer;
    private readonly SocketAddress? _peerAddress;
    private readonly int _capacity;

    // Guards all that follows, up to the send; that is guarded by the receiver's lock, as the line of senders is which it stands in.
    private readonly Lock _lock = new();
    private readonly Datagram[] _waiting = new Datagram[MemoryDatagramTransport.MaxDatagrams];
    private readonly List<MemoryDatagramChannel> _senders = [];
    private readonly PendingOperation _receive = new();
    private int _first;
    private int _count;
    private int _bytes;
    private Memory<byte> _receiveBuffer;
    private SocketAddress? _receiveFrom;
    private volatile bool _closed;

    private readonly PendingOperation _send = new();
    private ReadOnlyMemory<byte> _unsent;
    private volatile MemoryDatagramChannel? _sendingTo;

    internal MemoryDatagramChannel(MemoryEndPoint endPoint, MemoryEndPoint? peer, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _endPoint = endPoint;
        _peer = peer;
        _peerAddress = peer?.Serialize();
        _capacity = capacity;
    }

    public override EndPoint LocalEndPoint => _endPoint;

    public override EndPoint? RemoteEndPoint => _peer;

    public override int MaxDatagramBytes => MaxBytes;

    public override SocketAddress CreateAddress() => MemoryEndPoint.CreateAddress();

    public override EndPoint ToEndPoint(SocketAddress address) => _endPoint.Create(address);

    public override SocketAddress ToAddress(EndPoint endPoint) => MemoryNetwork.Require(endPoint, nameof(endPoint)).Serialize();

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        lock (_lock)
        {
            ThrowIfClosed();
            if (_count > 0)
            {
                int received = Take(buffer.Span, from);
                LetSendersIn();
                return new ValueTask<int>(received);
            }

            _receiveBuffer = buffer;
            _receiveFrom = from;
            return new ValueTask<int>(_receive, _receive.Begin(this, static (self, token) => ((MemoryDatagramChannel)self!).CancelReceive(token), cancellationToken));
        }
    }

    public override bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to)
    {
        MemoryDatagramChannel receiver = FindReceiver(datagram.Length, to);
        lock (receiver._lock)
        {
            return receiver.Put(datagram, this);
        }
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        MemoryDatagramChannel receiver = FindReceiver(datagram.Length, to);
        lock (receiver._lock)
        {
            if (receiver.Put(datagram.Span, this))
            {
                return default;
            }

            _unsent = datagram;
            _sendingTo = receiver;
            receiver._senders.Add(this);
            return new ValueTask(_send, _send.Begin(this, static (self, token) => ((MemoryDatagramChannel)self!).CancelSend(token), cancellationToken));
        }
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
            _endPoint.Network.Release(_endPoint, this);
            _receiveBuffer = default;
            _receiveFrom = null;
            if (_receive.IsPending)
            {
                _receive.Fail(new SocketException((int)SocketError.OperationAborted));
            }

            foreach (MemoryDatagramChannel sender in _senders)
            {
                sender.EndSend(new SocketException((int)SocketError.ConnectionRefused));
            }

            _senders.Clear();
        }

        StopSend(new SocketException((int)SocketError.OperationAborted), static (_, _) => true, CancellationToken.None);
    }

    private MemoryDatagramChannel FindReceiver(int length, SocketAddress? to)
    {
        ThrowIfClosed();
        if (length > MaxBytes)
        {
            throw new SocketException((int)SocketError.MessageSize);
        }

        SocketAddress address = to ?? _peerAddress ?? throw new InvalidOperationException("This channel is not connected to a peer: say whom to send to.");
        return _endPoint.Network.TryFind(address, out MemoryDatagramChannel? receiver)
            ? receiver
            : throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, typeof(DatagramChannel));

    /// <summary>Takes a datagram in, or says that there is no room.</summary>
    private bool Put(ReadOnlySpan<byte> datagram, MemoryDatagramChannel sender)
    {
        if (_closed)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        if (_peer is not null && !_peer.Equals(sender._endPoint))
        {
            // A connected socket does not see what others send.
            return true;
        }

        if (_count == _waiting.Length || (_count > 0 && _bytes + datagram.Length > _capacity))
        {
            return false;
        }

        ref Datagram slot = ref _waiting[(_first + _count) % _waiting.Length];
        if (slot.Bytes is null || slot.Bytes.Length < datagram.Length)
        {
            slot.Bytes = new byte[datagram.Length];
        }

        datagram.CopyTo(slot.Bytes);
        slot.Length = datagram.Length;
        slot.From = sender._endPoint;
        _count++;
        _bytes += datagram.Length;
        if (_receive.IsPending)
        {
            int received = Take(_receiveBuffer.Span, _receiveFrom!);
            _receiveBuffer = default;
            _receiveFrom = null;
            _receive.Complete(received);
        }

        return true;
    }

    private int Take(Span<byte> buffer, SocketAddress from)
    {
        ref Datagram slot = ref _waiting[_first];

        // What does not fit is lost, as on a socket.
        int length = Math.Min(slot.Length, buffer.Length);
        slot.Bytes.AsSpan(0, length).CopyTo(buffer);
        slot.From.WriteTo(from);
        _first = (_first + 1) % _waiting.Length;
        _count--;
        _bytes -= slot.Length;
        return length;
    }

    private void LetSendersIn()
    {
        while (_senders.Count > 0 && Put(_senders[0]._unsent.Span, _senders[0]))
        {
            MemoryDatagramChannel sender = _senders[0];
            _senders.RemoveAt(0);
            sender.EndSend(error: null);
        }
    }

    /// <summary>Ends a send that waits. The receiver's lock is held.</summary>
    private void EndSend(Exception? error)
    {
        _unsent = default;
        _sendingTo = null;
        if (error is null)
        {
            _send.Complete(0);
        }
        else
        {
            _send.Fail(error);
        }
    }

    private void CancelReceive(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_receive.IsPending && _receive.Token == cancellationToken)
            {
                _receiveBuffer = default;
                _receiveFrom = null;
                _receive.Fail(new OperationCanceledException(cancellationToken));
            }
        }
    }

    private void CancelSend(CancellationToken cancellationToken) =>
        StopSend(new OperationCanceledException(cancellationToken), static (send, token) => send.Token == token, cancellationToken);

    private void StopSend(Exception error, Func<PendingOperation, CancellationToken, bool> isMeant, CancellationToken cancellationToken)
    {
        if (_sendingTo is not { } receiver)
        {
            return;
        }

        lock (receiver._lock)
        {
            if (_sendingTo == receiver && _send.IsPending && isMeant(_send, cancellationToken))
            {
                receiver._senders.Remove(this);
                EndSend(error);
            }
        }
    }

    private struct Datagram
    {
        internal byte[]? Bytes;
        internal int Length;
        internal MemoryEndPoint From;
    }
}

using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>A datagram channel over which a plan is laid: its faults happen to what arrives here.</summary>
internal sealed class FaultyChannel : DatagramChannel
{
    /// <summary>How many datagrams wait to be due or received before the channel takes no more: what UDP does with more is to lose them.</summary>
    private const int Capacity = 4096;

    private readonly DatagramChannel _inner;
    private readonly FaultPlan _plan;
    private readonly Side _from;
    private readonly int _number;
    private readonly TimeProvider _clock;
    private readonly OpenEnds _ends;

    // Guards all that follows.
    private readonly Lock _gate = new();
    private readonly Dictionary<SocketAddress, Sender> _senders = [];
    private readonly PriorityQueue<Arrival, (long DueAt, long Order)> _arrivals = new();
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource? _arrived;
    private long _order;
    private bool _isStarted;
    private bool _isClosed;

    /// <summary>Lays a plan over a channel.</summary>
    /// <param name="inner">The channel.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="from">Who sends what arrives.</param>
    /// <param name="number">The number of the channel.</param>
    /// <param name="clock">The clock of delays.</param>
    /// <param name="ends">Where it is counted.</param>
    internal FaultyChannel(DatagramChannel inner, FaultPlan plan, Side from, int number, TimeProvider clock, OpenEnds ends)
    {
        _inner = inner;
        _plan = plan;
        _from = from;
        _number = number;
        _clock = clock;
        _ends = ends;
        ends.Enter();
    }

    public override EndPoint LocalEndPoint => _inner.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => _inner.RemoteEndPoint;

    public override int MaxDatagramBytes => _inner.MaxDatagramBytes;

    public override Socket? Socket => _inner.Socket;

    public override SocketAddress CreateAddress() => _inner.CreateAddress();

    public override EndPoint ToEndPoint(SocketAddress address) => _inner.ToEndPoint(address);

    public override SocketAddress ToAddress(EndPoint endPoint) => _inner.ToAddress(endPoint);

    public override void JoinGroup(IPAddress group, int networkInterface = 0) => _inner.JoinGroup(group, networkInterface);

    public override void LeaveGroup(IPAddress group, int networkInterface = 0) => _inner.LeaveGroup(group, networkInterface);

    public override bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to) => _inner.TrySend(datagram, to);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken) =>
        _inner.SendAsync(datagram, to, cancellationToken);

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        Start();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            while (true)
            {
                using CancellationTokenSource next = CancellationTokenSource.CreateLinkedTokenSource(either.Token);
                Task arrived;
                Task due = Task.Delay(Timeout.InfiniteTimeSpan, next.Token);
                lock (_gate)
                {
                    if (_arrivals.TryPeek(out Arrival? arrival, out (long DueAt, long Order) place))
                    {
                        TimeSpan left = new(place.DueAt - Now);
                        if (left <= TimeSpan.Zero)
                        {
                            _arrivals.Dequeue();
                            next.Cancel();
                            return Take(arrival, buffer.Span, from);
                        }

                        due = Task.Delay(left, _clock, next.Token);
                    }

                    _arrived ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    arrived = _arrived.Task;
                }

                // Also when something arrives meanwhile: it may be due earlier. Not on the thread that moves the clock: what comes next is the program under test.
                Task first = await Task.WhenAny(arrived, due).ConfigureAwait(false);
                await next.CancelAsync().ConfigureAwait(false);
                await first.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.OperationAborted);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        _ends.Leave();
        _closing.Cancel();
        _inner.Dispose();
    }

    private long Now => _clock.GetElapsedTime(0).Ticks;

    private static int Take(Arrival arrival, Span<byte> buffer, SocketAddress from)
    {
        if (arrival.Failure is not null)
        {
            throw arrival.Failure;
        }

        int count = Math.Min(buffer.Length, arrival.Bytes.Length);
        arrival.Bytes.AsSpan(0, count).CopyTo(buffer);
        Copy(arrival.From!, from);
        return count;
    }

    private static void Copy(SocketAddress source, SocketAddress destination)
    {
        destination.Size = source.Size;
        source.Buffer.Span[..source.Size].CopyTo(destination.Buffer.Span);
    }

    private void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(DatagramChannel));
            if (_isStarted)
            {
                return;
            }

            _isStarted = true;
        }

        _ = FillAsync();
    }

    private async Task FillAsync()
    {
        byte[] buffer = new byte[_inner.MaxDatagramBytes + 1];
        SocketAddress from = _inner.CreateAddress();
        while (true)
        {
            try
            {
                int count = await _inner.ReceiveAsync(buffer, from, _closing.Token).ConfigureAwait(false);
                Add(buffer.AsSpan(0, count), from);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                lock (_gate)
                {
                    if (_isClosed || failure is not SocketException)
                    {
                        return;
                    }

                    Enqueue(new Arrival { Failure = failure }, Now);
                }
            }
        }
    }

    /// <summary>Lets a datagram meet its fate.</summary>
    private void Add(Span<byte> datagram, SocketAddress from)
    {
        lock (_gate)
        {
            if (!_senders.TryGetValue(from, out Sender? sender))
            {
                SocketAddress key = new(from.Family, from.Size);
                Copy(from, key);
                sender = new Sender(key, _plan.DatagramsFrom(_from, (_number << 16) + _senders.Count));
                _senders.Add(key, sender);
            }

            DatagramFate fate = sender.Script.Next(datagram);
            long dueAt = Now + fate.Delay.Ticks;
            for (int copy = 0; copy < fate.Copies; copy++)
            {
                Arrival arrival = new() { Bytes = datagram.ToArray(), From = sender.Address };
                if (fate.Behind > 0)
                {
                    sender.HeldBack.Add((arrival, fate.Behind));
                }
                else
                {
                    Enqueue(arrival, dueAt);
                }
            }

            LetGo(sender, isNew: fate.Behind > 0 && fate.Copies > 0, dueAt);
        }
    }

    /// <summary>Counts the datagram that has just come for those which are held back, save for itself, and lets those go that have waited for enough.</summary>
    private void LetGo(Sender sender, bool isNew, long dueAt)
    {
        int older = sender.HeldBack.Count - (isNew ? 1 : 0);
        for (int index = older - 1; index >= 0; index--)
        {
            (Arrival arrival, int behind) = sender.HeldBack[index];
            sender.HeldBack[index] = (arrival, behind - 1);
        }

        for (int index = 0; index < sender.HeldBack.Count;)
        {
            if (sender.HeldBack[index].Behind > 0)
            {
                index++;
                continue;
            }

            Enqueue(sender.HeldBack[index].Arrival, dueAt);
            sender.HeldBack.RemoveAt(index);
        }
    }

    private void Enqueue(Arrival arrival, long dueAt)
    {
        if (_arrivals.Count < Capacity)
        {
            _arrivals.Enqueue(arrival, (dueAt, ++_order));
            _arrived?.TrySetResult();
            _arrived = null;
        }
    }

    private sealed record Sender(SocketAddress Address, DatagramScript Script)
    {
        internal List<(Arrival Arrival, int Behind)> HeldBack { get; } = [];
    }

    private sealed class Arrival
    {
        internal byte[] Bytes { get; init; } = [];

        internal SocketAddress? From { get; init; }

        internal Exception? Failure { get; init; }
    }
}

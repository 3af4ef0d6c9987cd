using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>
/// The link of a client with several connections, or with one after the other: it sends nothing itself, and picks the connection that does. Its other parts keep the connections
/// (<c>LinkPool.Members.cs</c>) and what waits for one (<c>LinkPool.Queue.cs</c>).
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the pool.")]
internal sealed partial class LinkPool<TProtocol> : ClientLink<TProtocol>, IObservedConnections
    where TProtocol : struct, IProtocol
{
    /// <summary>Up to so many connections all are looked at to find the least loaded; of more, two at random, which is nearly as good ("the power of two choices").</summary>
    private const int MostScanned = 8;

    private readonly ReconnectOptions _reconnect;

    // Those that calls go to: replaced as a whole, under the lock, so that who picks one takes none.
    private volatile ClientLink<TProtocol>[] _ready = [];

    // Ends when others are ready than before: for those who wait for room on what is ready now.
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LinkPool(ClientOptions options, bool isFramed, IReadOnlyList<TransportAddress> addresses, OpenMember open)
        : base(options, isFramed, isCalling: false)
    {
        _reconnect = options.Reconnect ?? ReconnectOptions.Default;
        _addresses = addresses;
        _open = open;
        _queue = new CallQueue<TProtocol>(_reconnect.MaxQueuedCalls);
        _queueTimer = options.TimeProvider.CreateTimer(static state => ((LinkPool<TProtocol>)state!).EndOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _states = new ClientState[options.Connections];
        Pool = this;
    }

    /// <summary>Connects a member to an address.</summary>
    internal delegate Task<ProtocolClient<TProtocol>> OpenMember(PoolMember<TProtocol> member, TransportAddress address, CancellationToken cancellationToken);

    /// <summary>The time now, on the scale of deadlines.</summary>
    public long Time => Now;

    /// <summary>
    /// The connection that one-way messages go to, so that they stay in order: the one that is connected for the longest; null when there is none.
    /// </summary>
    public ClientLink<TProtocol>? First => _ready is [var first, ..] ? first : null;

    /// <summary>How many connections take calls.</summary>
    public int ReadyCount => _ready.Length;

    internal override bool HasRoom => First?.HasRoom ?? true;

    internal override bool IsEnding => _queue.Closed is not null;

    /// <summary>Starts a call on the least loaded connection; where there is none, it waits.</summary>
    /// <remarks>Not a virtual method: a generic one is looked up in a table for each call.</remarks>
    public ValueTask<PendingCall<TReply, TError>> StartOnAnyAsync<TRequest, TReply, TError>(
        in TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        if (cancellationToken.IsCancellationRequested)
        {
            GiveUp(in request);
            return ValueTask.FromCanceled<PendingCall<TReply, TError>>(cancellationToken);
        }

        if (MustStream(in request))
        {
            return StartStreamed<TRequest, TReply, TError>(request, replies, timeout, cancellationToken);
        }

        PendingCall<TReply, TError> call = ObjectPool<PendingCall<TReply, TError>>.Rent();
        call.Replies = replies;
        call.ReplyFrom = Side.Server;
        var again = QueuedCall<TProtocol, TRequest, TReply, TError>.Rent(this, call, in request, timeout, DeadlineIn(timeout), cancellationToken);
        call.Again = again;
        try
        {
            if (Place(again, isNew: true) == Placement.NoRoom)
            {
                return StartWhenRoom(again, call, timeout, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is CallException or WireFormatException or OperationCanceledException or InvalidOperationException)
        {
            GiveBack(again, call);
            return ValueTask.FromException<PendingCall<TReply, TError>>(exception);
        }
        catch
        {
            GiveBack(again, call);
            throw;
        }

        if (cancellationToken.CanBeCanceled)
        {
            call.CancelWith(again, cancellationToken);
        }

        return ValueTask.FromResult(call);
    }

    private async ValueTask<PendingCall<TReply, TError>> StartStreamed<TRequest, TReply, TError>(
        TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientLink<TProtocol> link;
        try
        {
            link = await WhenReadyAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            GiveUp(in request);
            throw;
        }

        return await link.StartAsync<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<PendingCall<TReply, TError>> StartWhenRoom<TReply, TError>(
        QueueEntry<TProtocol> again, PendingCall<TReply, TError> call, TimeSpan timeout, CancellationToken cancellationToken)
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        try
        {
            do
            {
                await WaitForRoomOnAnyAsync(timeout, again.DeadlineAt, cancellationToken).ConfigureAwait(false);
            }
            while (Place(again, isNew: true) == Placement.NoRoom);
        }
        catch
        {
            GiveBack((ICallAgain)again, call);
            throw;
        }

        if (cancellationToken.CanBeCanceled)
        {
            call.CancelWith((ICallAgain)again, cancellationToken);
        }

        return call;
    }

    private static void GiveBack<TReply, TError>(ICallAgain again, PendingCall<TReply, TError> call)
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        call.Again = null;
        again.Recycle();
        ObjectPool<PendingCall<TReply, TError>>.Return(call);
    }

    /// <summary>Sends a one-way message over the first connection.</summary>
    /// <exception cref="ConnectionClosedException">The client is closed.</exception>
    /// <exception cref="CallNotSentException">The client was not connected within the time of a call.</exception>
    public ValueTask SendAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (_queue.Count == 0 && First is { HasRoom: true } link && !MustStream(in message) && TrySend(link, in message))
        {
            return default;
        }

        return SendWhenReady(message, cancellationToken);
    }

    private async ValueTask SendWhenReady<TMessage>(TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (MustStream(in message))
        {
            ClientLink<TProtocol> first;
            try
            {
                first = await WhenFirstReadyAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                GiveUp(in message);
                throw;
            }

            await first.SendStreamedAsync(message, new FrameRoute(FrameKind.Message, 0, 0), cancellationToken).ConfigureAwait(false);
            return;
        }

        while (true)
        {
            ClientLink<TProtocol> link = await WhenFirstReadyAsync(cancellationToken).ConfigureAwait(false);
            if (!link.HasRoom)
            {
                // It may be withdrawn while it has none.
                Task changed = _changed.Task;
                if (ReferenceEquals(First, link))
                {
                    using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    await Task.WhenAny(link.WaitForRoomAsync(enough.Token), changed).ConfigureAwait(false);
                    await enough.CancelAsync().ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
            else if (TrySend(link, in message))
            {
                return;
            }
        }
    }

    private async ValueTask<ClientLink<TProtocol>> WhenFirstReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_queue.Closed is { } closed)
            {
                throw new ConnectionClosedException(closed.Message, closed);
            }

            await WhenReadyAsync(Options.CallTimeout, cancellationToken).ConfigureAwait(false);
            if (First is { } link)
            {
                return link;
            }
        }
    }

    private bool TrySend<TMessage>(ClientLink<TProtocol> link, in TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        try
        {
            link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
            return true;
        }
        catch (ConnectionClosedException)
        {
            Withdraw(link);
            return false;
        }
    }

    /// <summary>The least loaded connection, of those that have room if there is one; null when there is none.</summary>
    private ClientLink<TProtocol>? Pick()
    {
        ClientLink<TProtocol>[] ready = _ready;
        if (ready.Length < 2)
        {
            return ready.Length == 0 ? null : ready[0];
        }

        ClientLink<TProtocol> least = LeastLoaded(ready);
        if (CanStart(least) || Array.FindAll(ready, CanStart) is not { Length: > 0 } roomy)
        {
            return least;
        }

        return LeastLoaded(roomy);
    }

    private static bool CanStart(ClientLink<TProtocol> link) => link.HasRoom && link.Calls.HasRoom;

    private static ClientLink<TProtocol> LeastLoaded(ClientLink<TProtocol>[] ready)
    {
        if (ready.Length > MostScanned)
        {
            ClientLink<TProtocol> one = ready[Random.Shared.Next(ready.Length)];
            ClientLink<TProtocol> other = ready[Random.Shared.Next(ready.Length)];
            return one.Calls.Count <= other.Calls.Count ? one : other;
        }

        ClientLink<TProtocol> least = ready[0];
        int fewest = least.Calls.Count;
        for (int index = 1; index < ready.Length && fewest > 0; index++)
        {
            int count = ready[index].Calls.Count;
            if (count < fewest)
            {
                (least, fewest) = (ready[index], count);
            }
        }

        return least;
    }

    internal override Task WaitForRoomAsync(CancellationToken cancellationToken) => First?.WaitForRoomAsync(cancellationToken) ?? Task.CompletedTask;

    private protected override Span<byte> BeginFrame(int size) => throw SendsNothing();

    private protected override void EndFrame(int length, bool isOneWay) => throw SendsNothing();

    private protected override void CancelFrame() => throw SendsNothing();

    private static NotSupportedException SendsNothing() => new("A pool sends nothing itself.");
}

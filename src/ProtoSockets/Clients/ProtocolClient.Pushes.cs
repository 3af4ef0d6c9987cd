using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>Messages that the server pushes: to a handler, or to the queue of their kind.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    private readonly List<IPushBacklog> _pushQueues = [];
    private readonly Dictionary<Type, object> _pushQueuesByType = [];
    private readonly Queue<(ReceivedFrame Frame, FrameRoute Route, long ReceivedAt)> _waitingPushes = new();
    private bool _isPushing;
    private int _waitingReaders;

    /// <summary>Whether a message that the server pushes is waited for.</summary>
    internal bool WantsPush => Volatile.Read(ref _waitingReaders) > 0 || HandlesPushes || _member is { Pool.Client.WantsPush: true };

    /// <summary>Whether a handler is at work on a message that the server pushed.</summary>
    internal bool IsHandlingPush
    {
        get
        {
            lock (_waitingPushes)
            {
                return _isPushing;
            }
        }
    }

    /// <summary>Whether a handler gets what the server pushes. Generated, for protocols that hand over.</summary>
    protected virtual bool HandlesPushes => false;

    /// <summary>Makes the queue for one kind of message that the server pushes.</summary>
    /// <typeparam name="TMessage">The kind of message.</typeparam>
    /// <returns>The queue.</returns>
    protected PushBacklog<TMessage> AddPushBacklog<TMessage>()
        where TMessage : IProtocolMessage<TMessage>
    {
        var queue = new PushBacklog<TMessage>(_options.PushBacklog, TProtocol.Description.HandsOver ? OnReaderWaits : null);
        _pushQueues.Add(queue);
        _pushQueuesByType.Add(typeof(TMessage), queue);
        return queue;
    }

    /// <summary>Enumerates the messages of one kind that the server pushes, from the first one on that was not read yet.</summary>
    /// <typeparam name="TMessage">A kind of message that the server sends.</typeparam>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The messages as they come. The enumeration ends with a <see cref="ConnectionClosedException"/> when the connection has ended.</returns>
    /// <exception cref="InvalidOperationException">The messages go to a handler, or are not of this protocol.</exception>
    [Requires(SocketState.Connected)]
    public IAsyncEnumerable<TMessage> ReceiveAsync<TMessage>(CancellationToken cancellationToken = default)
        where TMessage : IProtocolMessage<TMessage> =>
        _pushQueuesByType.TryGetValue(typeof(TMessage), out object? queue)
            ? ((PushBacklog<TMessage>)queue).ReadAllAsync(cancellationToken)
            : throw new InvalidOperationException(
                $"{typeof(TMessage).Name} can't be enumerated: the server does not push it, or this client was connected with a handler, which gets it.");

    /// <summary>Hands a pushed message to the handler or the queue of its kind.</summary>
    /// <param name="push">The message.</param>
    /// <returns>The handler's task.</returns>
    protected abstract ValueTask DispatchAsync(in IncomingPush<TProtocol> push);

    /// <summary>Takes a message that the server pushed. Handlers run one at a time, in order; while one does, further messages wait here.</summary>
    internal void OnPush(in ReceivedFrame frame, in FrameRoute route)
    {
        lock (_waitingPushes)
        {
            if (_isPushing)
            {
                if (_waitingPushes.Count >= _options.PushBacklog)
                {
                    Abort(new ConnectionClosedException(
                        $"The push handler fell behind: {_options.PushBacklog} messages wait for it. Handle them faster, or raise ClientOptions.PushBacklog."));
                    return;
                }

                frame.AddReference();
                _waitingPushes.Enqueue((frame, route, ReceivedAt(in route)));
                return;
            }

            _isPushing = true;
            NoteStart(in route);
        }

        frame.AddReference();
        Push(frame, route, ReceivedAt(in route));
    }

    private void OnReaderWaits(int change)
    {
        if (Interlocked.Add(ref _waitingReaders, change) > 0)
        {
            (_link as StreamClientLink<TProtocol>)?.WantFrame();
            (_link as LinkPool<TProtocol>)?.WantFrames();
        }
    }

    private void Push(ReceivedFrame frame, FrameRoute route, long receivedAt)
    {
        while (true)
        {
            ValueTask handled;
            BeginRequest(in route);
            try
            {
                handled = DispatchAsync(new IncomingPush<TProtocol>(this, in frame, in route));
            }
#pragma warning disable CA1031 // A handler may throw anything; it must not take the connection's worker down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                handled = ValueTask.FromException(exception);
            }

            if (!handled.IsCompletedSuccessfully)
            {
                KeepRequest(in route, receivedAt);
                _ = FinishPushAsync(handled, frame, route);
                return;
            }

            _ = EndRequest(in route, hasWaited: false);
            frame.Release();
            if (!TryNextPush(out frame, out route, out receivedAt))
            {
                return;
            }
        }
    }

    private async Task FinishPushAsync(ValueTask handled, ReceivedFrame frame, FrameRoute route)
    {
        Exception? failure = null;
        try
        {
            await handled.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A handler may throw anything; the next message is not to blame.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        bool isGivenUp = EndRequest(in route, hasWaited: true);
        if (failure is not null && !(isGivenUp && failure is OperationCanceledException))
        {
            _link.LogHandlerFailure(route.MessageId, RemoteEndPoint, failure);
        }

        frame.Release();
        if (TryNextPush(out frame, out route, out long receivedAt))
        {
            Push(frame, route, receivedAt);
        }
    }

    private bool TryNextPush(out ReceivedFrame frame, out FrameRoute route, out long receivedAt)
    {
        lock (_waitingPushes)
        {
            while (_waitingPushes.TryDequeue(out (ReceivedFrame Frame, FrameRoute Route, long ReceivedAt) next))
            {
                (frame, route, receivedAt) = next;
                if (route.Kind != FrameKind.Request || _givenUp?.Remove(route.CorrelationId) != true)
                {
                    NoteStart(in route);
                    return true;
                }

                frame.Release();
            }

            ReleaseSpareTokenWhenClosed();
            _isPushing = false;
            frame = default;
            route = default;
            receivedAt = 0;
        }

        (_link as StreamClientLink<TProtocol>)?.WantFrame();
        return false;
    }
}

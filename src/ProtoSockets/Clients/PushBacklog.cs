using System.Threading.Channels;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>A backlog, for code that does not know of which messages.</summary>
internal interface IPushBacklog
{
    /// <summary>Ends its enumeration behind what it has.</summary>
    void Complete(Exception reason);

    /// <summary>Has another one of the same kind take what this has, and what comes from now on.</summary>
    void PassOnTo(IPushBacklog other);
}

/// <summary>Messages of one kind that the server pushed, kept until they are enumerated.</summary>
/// <typeparam name="TMessage">The kind of message.</typeparam>
public sealed class PushBacklog<TMessage> : IPushBacklog
    where TMessage : IProtocolMessage<TMessage>
{
    private readonly Channel<TMessage> _messages;
    private readonly int _capacity;
    private readonly Action<int>? _onWaiting;
    private readonly Lock _gate = new();
    private PushBacklog<TMessage>? _other;
    private Exception? _overflow;
    private bool _isWaited;
    private int _readers;

    /// <summary>Makes an empty backlog.</summary>
    /// <param name="capacity">How many messages are kept.</param>
    /// <param name="onWaiting">Told 1 when a reader begins to wait for a message, and -1 when it ends to.</param>
    internal PushBacklog(int capacity, Action<int>? onWaiting = null)
    {
        _onWaiting = onWaiting;
        _capacity = capacity;
        _messages = Channel.CreateBounded<TMessage>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>Adds a message that came. One too many ends the enumeration, after those that are kept, with an exception: none is lost silently.</summary>
    /// <param name="message">The message; a copy is kept of what it borrows.</param>
    public void Add(in TMessage message)
    {
        bool isAdded;
        bool wasWaited;
        lock (_gate)
        {
            if (_other is not null)
            {
                // Under the lock, so that what came before has been passed on.
                _other.Add(in message);
                return;
            }

            TMessage kept = message.ToOwnedMessage();
            isAdded = _messages.Writer.TryWrite(kept);
            if (!isAdded)
            {
                _overflow ??= new ConnectionClosedException(
                    $"The reader of {typeof(TMessage).Name} fell behind: {_capacity} messages were kept and a further one came. Read faster, or raise ClientOptions.PushBacklog.");
            }

            if (TMessage.IsStreamed && !isAdded)
            {
                TMessage.GetStreamed(in kept).Dispose();
            }

            // The wait is over now, and not only when the reader gets to run: until it asks again, no further frame is wanted.
            wasWaited = _isWaited;
            _isWaited = false;
        }

        if (wasWaited)
        {
            _onWaiting?.Invoke(-1);
        }

        if (!isAdded)
        {
            _messages.Writer.TryComplete(_overflow);
        }
    }

    void IPushBacklog.Complete(Exception reason) => _messages.Writer.TryComplete(reason);

    void IPushBacklog.PassOnTo(IPushBacklog other)
    {
        lock (_gate)
        {
            _other = (PushBacklog<TMessage>)other;
            while (_messages.Reader.TryRead(out TMessage? message))
            {
                _other.Add(in message);
            }

            if (_overflow is not null)
            {
                // Behind those that were kept, as if they had come there.
                _other._messages.Writer.TryComplete(_overflow);
            }
        }

        _messages.Writer.TryComplete(new InvalidOperationException(
            $"The {typeof(TMessage).Name} messages of this connection go to the client that it is one of: enumerate them by ReceiveAsync of the client that ConnectAsync gives, and await replies alone while a connection is prepared."));
    }

    internal async IAsyncEnumerable<TMessage> ReadAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _readers, 1) != 0)
        {
            throw new InvalidOperationException($"The {typeof(TMessage).Name} messages of this client are being enumerated already; one reader at a time.");
        }

        try
        {
            while (await WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_messages.Reader.TryRead(out TMessage? message))
                {
                    yield return message;
                    if (TMessage.IsStreamed)
                    {
                        TMessage.GetStreamed(in message).Dispose();
                    }
                }
            }
        }
        finally
        {
            Volatile.Write(ref _readers, 0);
        }
    }

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_onWaiting is null)
        {
            return await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_messages.Reader.TryPeek(out _))
            {
                return true;
            }

            _isWaited = true;
        }

        _onWaiting(1);
        try
        {
            return await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            bool isWaited;
            lock (_gate)
            {
                isWaited = _isWaited;
                _isWaited = false;
            }

            if (isWaited)
            {
                _onWaiting(-1);
            }
        }
    }
}

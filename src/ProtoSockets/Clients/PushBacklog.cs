using System.Threading.Channels;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>Messages of one kind that the server pushed, kept until they are enumerated.</summary>
/// <typeparam name="TMessage">The kind of message.</typeparam>
public sealed class PushBacklog<TMessage>
    where TMessage : IProtocolMessage<TMessage>
{
    private readonly Channel<TMessage> _messages;
    private readonly int _capacity;
    private int _readers;

    internal PushBacklog(int capacity)
    {
        _capacity = capacity;
        _messages = Channel.CreateBounded<TMessage>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>Adds a message that came. One too many ends the enumeration, after those that are kept, with an exception: none is lost silently.</summary>
    /// <param name="message">The message; a copy is kept of what it borrows.</param>
    public void Add(in TMessage message)
    {
        if (!_messages.Writer.TryWrite(message.ToOwnedMessage()))
        {
            _messages.Writer.TryComplete(new ConnectionClosedException(
                $"The reader of {typeof(TMessage).Name} fell behind: {_capacity} messages were kept and a further one came. Read faster, or raise ClientOptions.PushBacklog."));
        }
    }

    internal void Complete(Exception reason) => _messages.Writer.TryComplete(reason);

    internal async IAsyncEnumerable<TMessage> ReadAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _readers, 1) != 0)
        {
            throw new InvalidOperationException($"The {typeof(TMessage).Name} messages of this client are being enumerated already; one reader at a time.");
        }

        try
        {
            while (await _messages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (_messages.Reader.TryRead(out TMessage? message))
                {
                    yield return message;
                }
            }
        }
        finally
        {
            Volatile.Write(ref _readers, 0);
        }
    }
}

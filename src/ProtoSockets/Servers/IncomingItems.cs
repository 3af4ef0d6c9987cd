using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Servers;

namespace ProtoSockets.Runtime;

/// <summary>The stream that a client sends with a call, as its handler reads it: once, by one reader, until the handler's task ends. The items are owned.</summary>
/// <typeparam name="TItem">The item.</typeparam>
public sealed class IncomingItems<TItem> : IAsyncEnumerable<TItem>, IItemSink
    where TItem : IProtocolMessage<TItem>
{
    private readonly ItemQueue<TItem> _items;
    private int _isRead;

    internal IncomingItems(StreamWindow window, Action<int, long> grant) => _items = new ItemQueue<TItem>(window, grant);

    int IItemSink.OpenItems => _items.OpenItems;

    /// <summary>Reads the stream.</summary>
    /// <param name="cancellationToken">Ends the reading. That the call is over (its deadline, its caller, the connection) ends it in any case.</param>
    /// <returns>The items as they come.</returns>
    /// <exception cref="InvalidOperationException">It is read already.</exception>
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Interlocked.Exchange(ref _isRead, 1) == 0
        ? new Reader(_items, cancellationToken)
        : throw new InvalidOperationException("The stream of a call is read once.");

    void IItemSink.Open() => _items.Open();

    void IItemSink.End(Exception? failure) => _items.End(failure);

    string? IItemSink.Take(in ReceivedFrame frame, ushort version)
    {
        WireReader reader = frame.Read(Side.Client, version);
        if (TItem.TryReadFrame(ref reader, out TItem item))
        {
            return _items.Add(item.ToOwnedMessage(), frame.Length);
        }

        // The handler gets what is wrong, behind the items before it; those behind it can be as they like.
        _items.End(new WireFormatException(reader.Error!));
        return null;
    }

    private sealed class Reader : IAsyncEnumerator<TItem>
    {
        private readonly ItemQueue<TItem> _items;
        private readonly CancellationToken _cancellation;
        private readonly CancellationTokenRegistration _registration;

        public Reader(ItemQueue<TItem> items, CancellationToken cancellation)
        {
            _items = items;
            _cancellation = cancellation;
            _registration = cancellation.UnsafeRegister(static (state, token) => ((ItemQueue<TItem>)state!).End(new OperationCanceledException(token)), items);
        }

        public TItem Current => _items.Current;

        public ValueTask<bool> MoveNextAsync() => _items.MoveNextAsync();

        public ValueTask DisposeAsync()
        {
            _items.Stop();
            return _registration.DisposeAsync();
        }
    }
}

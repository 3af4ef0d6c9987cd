using ProtoSockets.Calls;

namespace ProtoSockets.Connections;

/// <summary>What is done with a datagram.</summary>
/// <param name="frame">The datagram; valid during the call unless its buffer is referred to.</param>
/// <param name="peer">Who sent it, as far as the receiver cares.</param>
internal delegate void DatagramHandler(in ReceivedFrame frame, object? peer);

/// <summary>A datagram on its way from the receive loop to the thread pool. Reused.</summary>
internal sealed class ReceivedDatagram : IThreadPoolWorkItem, IPooled
{
    private ReceivedFrame _frame;
    private DatagramHandler? _handler;
    private object? _peer;

    public static ReceivedDatagram Rent(in ReceivedFrame frame, DatagramHandler handler, object? peer = null)
    {
        ReceivedDatagram datagram = ObjectPool<ReceivedDatagram>.Rent();
        datagram._frame = frame;
        datagram._handler = handler;
        datagram._peer = peer;
        return datagram;
    }

    void IThreadPoolWorkItem.Execute()
    {
        ReceivedFrame frame = _frame;
        DatagramHandler handler = _handler!;
        object? peer = _peer;
        _frame = default;
        _handler = null;
        _peer = null;
        ObjectPool<ReceivedDatagram>.Return(this);
        try
        {
            handler(in frame, peer);
        }
        finally
        {
            frame.Buffer.Release();
        }
    }
}

using ProtoSockets.Calls;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>Datagrams of one sender on their way from the receive loop to the thread pool. Reused.</summary>
internal sealed class ReceivedDatagrams : IThreadPoolWorkItem, IPooled
{
    private ReceivedFrame _all;
    private DatagramRun _run;
    private IDatagramConsumer? _consumer;
    private object? _sender;

    /// <summary>Hands datagrams over, one after the other.</summary>
    /// <param name="all">All of them; the reference to the buffer is this method's to release.</param>
    /// <param name="run">Where one ends.</param>
    /// <param name="consumer">Who gets them.</param>
    /// <param name="sender">Who sent them, as the consumer knows it.</param>
    public static void HandOver(in ReceivedFrame all, in DatagramRun run, IDatagramConsumer consumer, object? sender)
    {
        int count = run.Count;
        DatagramWriter? writer = count > 1 ? consumer.WriterOf(sender) : null;
        bool isGathering = writer?.TryBegin() ?? false;
        try
        {
            for (int index = 0, start = 0; index < count; index++, start += run.DatagramBytes)
            {
                consumer.OnDatagram(new ReceivedFrame(all.Buffer, all.Offset + start, Math.Min(run.DatagramBytes, run.Bytes - start)), sender);
            }
        }
        finally
        {
            if (isGathering)
            {
                writer!.End();
            }

            all.Buffer.Release();
        }
    }

    /// <summary>Has the thread pool hand them over.</summary>
    public static void Queue(in ReceivedFrame all, in DatagramRun run, IDatagramConsumer consumer, object? sender)
    {
        ReceivedDatagrams datagrams = ObjectPool<ReceivedDatagrams>.Rent();
        datagrams._all = all;
        datagrams._run = run;
        datagrams._consumer = consumer;
        datagrams._sender = sender;
        ThreadPool.UnsafeQueueUserWorkItem(datagrams, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        ReceivedFrame all = _all;
        DatagramRun run = _run;
        IDatagramConsumer consumer = _consumer!;
        object? sender = _sender;
        _all = default;
        _consumer = null;
        _sender = null;
        ObjectPool<ReceivedDatagrams>.Return(this);
        HandOver(in all, in run, consumer, sender);
    }
}

using ProtoSockets.Connections;

namespace ProtoSockets;

/// <summary>
/// Messages that leave together, of one client and one thread: what is sent between <c>using (client.BeginBatch())</c> and its end goes to the system in one piece. It can't live across an <c>await</c>, where the
/// thread may change. A task that has not ended when it comes back (<see cref="ClientOptions.MaxPendingSendBytes"/> wait to be sent) is to be awaited behind the batch.
/// </summary>
public readonly ref struct SendBatch
{
    private readonly CoalescingWriter? _writer;
    private readonly int _corked;
    private readonly DatagramWriter? _datagrams;

    internal SendBatch(CoalescingWriter writer)
    {
        _writer = writer;
        _corked = writer.Cork();
    }

    internal SendBatch(DatagramWriter datagrams) => _datagrams = datagrams.TryBegin() ? datagrams : null;

    /// <summary>Sends what has gathered.</summary>
    public void Dispose()
    {
        _writer?.Uncork(_corked);
        _datagrams?.End();
    }
}

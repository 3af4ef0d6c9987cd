using System.Threading.Tasks.Sources;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>
/// Calls that wait for replies on one connection, as a careful hand would write them: each is its own reusable task, found by its id, and allocates nothing. No deadline, no cancellation, no end of the connection.
/// </summary>
internal sealed class CallSlots
{
    private readonly Lock _gate = new();
    private readonly Stack<Slot> _free = new();
    private readonly Slot[] _slots;

    public CallSlots(int count)
    {
        _slots = new Slot[count];
        for (int index = 0; index < count; index++)
        {
            _slots[index] = new Slot(this, (uint)index);
            _free.Push(_slots[index]);
        }
    }

    /// <summary>Takes a place for a call. There is one: no more are in flight than were said.</summary>
    public Slot Rent()
    {
        lock (_gate)
        {
            return _free.Pop();
        }
    }

    /// <summary>Ends the call that a reply answers; who awaits it goes on here.</summary>
    public void Complete(ReadOnlySpan<byte> reply) => _slots[Frames.CheckReply(reply)].Complete(Frames.ReadReply(reply));

    private void Return(Slot slot)
    {
        lock (_gate)
        {
            _free.Push(slot);
        }
    }

    /// <summary>A call.</summary>
    internal sealed class Slot(CallSlots owner, uint call) : IValueTaskSource<Answer>
    {
        private ManualResetValueTaskSourceCore<Answer> _core;

        /// <summary>Its id.</summary>
        public uint Call => call;

        public ValueTask<Answer> Task => new(this, _core.Version);

        public void Complete(Answer reply) => _core.SetResult(reply);

        Answer IValueTaskSource<Answer>.GetResult(short token)
        {
            Answer reply = _core.GetResult(token);
            _core.Reset();
            owner.Return(this);
            return reply;
        }

        ValueTaskSourceStatus IValueTaskSource<Answer>.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource<Answer>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}

/// <summary>A connection written by hand that gives such tasks.</summary>
internal interface ISlotConnection
{
    ValueTask<Answer> CallAsync();
}

/// <summary>Calls on such connections.</summary>
internal readonly struct SlotCaller(ISlotConnection[] connections) : ICaller<Answer>
{
    public ValueTask<Answer> CallAsync(int connection, ulong number) => connections[connection].CallAsync();

    // The slot was found by the id, and the payload was compared with it: it is the id's lowest byte throughout.
    public bool IsReply(Answer reply, ulong number) => reply.First == reply.Fourth;
}

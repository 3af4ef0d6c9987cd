using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Connections;

/// <summary>
/// A lock that is held for the time of writing a frame or finding a call, and taken for each. It costs one locked instruction; <see cref="Lock"/> costs two and more, which was a third of the time
/// of a one-way message. In return nobody is woken: who finds it taken spins, gives way, and then looks again every millisecond.
/// </summary>
/// <remarks>A mutable structure: never a readonly field.</remarks>
internal struct BriefLock
{
    private int _owner;

    /// <summary>Waits for the lock. Must be followed by <see cref="Exit"/> on the same thread.</summary>
    /// <exception cref="LockRecursionException">This thread has it: code of users that runs while a frame is written has sent another one.</exception>
    public void Enter()
    {
        int self = Environment.CurrentManagedThreadId;
        if (Interlocked.CompareExchange(ref _owner, self, 0) != 0)
        {
            Wait(self);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Exit() => Volatile.Write(ref _owner, 0);

    /// <summary>Waits for the lock, and gives it back at the end of a <c>using</c>.</summary>
    [UnscopedRef]
    public Scope EnterScope()
    {
        Enter();
        return new Scope(ref this);
    }

    private void Wait(int self)
    {
        if (Volatile.Read(ref _owner) == self)
        {
            throw new LockRecursionException("A message was sent from code that runs while another message of the same connection is written.");
        }

        var patience = default(SpinWait);
        do
        {
            patience.SpinOnce();
        }
        while (Volatile.Read(ref _owner) != 0 || Interlocked.CompareExchange(ref _owner, self, 0) != 0);
    }

    /// <summary>The time in which the lock is held.</summary>
    internal readonly ref struct Scope(ref BriefLock held)
    {
        private readonly ref BriefLock _held = ref held;

        /// <summary>Gives the lock back.</summary>
        public void Dispose() => _held.Exit();
    }
}

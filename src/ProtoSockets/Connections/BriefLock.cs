using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Connections;

/// <summary>
/// A lock that is held for the time of writing a frame or finding a call, and taken for each. It costs one locked instruction; <see cref="Lock"/> costs two and more, which was a third of the time
/// of a one-way message. In return nobody is woken: who finds it taken spins, gives way, and then looks again every millisecond.
/// </summary>
/// <remarks>A mutable structure: never a readonly field.</remarks>
internal struct BriefLock
{
    /// <summary>The owner who has not said which thread it is. Looking up the thread's id costs as much as the rest of a lock that is free.</summary>
    private const int SomeThread = -1;

    private int _owner;

    /// <summary>The thread that took it by <see cref="Enter(int)"/>. For its holder.</summary>
    public readonly int Owner => _owner;

    /// <summary>Waits for the lock, to run code that takes it no second time. Must be followed by <see cref="Exit"/>.</summary>
    /// <exception cref="LockRecursionException">This thread has it, by <see cref="Enter(int)"/>.</exception>
    public void Enter() => Enter(SomeThread);

    /// <summary>Waits for the lock, to run code of users. Must be followed by <see cref="Exit"/> on the same thread.</summary>
    /// <param name="thread">This thread's id.</param>
    /// <exception cref="LockRecursionException">This thread has it: code of users that runs while a frame is written has sent another one.</exception>
    public void Enter(int thread)
    {
        if (Interlocked.CompareExchange(ref _owner, thread, 0) != 0)
        {
            Wait(thread);
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

    private void Wait(int thread)
    {
        if (Volatile.Read(ref _owner) == Environment.CurrentManagedThreadId)
        {
            throw new LockRecursionException("A message was sent from code that runs while another message of the same connection is written.");
        }

        var patience = default(SpinWait);
        do
        {
            patience.SpinOnce();
        }
        while (Volatile.Read(ref _owner) != 0 || Interlocked.CompareExchange(ref _owner, thread, 0) != 0);
    }

    /// <summary>The time in which the lock is held.</summary>
    internal readonly ref struct Scope(ref BriefLock held)
    {
        private readonly ref BriefLock _held = ref held;

        /// <summary>Gives the lock back.</summary>
        public void Dispose() => _held.Exit();
    }
}

using ProtoSockets.Calls;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// A block of memory that frames are received into and borrowed from. It is counted: the receive loop holds one reference, and so does everything that still
/// reads a frame in it. With the last one it goes back to the pool.
/// </summary>
internal class ReceiveBuffer
{
    /// <summary>The size of the pooled buffer that holds many small frames; a larger frame gets a buffer of its own size, which is not pooled.</summary>
    public const int DefaultSize = 16 * 1024;

    /// <summary>The size of the smallest pooled buffer: what a connection waits with on which little comes at a time. It is most of what an idle connection holds.</summary>
    public const int SmallSize = 512;

    /// <summary>The size of the largest pooled buffer: where more comes than one of <see cref="DefaultSize"/> takes, this one saves three system calls in four.</summary>
    public const int LargeSize = 64 * 1024;

    private readonly byte[] _bytes;
    private int _references = 1;

    private ReceiveBuffer(int size) =>
        // Pinned for good: the socket would pin it for each receive otherwise.
        _bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);

    public int Length => _bytes.Length;

    public Memory<byte> Memory => _bytes;

    public Span<byte> Span => _bytes;

    /// <summary>Whether nobody but the receive loop refers to it, so that its bytes may be overwritten.</summary>
    public bool IsUnshared => Volatile.Read(ref _references) == 1;

    public static ReceiveBuffer Rent(int size)
    {
        if (size > DefaultSize && size != LargeSize)
        {
            RentedCount.Rented();
            return new ReceiveBuffer(size);
        }

        ReceiveBuffer buffer = size > DefaultSize ? ObjectPool<Large>.Rent() : size > SmallSize ? ObjectPool<Default>.Rent() : ObjectPool<Small>.Rent();
        buffer._references = 1;
        return buffer;
    }

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        System.Diagnostics.Debug.Assert(left >= 0, "A receive buffer was released more often than it was referred to.");
        if (left == 0)
        {
            Return();
        }
    }

    /// <summary>Gives it back, if it came from a pool.</summary>
    protected virtual void Return() => RentedCount.Returned();

    private sealed class Large() : ReceiveBuffer(LargeSize), IPooled
    {
        /// <summary>How many buffers the pool keeps: 4 MiB in all.</summary>
        public static int MaxKept => 64;

        protected override void Return() => ObjectPool<Large>.Return(this);
    }

    private sealed class Default() : ReceiveBuffer(DefaultSize), IPooled
    {
        /// <summary>How many buffers the pool keeps: 4 MiB in all.</summary>
        public static int MaxKept => 256;

        protected override void Return() => ObjectPool<Default>.Return(this);
    }

    private sealed class Small() : ReceiveBuffer(SmallSize), IPooled
    {
        /// <summary>How many buffers the pool keeps: 1 MiB in all.</summary>
        public static int MaxKept => 2048;

        protected override void Return() => ObjectPool<Small>.Return(this);
    }
}

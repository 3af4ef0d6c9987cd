using ProtoSockets.Calls;

namespace ProtoSockets.Connections;

/// <summary>
/// A block of memory that frames are received into and borrowed from. It is counted: the receive loop holds one reference, and so does everything that still
/// reads a frame in it. With the last one it goes back to the pool.
/// </summary>
internal sealed class ReceiveBuffer : IPooled
{
    /// <summary>The size of a pooled buffer. One holds many small frames; a larger frame gets a buffer of its own size, which is not pooled.</summary>
    public const int DefaultSize = 16 * 1024;

    private readonly byte[] _bytes;
    private int _references = 1;

    /// <summary>Makes a buffer for the pool.</summary>
    public ReceiveBuffer()
        : this(DefaultSize)
    {
    }

    private ReceiveBuffer(int size) =>
        // Pinned for good: the socket would pin it for each receive otherwise.
        _bytes = GC.AllocateUninitializedArray<byte>(size, pinned: true);

    /// <summary>How many buffers the pool keeps: 4 MiB in all.</summary>
    public static int MaxKept => 256;

    public int Length => _bytes.Length;

    public Memory<byte> Memory => _bytes;

    public Span<byte> Span => _bytes;

    /// <summary>Whether nobody but the receive loop refers to it, so that its bytes may be overwritten.</summary>
    public bool IsUnshared => Volatile.Read(ref _references) == 1;

    public static ReceiveBuffer Rent(int size)
    {
        if (size > DefaultSize)
        {
            return new ReceiveBuffer(size);
        }

        ReceiveBuffer buffer = ObjectPool<ReceiveBuffer>.Rent();
        buffer._references = 1;
        return buffer;
    }

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        System.Diagnostics.Debug.Assert(left >= 0, "A receive buffer was released more often than it was referred to.");
        if (left == 0 && _bytes.Length == DefaultSize)
        {
            ObjectPool<ReceiveBuffer>.Return(this);
        }
    }
}

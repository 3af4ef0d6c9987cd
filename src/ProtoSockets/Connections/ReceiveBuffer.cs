using System.Collections.Concurrent;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// A block of memory that frames are received into and borrowed from. It is counted: the receive loop holds one reference, and so does everything that still
/// reads a frame in it. With the last one it goes back to the pool.
/// </summary>
internal sealed class ReceiveBuffer
{
    /// <summary>The size of a pooled buffer. One holds many small frames; a larger frame gets a buffer of its own size, which is not pooled.</summary>
    public const int DefaultSize = 16 * 1024;

    /// <summary>How many buffers the pool keeps: 4 MiB in all.</summary>
    private const int MaxPooled = 256;

    private static readonly ConcurrentQueue<ReceiveBuffer> Pool = new();
    private static int s_pooled;

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
        RentedCount.Rented();
        if (size > DefaultSize)
        {
            return new ReceiveBuffer(size);
        }

        if (Pool.TryDequeue(out ReceiveBuffer? buffer))
        {
            Interlocked.Decrement(ref s_pooled);
            buffer._references = 1;
            return buffer;
        }

        return new ReceiveBuffer(DefaultSize);
    }

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        System.Diagnostics.Debug.Assert(left >= 0, "A receive buffer was released more often than it was referred to.");
        if (left == 0)
        {
            RentedCount.Returned();
        }

        if (left == 0 && _bytes.Length == DefaultSize)
        {
            if (Interlocked.Increment(ref s_pooled) <= MaxPooled)
            {
                Pool.Enqueue(this);
            }
            else
            {
                Interlocked.Decrement(ref s_pooled);
            }
        }
    }
}

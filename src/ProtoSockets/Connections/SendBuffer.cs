using System.Buffers;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// Memory that frames gather in. A connection keeps a small piece; what needs more rents it until it is sent, so that a burst does not stay in memory, and a stream that needs it again and again allocates
/// nothing.
/// </summary>
internal struct SendBuffer
{
    private const int KeptSize = 16 * 1024;

    private byte[]? _kept;
    private byte[]? _rented;

    /// <summary>The memory; none before the first <see cref="Grow"/>.</summary>
    public readonly byte[] Bytes => _rented ?? _kept ?? [];

    /// <summary>Gives room for more, behind what is there.</summary>
    /// <param name="used">How many bytes there are.</param>
    /// <param name="size">How many more are needed.</param>
    public void Grow(int used, int size)
    {
        // Pinned for good: the socket would pin it for each send otherwise.
        _kept ??= GC.AllocateUninitializedArray<byte>(KeptSize, pinned: true);
        if (Bytes.Length - used >= size)
        {
            return;
        }

        RentedCount.Rented();
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Bytes.Length * 2, checked(used + size)));
        Bytes.AsSpan(0, used).CopyTo(larger);
        GiveBack();
        _rented = larger;
    }

    /// <summary>Gives back what was rented. What is in the buffer is lost.</summary>
    public void GiveBack()
    {
        if (_rented is not null)
        {
            RentedCount.Returned();
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}

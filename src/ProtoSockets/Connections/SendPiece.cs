using System.Buffers;
using ProtoSockets.Calls;

namespace ProtoSockets.Connections;

/// <summary>
/// Memory that frames gather in until it is sent. All pieces have one size, so that a burst takes more of them instead of ever larger ones, nothing is copied when it grows, and a connection with nothing to send
/// has none. A frame that is larger gets a piece of its own.
/// </summary>
internal sealed class SendPiece : IPooled
{
    /// <summary>The size of a pooled piece: with so much in one system call, a larger one saves nothing worth speaking of, and it stays in the processor's cache.</summary>
    public const int Size = 32 * 1024;

    private readonly bool _isRented;

    /// <summary>Makes a piece for the pool. Pinned for good: the socket would pin it for each send otherwise.</summary>
    public SendPiece() => Bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    private SendPiece(int size)
    {
        Bytes = ArrayPool<byte>.Shared.Rent(size);
        _isRented = true;
    }

    /// <summary>How many pieces the pool keeps: 4 MiB in all.</summary>
    public static int MaxKept => 128;

    /// <summary>The memory.</summary>
    public byte[] Bytes { get; }

    /// <summary>How many bytes of it are to be sent.</summary>
    public int Length { get; set; }

    /// <summary>Whether nothing is to be added, though there may be room: what streams comes next.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What is to be sent behind it.</summary>
    public SendPiece? Next { get; set; }

    /// <summary>Makes a piece with room for a frame.</summary>
    public static SendPiece For(int frameSize) => frameSize > Size ? new SendPiece(frameSize) : ObjectPool<SendPiece>.Rent();

    /// <summary>Gives the piece back once nobody sends from it any more.</summary>
    public void Return()
    {
        Length = 0;
        IsClosed = false;
        Next = null;
        if (_isRented)
        {
            ArrayPool<byte>.Shared.Return(Bytes);
        }
        else
        {
            ObjectPool<SendPiece>.Return(this);
        }
    }
}

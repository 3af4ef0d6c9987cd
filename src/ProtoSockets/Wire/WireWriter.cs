using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProtoSockets;

/// <summary>
/// Writes one message front to back into a buffer that is large enough (<c>GetSize</c> says how large). Lengths that are known only afterwards are
/// patched in place through <see cref="At"/>.
/// </summary>
public ref struct WireWriter
{
    private readonly Span<byte> _buffer;
    private readonly int _origin;
    private int _position;
    private WireContext? _context;
    private long _again;

    /// <summary>Writes a message at the start of a buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="from">Who sends the message.</param>
    public WireWriter(Span<byte> buffer, Side from = Side.Both)
        : this(buffer, 0, from)
    {
    }

    /// <summary>Writes a message behind bytes that are not part of it (the length prefix of a frame).</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="origin">Where in it the message starts.</param>
    /// <param name="from">Who sends the message.</param>
    public WireWriter(Span<byte> buffer, int origin, Side from)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)origin, (uint)buffer.Length, nameof(origin));
        _buffer = buffer;
        _origin = origin;
        _position = origin;
        From = from;
        Version = ushort.MaxValue;
    }

    /// <summary>Who sends the message.</summary>
    public Side From { get; }

    /// <summary>
    /// For the reply to a call: the tag that its request gives to a union in it (<see cref="DiscriminatedByAttribute.InRequest"/>), so that no other case is sent. Null when it is not
    /// known.
    /// </summary>
    public long? CallTag { readonly get; set; }

    /// <summary>The version of the protocol, for members and messages that not all versions have. 65,535, the newest, unless the connection or a member says otherwise.</summary>
    public ushort Version { get; set; }

    /// <summary>Whether a member that streams is not written into the buffer, since it is sent behind it.</summary>
    internal bool IsHeadOnly { readonly get; init; }

    /// <summary>How many bytes of the message follow those in the buffer: those of a member that streams. Lengths in front of it count them.</summary>
    public long Behind { readonly get; internal set; }

    /// <summary>
    /// Whether numbers have their least significant byte first where the byte order is left to run time (<see cref="ByteOrderAttribute"/>). The record that chooses sets it, and puts back what it
    /// found; codecs may ask.
    /// </summary>
    public bool IsLittleEndian { get; set; }

    /// <summary>The offset of the next byte, from the start of the message.</summary>
    public readonly int Position => _position - _origin;

    /// <summary>What was written of the message so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[_origin.._position];

    /// <summary>The rest of the buffer, to write into before <see cref="Take"/> or <see cref="Advance"/>.</summary>
    public readonly Span<byte> Rest => _buffer[_position..];

    /// <summary>Takes the next bytes of the buffer to write into. They hold whatever they held: write each of them.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Exactly that many bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is too small.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Take(int count)
    {
        if ((uint)count > (uint)(_buffer.Length - _position))
        {
            ThrowTooSmall(count);
        }

        // It was just checked: a position is never behind the end of the buffer. A slice would check once more.
        int position = _position;
        _position = position + count;
        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), position), count);
    }

    /// <summary>Counts bytes as written that were written through <see cref="Rest"/>.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is too small.</exception>
    public void Advance(int count) => _ = Take(count);

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer is too small.</exception>
    public void Write(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Bytes of the message that were written before, to patch them.</summary>
    /// <param name="position">Their offset from the start of the message.</param>
    /// <param name="count">How many.</param>
    /// <returns>The bytes.</returns>
    public readonly Span<byte> At(int position, int count) => _buffer[_origin.._position].Slice(position, count);

    /// <summary>
    /// What a codec remembers while one message is written (the names that compression can point back to): the same object for all members of the
    /// message, and a fresh one for the next message.
    /// </summary>
    /// <typeparam name="TContext">The codec's own class.</typeparam>
    /// <returns>The context of this message.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TContext Context<TContext>()
        where TContext : WireContext, new()
    {
        if (_context is null)
        {
            TContext created = WireContext.Rent<TContext>();
            _context = created;
            return created;
        }

        return _context.Find<TContext>();
    }

    /// <summary>Goes back to a place, to write all behind it again; what codecs remember of the message is forgotten.</summary>
    /// <param name="position">An offset from the start of the message.</param>
    internal void GoBack(int position)
    {
        _position = _origin + position;
        _context = null;
        Behind = 0;
    }

    /// <summary>How often the bytes of a message may be written again behind lengths of other sizes, which are in one another: as often as a reader reads them again where offsets say.</summary>
    private const int MaxRewrites = 16;

    /// <summary>Goes back to the place of a length, to write what it counts behind one of another size.</summary>
    /// <param name="position">An offset from the start of the message.</param>
    /// <param name="member">The member's name.</param>
    /// <exception cref="WireFormatException">A codec remembers what it wrote; or it has been often enough.</exception>
    internal void Again(int position, string member)
    {
        _again += Position - position;
        if (_context is not null || _again > (long)MaxRewrites * _buffer.Length)
        {
            throw new WireFormatException(_context is null
                ? $"{member} has been written more than {MaxRewrites} times behind lengths of other sizes: what is aligned in lengths that are in one another can't be written"
                : $"{member} would have to be written again behind a length of another size, and codecs remember where they wrote it: behind a length of variable size they must give their exact size");
        }

        _position = _origin + position;
        Behind = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowTooSmall(int count) =>
        throw new ArgumentOutOfRangeException(
            nameof(count),
            $"The buffer is too small: {count} more bytes are needed at byte {Position}, and {_buffer.Length - _position} are left.");
}

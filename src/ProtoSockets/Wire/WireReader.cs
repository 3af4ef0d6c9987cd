using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProtoSockets.Streams;

namespace ProtoSockets;

/// <summary>
/// Reads one message from its bytes, front to back. Generated code and codecs stand on it. Every <c>Try</c> method that returns false has recorded an
/// <see cref="Error"/> and left the position where it was; callers add the member's name with <see cref="In(string)"/> and return false in turn.
/// </summary>
public ref partial struct WireReader
{
    /// <summary>
    /// How many values may be nested in each other. Bytes that nest deeper are malformed: reading them recursively would overflow the stack, which
    /// no handler can catch. 64 is what System.Text.Json allows by default.
    /// </summary>
    public const int MaxDepth = 64;

    private const int NotEnclosed = -1;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly bool _isComplete;
    private bool _isEnclosed;

    /// <summary>Whether what encloses the current position is a length that ends with the member that streams.</summary>
    private bool _endsWithStream;
    private int _position;
    private int _end;
    private int _depth;
    private WireContext? _context;
    private WireError? _error;

    /// <summary>Reads from bytes that stay where they are: borrowed members point into them.</summary>
    /// <param name="bytes">The message, from its first byte.</param>
    /// <param name="isComplete">True when the message ends with the bytes, so that running out is malformed; false when more may follow.</param>
    /// <param name="from">Who sent it.</param>
    public WireReader(ReadOnlyMemory<byte> bytes, bool isComplete = false, Side from = Side.Both)
    {
        // The memory comes in two registers. As it came it would be stored, and loaded again with one load that waits for both stores; a slice has its parts in registers.
        ReadOnlyMemory<byte> whole = bytes[..];
        _memory = whole;
        _bytes = whole.Span;
        _isComplete = isComplete;

        // They are 0 anyway. But a reader is cleared with stores of 64 bytes, which a load of four bytes waits for; for a store of four it does not.
        _position = 0;
        _depth = 0;
        _end = whole.Length;
        From = from;
        Version = ushort.MaxValue;
    }

    /// <summary>Reads from bytes that may move: borrowed members get a copy of theirs.</summary>
    /// <param name="bytes">The message, from its first byte.</param>
    /// <param name="isComplete">True when the message ends with the bytes, so that running out is malformed; false when more may follow.</param>
    /// <param name="from">Who sent it.</param>
    public WireReader(ReadOnlySpan<byte> bytes, bool isComplete = false, Side from = Side.Both)
    {
        _bytes = bytes;
        _isComplete = isComplete;
        _position = 0;
        _depth = 0;
        _end = bytes.Length;
        From = from;
        Version = ushort.MaxValue;
    }

    /// <summary>Reads a part of a message that was read before (the elements of a borrowed list).</summary>
    internal WireReader(ReadOnlyMemory<byte> message, int position, Side from)
        : this(message, isComplete: true, from) => _position = position;

    /// <summary>Who sent the message.</summary>
    public Side From { get; }

    /// <summary>For a reply: the tag that its request gives to a union in it (<see cref="DiscriminatedByAttribute.InRequest"/>). Whoever reads the reply of a call sets it.</summary>
    public long CallTag { readonly get; set; }

    /// <summary>The version of the protocol, for members and messages that not all versions have. 65,535, the newest, unless the connection or a member says otherwise.</summary>
    public ushort Version { get; set; }

    /// <summary>
    /// Whether numbers have their least significant byte first where the byte order is left to run time (<see cref="ByteOrderAttribute"/>). The record that chooses sets it, and puts back what it
    /// found; codecs may ask.
    /// </summary>
    public bool IsLittleEndian { get; set; }

    /// <summary>The whole message, from its first byte, for codecs that look back (DNS name compression).</summary>
    public readonly ReadOnlySpan<byte> Message => _bytes;

    /// <summary>The offset of the next byte, from the start of the message.</summary>
    public readonly int Position => _position;

    /// <summary>How many bytes are left of the message, or of the length that encloses the current member.</summary>
    public readonly int Remaining => _end - _position;

    /// <summary>The bytes that are left, without taking them.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[_position.._end];

    /// <summary>Lends the bytes that are left, without taking them, if they stay where they are.</summary>
    /// <param name="rest">The bytes.</param>
    /// <returns>False for a reader over a span.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryLend(out ReadOnlyMemory<byte> rest)
    {
        if (_memory.IsEmpty)
        {
            rest = default;
            return false;
        }

        rest = _memory[_position.._end];
        return true;
    }

    /// <summary>What was wrong; null as long as nothing was.</summary>
    public readonly WireError? Error => _error;

    /// <summary>How many bytes were read in places that may overlap, and how often the reader moved to where an offset points.</summary>
    internal long Revisited { get; set; }

    /// <summary>Where what entries of a directory point to has ended so far.</summary>
    internal int Reached { get; set; }

    /// <summary>What is known of a member that streams; null when all of the message is in memory.</summary>
    internal StreamedTail? Tail { readonly get; set; }

    /// <summary>Whether the bytes stay where they are, so that members can borrow them.</summary>
    internal readonly bool LendsBytes => !_memory.IsEmpty;

    /// <summary>The message where members can borrow it, else nothing.</summary>
    internal readonly ReadOnlyMemory<byte> Memory => _memory;

    /// <summary>A reader of a part of the same message.</summary>
    internal readonly WireReader Between(int start, int end)
    {
        WireReader reader = this;
        reader._position = start;
        reader._end = end;
        reader._isEnclosed = true;
        reader._endsWithStream = false;
        reader._error = null;
        return reader;
    }

    /// <summary>Takes the next bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">The bytes, exactly <paramref name="count"/> of them.</param>
    /// <returns>False when fewer are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if ((uint)count > (uint)(_end - _position))
        {
            bytes = default;
            return Short(count);
        }

        bytes = _bytes.Slice(_position, count);
        _position += count;
        return true;
    }

    /// <summary>Looks at the next bytes without taking them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">The bytes, exactly <paramref name="count"/> of them.</param>
    /// <returns>False when fewer are left.</returns>
    public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        if (!TryTake(count, out bytes))
        {
            return false;
        }

        _position -= count;
        return true;
    }

    /// <summary>Passes over all that is left of the message, or of the length that encloses the current member.</summary>
    public void SkipRest() => _position = _end;

    /// <summary>Passes over bytes that were read through <see cref="Rest"/> or <see cref="TryLend"/>.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer are left.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_end - _position), nameof(count));
        _position += count;
    }

    /// <summary>Takes the next bytes, to keep as long as the message is valid. A reader over a span copies them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False when fewer are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBorrow(int count, out ReadOnlyMemory<byte> bytes)
    {
        int start = _position;
        if (!TryTake(count, out ReadOnlySpan<byte> span))
        {
            bytes = default;
            return false;
        }

        bytes = Keep(start, span);
        return true;
    }

    /// <summary>Limits what follows to a length. Pair it with <see cref="TryLeave"/>.</summary>
    /// <param name="length">How many bytes what follows has.</param>
    /// <param name="outerEnd">To be handed to <see cref="TryLeave"/>; it means nothing else.</param>
    /// <returns>False when fewer are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(int length, out int outerEnd)
    {
        outerEnd = _isEnclosed ? _end : NotEnclosed;
        if ((uint)length > (uint)(_end - _position))
        {
            return Short(length);
        }

        _end = _position + length;
        _isEnclosed = true;
        return true;
    }

    /// <summary>Ends a limit. What it enclosed must have been read to the end.</summary>
    /// <param name="outerEnd">What <see cref="TryEnter"/> gave.</param>
    /// <returns>False when bytes are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLeave(int outerEnd)
    {
        if (_position != _end)
        {
            return LeftOver();
        }

        _isEnclosed = outerEnd != NotEnclosed;
        _end = _isEnclosed ? outerEnd : _bytes.Length;
        return true;
    }

    /// <summary>
    /// Goes one level down into a value that can contain values of its own kind. Pair it with <see cref="Ascend"/>; after an error that is not needed.
    /// </summary>
    /// <returns>False when values are nested deeper than <see cref="MaxDepth"/>.</returns>
    public bool TryDescend() => _depth++ < MaxDepth || Malformed($"values are nested deeper than the limit of {MaxDepth}");

    /// <summary>Comes back up from a value; see <see cref="TryDescend"/>.</summary>
    public void Ascend() => _depth--;

    /// <summary>
    /// What a codec remembers while one message is read (the names that were found so far): the same object for all members of the message, and a fresh one for the next message. The elements of
    /// a list that borrows are read later, each time that somebody asks for them, and have a context of their own.
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

    /// <summary>Checks that the message was read to its end.</summary>
    /// <returns>False when bytes are left.</returns>
    public bool TryEnd() => _position == _end || LeftOver();

    /// <summary>Moves to another place of the message, for codecs that look back.</summary>
    /// <param name="position">The offset from the start of the message, within it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The offset lies outside the message.</exception>
    public void MoveTo(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)position, (uint)_end, nameof(position));
        _position = position;
    }

    /// <summary>
    /// Moves back to where an offset in the message points, for codecs that follow references (DNS name compression). Each reference has to point further back than the one before, so that
    /// there is no cycle, and all references of a message share a limit: as many as 16 times its bytes, with what [At] follows. So no short message asks for much work.
    /// </summary>
    /// <param name="position">The offset from the start of the message.</param>
    /// <param name="bound">What it has to lie in front of: to begin with, the start of the value that is being read. It is set to the position.</param>
    /// <returns>False when it does not, or when it has been enough; an error is recorded.</returns>
    public bool TryHop(int position, ref int bound)
    {
        if (position < 0 || position >= bound || position > _position)
        {
            return Malformed($"the reference to byte {position} does not point in front of byte {bound}");
        }

        bound = position;
        _position = position;
        return ++Revisited <= (long)Runtime.WirePlaces.MaxRevisits * _bytes.Length || Malformed($"references are followed more than {Runtime.WirePlaces.MaxRevisits} times for each byte of the message");
    }

    /// <summary>Records that the message is malformed at the current position.</summary>
    /// <param name="reason">What is wrong, in a few words, with the value and the limit.</param>
    /// <returns>False, to be returned.</returns>
    public bool Malformed(string reason) => MalformedAt(_position, reason);

    /// <summary>Records that the message is malformed.</summary>
    /// <param name="offset">Where, from the start of the message.</param>
    /// <param name="reason">What is wrong, in a few words, with the value and the limit.</param>
    /// <returns>False, to be returned.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool MalformedAt(int offset, string reason)
    {
        _error ??= new WireError(WireErrorKind.Malformed, offset, 0, reason);
        return false;
    }

    /// <summary>Says in which member the recorded error lies; the innermost member speaks first.</summary>
    /// <param name="member">The member's name.</param>
    /// <returns>False, to be returned.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly bool In(string member)
    {
        _error?.Enclose(member);
        return false;
    }

    /// <summary>Says in which element of which member the recorded error lies.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="index">The element's index.</param>
    /// <returns>False, to be returned.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly bool In(string member, int index)
    {
        _error?.Enclose($"[{index}]");
        _error?.Enclose(member);
        return false;
    }

    /// <summary>Records that a run of fixed size does not fit into what is left, and in which of its members the bytes end.</summary>
    /// <param name="members">The names of the members in wire order.</param>
    /// <param name="ends">For each member, the offset of its end from the start of the run.</param>
    /// <returns>False, to be returned.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Truncated(string[] members, int[] ends)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(ends);
        int index = 0;
        while (index < ends.Length - 1 && ends[index] <= Remaining)
        {
            index++;
        }

        int start = index == 0 ? 0 : ends[index - 1];
        string reason = $"needs {ends[index] - start} bytes, {Remaining - start} are left";

        // It takes the place of the error that TryTake recorded for the run as a whole.
        _error = IsOpenEnded
            ? new WireError(WireErrorKind.Incomplete, _position + start, _position + ends[^1], reason)
            : new WireError(WireErrorKind.Malformed, _position + start, 0, reason);
        return In(members[index]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LeftOver() => Malformed($"{_end - _position} bytes are left over");

    /// <summary>Passes over bytes that the caller has found to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Skip(int count)
    {
        Debug.Assert((uint)count <= (uint)Remaining, "the caller has checked that the bytes are there");
        _position += count;
    }

    /// <summary>Makes bytes that were taken stay as long as the message does: those of a reader over a span are copied.</summary>
    /// <param name="start">Their offset from the start of the message.</param>
    /// <param name="bytes">The bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ReadOnlyMemory<byte> Keep(int start, ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? default
        : _memory.IsEmpty ? bytes.ToArray()
        : _memory.Slice(start, bytes.Length);

    /// <summary>The whole message, for a member that keeps pointing into it, and refers to what stands behind it.</summary>
    internal readonly ReadOnlyMemory<byte> LendAll() => _memory;

    /// <summary>The message up to the end of what was read, for a member that keeps pointing into it; see <see cref="LendsBytes"/>.</summary>
    internal readonly ReadOnlyMemory<byte> LendMessage() => _memory[.._position];

    /// <summary>Records that more bytes are needed than are left: incomplete where the message may go on, else malformed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool Short(long count, string? reason = null)
    {
        long needed = _position + count;
        reason ??= count < 0
            ? $"the length {count} is negative"
            : $"needs {count} bytes, {Remaining} are left";
        _error ??= IsOpenEnded && count >= 0 && needed <= int.MaxValue
            ? new WireError(WireErrorKind.Incomplete, _position, (int)needed, reason)
            : new WireError(WireErrorKind.Malformed, _position, 0, reason);
        return false;
    }

    /// <summary>
    /// Whether more bytes can follow those that are left. An enclosing length is the end, even where it coincides with that of the bytes so far.
    /// </summary>
    private readonly bool IsOpenEnded => !_isComplete && !_isEnclosed;
}

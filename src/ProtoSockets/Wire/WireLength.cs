using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// A length of variable size that stands in front of what it counts. How many bytes that is can depend on where it stands (<see cref="AlignAttribute"/>), and so on the size of the length itself: it
/// is written behind a length of the size that is expected, and again behind one of another size where that was wrong. Generated code stands on it.
/// </summary>
/// <remarks>
/// docs/decisions/020 says why. A length that no size fits (127 bytes behind two of them, 128 behind one) is padded where the format has longer forms: LEB128 and zigzag (DWARF 5, section 7.6), VLQ
/// (X.690, section 8.1.2.4.2 asks for the shortest of tags only), QUIC (RFC 9000, section 16), and digits have zeros in front. MQTT (5.0, section 1.5.5) and CompactSize ask for the shortest.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct WireLength
{
    private readonly VarIntFormat _format;
    private readonly bool _isSigned;
    private readonly bool _isShortest;
    private readonly int _place;

    /// <summary>For digits: 10 or 16, and what fills a field of fixed size.</summary>
    private readonly int _radix;
    private readonly byte _pad;
    private readonly bool _isFixed;
    private int _start;
    private int _tooSmall;

    /// <summary>A length that is about to be written.</summary>
    /// <param name="writer">The writer, at its place.</param>
    /// <param name="format">Its encoding.</param>
    /// <param name="expected">The value that it is expected to have, rather too large than too small.</param>
    /// <param name="isSigned">Whether the member that holds it has a sign.</param>
    /// <param name="isShortest">Whether only its shortest form is allowed.</param>
    public WireLength(ref WireWriter writer, VarIntFormat format, long expected, bool isSigned = false, bool isShortest = false)
    {
        _format = format;
        _isSigned = isSigned;
        _isShortest = isShortest || !VarInts.HasLongerForms(format);
        _place = _start = writer.Position;
        Width = VarInts.GetSize(format, isSigned, expected);
    }

    /// <summary>A length in digits that is about to be written.</summary>
    /// <param name="writer">The writer, at its place.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="expected">The value that it is expected to have, rather too large than too small.</param>
    /// <param name="width">The size of its field in bytes; 0 for as many as it has digits.</param>
    /// <param name="pad">What fills the rest of such a field; 0 is the digit zero.</param>
    public WireLength(ref WireWriter writer, int radix, long expected, int width, byte pad)
    {
        _radix = radix;
        _pad = pad;
        _isFixed = width > 0;
        _place = _start = writer.Position;
        Width = width > 0 ? width : AsciiNumber.GetSize(expected, radix);
    }

    /// <summary>How many bytes there is room for.</summary>
    public int Width { get; private set; }

    /// <summary>Leaves room for it, in front of what it counts.</summary>
    /// <param name="writer">The writer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(ref WireWriter writer)
    {
        _start = writer.Position;
        Span<byte> room = writer.Take(Width);
        if (_radix != 0)
        {
            // What ends the digits is looked for in them.
            room.Fill((byte)'0');
        }
    }

    /// <summary>Writes it, behind all that it counts, which stands right behind it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="limit">The largest length allowed.</param>
    /// <returns>False when all has to be written again, from <see cref="Begin"/> on.</returns>
    /// <exception cref="WireFormatException">It is too long, or no length fits.</exception>
    public bool TryEnd(ref WireWriter writer, string member, int limit = int.MaxValue)
    {
        int bytes = writer.Position - _start - Width;
        if (!TryFit(ref writer, member, bytes))
        {
            return false;
        }

        if (bytes > limit)
        {
            WireChecks.ThrowTooLong(member, bytes, limit);
        }

        return true;
    }

    /// <summary>Writes it, behind all that it counts.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False when all has to be written again, from <see cref="Begin"/> on.</returns>
    /// <exception cref="WireFormatException">No length fits.</exception>
    public bool TryFit(ref WireWriter writer, string member, long value)
    {
        int needed = _radix != 0 ? AsciiNumber.GetSize(value, _radix) : VarInts.GetSize(_format, _isSigned, value);
        if (needed != Width && !_isFixed && !IsPadded(ref writer, member, needed, value))
        {
            return false;
        }

        Span<byte> field = writer.At(_start, Width);
        WireWriter front = new(field);
        if (_radix != 0)
        {
            AsciiNumber.WriteFixed(ref front, value, Width, _pad, _radix);
            return true;
        }

        VarInts.Write(_format, _isSigned, ref front, value);
        VarInts.Pad(_format, field, needed);
        return true;
    }

    /// <summary>Decides what to do with a value that needs another size: another attempt, or a longer form of it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsPadded(ref WireWriter writer, string member, int needed, long value)
    {
        if (needed > Width)
        {
            _tooSmall = Width;
        }
        else if (needed <= _tooSmall)
        {
            return !_isShortest ? true : throw new WireFormatException(
                $"{member} is {value} behind a length of {Width} bytes, and more than {needed} can say behind one of {needed}: what is aligned in it fits no length in its shortest form");
        }

        writer.Again(_place, member);
        Width = needed;
        return false;
    }
}

namespace ProtoSockets.Runtime;

/// <summary>Where in a message a number stands that counts bytes or elements, and what it means.</summary>
public sealed class ShapeNumber
{
    private readonly LineFormat? _line;
    private readonly int _place;
    private readonly int _radix;
    private readonly byte[] _terminator = [];
    private readonly int _width;
    private readonly bool _isLittleEndian;
    private readonly bool _isSigned;
    private readonly VarIntFormat? _varInt;

    private readonly int _bias;
    private readonly int _unit;
    private readonly int _self;
    private readonly long? _none;

    private ShapeNumber(VarIntFormat format, int place, int bias, int unit, int self, long? none)
        : this(null, place, 0, default, 0, isLittleEndian: false, isSigned: false, bias, unit, self, none) => _varInt = format;

    private ShapeNumber(LineFormat? line, int place, int radix, ReadOnlySpan<byte> terminator, int width, bool isLittleEndian, bool isSigned, int bias, int unit, int self, long? none)
    {
        _line = line;
        _place = place;
        _radix = radix;
        _terminator = terminator.ToArray();
        _width = width;
        _isLittleEndian = isLittleEndian;
        _isSigned = isSigned;
        _bias = bias;
        _unit = unit;
        _self = self;
        _none = none;
    }

    /// <summary>A token of the record's line.</summary>
    /// <param name="line">The line's format.</param>
    /// <param name="index">Its index from 0, the verb counted; from the end: -1 is the last token.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="bias">What was added to the count.</param>
    /// <param name="unit">The number of bytes in one unit of the value.</param>
    /// <param name="self">How many bytes it counts that stand elsewhere.</param>
    /// <param name="none">The value that says that what it counts is not there, not even its terminator; or null.</param>
    /// <returns>The number.</returns>
    public static ShapeNumber Token(LineFormat line, int index, int radix, int bias, int unit, int self, long? none) =>
        new(line, index, radix, default, 0, isLittleEndian: false, isSigned: false, bias, unit, self, none);

    /// <summary>A number in ASCII.</summary>
    /// <param name="offset">Where it stands in the record.</param>
    /// <param name="terminator">What ends it.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="bias">What was added to the count.</param>
    /// <param name="unit">The number of bytes in one unit of the value.</param>
    /// <param name="self">How many bytes it counts that stand elsewhere.</param>
    /// <param name="none">The value that says that what it counts is not there, not even its terminator; or null.</param>
    /// <returns>The number.</returns>
    public static ShapeNumber Ascii(int offset, ReadOnlySpan<byte> terminator, int radix, int bias, int unit, int self, long? none) =>
        new(null, offset, radix, terminator, 0, isLittleEndian: false, isSigned: false, bias, unit, self, none);

    /// <summary>A number of fixed width.</summary>
    /// <param name="offset">Where it stands in the record; negative: how many bytes in front of what it counts.</param>
    /// <param name="width">Its width in bytes, 1 to 8.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="hasSign">Whether it can be negative.</param>
    /// <param name="bias">What was added to the count.</param>
    /// <param name="unit">The number of bytes in one unit of the value.</param>
    /// <param name="self">How many bytes it counts that stand elsewhere.</param>
    /// <param name="none">The value that says that what it counts is not there, not even its terminator; or null.</param>
    /// <returns>The number.</returns>
    public static ShapeNumber Field(int offset, int width, bool littleEndian, bool hasSign, int bias, int unit, int self, long? none) =>
        new(null, offset, 0, default, width, littleEndian, hasSign, bias, unit, self, none);

    /// <summary>An integer of variable length.</summary>
    /// <param name="offset">Where it stands in the record; negative: it is the one that was passed last.</param>
    /// <param name="format">Its encoding.</param>
    /// <param name="bias">What was added to the count.</param>
    /// <param name="unit">The number of bytes in one unit of the value.</param>
    /// <param name="self">How many bytes it counts that stand elsewhere.</param>
    /// <param name="none">The value that says that what it counts is not there, not even its terminator; or null.</param>
    /// <returns>The number.</returns>
    public static ShapeNumber VarInt(int offset, VarIntFormat format, int bias, int unit, int self, long? none) => new(format, offset, bias, unit, self, none);

    /// <summary>Reads the number and makes it a count.</summary>
    /// <param name="received">The bytes, in which the number is whole.</param>
    /// <param name="level">The record.</param>
    /// <param name="position">Where what it counts starts.</param>
    /// <param name="count">How many bytes or elements.</param>
    /// <param name="isNull">Whether the number says that there is nothing.</param>
    /// <returns>False when there is no number, or one that counts nothing.</returns>
    internal bool TryGet(ReadOnlySpan<byte> received, in ShapeLevel level, int position, out long count, out bool isNull)
    {
        count = 0;
        isNull = false;
        if (!TryGetValue(received, in level, position, out long value))
        {
            return false;
        }

        if (_none is { } none && value == none)
        {
            isNull = true;
            return true;
        }

        Int128 amount = (((Int128)value - _bias) * _unit) - _self;
        count = (long)Int128.Clamp(amount, -1, long.MaxValue);
        return count >= 0;
    }

    private bool TryGetValue(ReadOnlySpan<byte> received, in ShapeLevel level, int position, out long value)
    {
        if (_line is not null)
        {
            ReadOnlySpan<byte> line = received.Slice(level.LineStart, level.LineLength);
            value = 0;
            return _line.TryGetToken(line, _place, out ReadOnlySpan<byte> token) && AsciiNumber.TryParse(token, _radix, out value);
        }

        if (_varInt is { } format)
        {
            VarIntProblem problem = VarInts.DecodeLength(format, received[(_place < 0 ? level.VarInt : level.Start + _place)..], out ulong length, out _);
            value = (long)Math.Min(length, long.MaxValue);
            return problem == VarIntProblem.None;
        }

        if (_width == 0)
        {
            ReadOnlySpan<byte> rest = received[(level.Start + _place)..position];
            int end = rest.IndexOf(_terminator);
            value = 0;
            return end >= 0 && AsciiNumber.TryParse(rest[..end], _radix, out value);
        }

        ReadOnlySpan<byte> field = received.Slice(_place < 0 ? position + _place : level.Start + _place, _width);
        ulong bits = _isLittleEndian ? OddWidth.ReadLittleEndian(field) : OddWidth.ReadBigEndian(field);
        int unused = 64 - (8 * _width);
        value = _isSigned ? (long)(bits << unused) >> unused : (long)Math.Min(bits, long.MaxValue);
        return true;
    }
}

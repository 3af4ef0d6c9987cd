using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// What generated code does when a value is not what it has to be. It is kept out of that code, so that what runs for every message stays small.
/// </summary>
public static class WireChecks
{
    /// <summary>Turns a length on the wire into a number of bytes.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member whose length it is.</param>
    /// <param name="value">The value on the wire.</param>
    /// <param name="bias">What was added to it.</param>
    /// <param name="unit">How many bytes it counts as one.</param>
    /// <param name="self">How many bytes are counted that belong to the length itself.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>False when no message can have that length.</returns>
    public static bool TryLength(ref WireReader reader, string member, long value, int bias, int unit, int self, out int length)
    {
        // Far more than any length, and far less than what overflows when it is multiplied.
        const long Most = 1L << 40;
        long bytes = value is >= -Most and <= Most ? ((value - bias) * unit) - self : -1;
        length = bytes is >= 0 and <= int.MaxValue ? (int)bytes : 0;
        return length == bytes || NoLength(ref reader, member, value);
    }

    /// <summary>Turns a length on the wire that counts nothing but bytes into a number of bytes.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member whose length it is.</param>
    /// <param name="value">The value on the wire.</param>
    /// <param name="length">The number of bytes.</param>
    /// <returns>False when no message can have that length.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLength(ref WireReader reader, string member, long value, out int length)
    {
        length = unchecked((int)value);
        return (length == value && length >= 0) || NoLength(ref reader, member, value);
    }

    /// <inheritdoc cref="TryLength(ref WireReader, string, long, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryLength(ref WireReader reader, string member, ulong value, out int length)
    {
        length = unchecked((int)value);
        return value <= int.MaxValue || NoLength(ref reader, member, value);
    }

    /// <inheritdoc cref="TryLength(ref WireReader, string, long, int, int, int, out int)"/>
    public static bool TryLength(ref WireReader reader, string member, ulong value, int bias, int unit, int self, out int length)
    {
        if (value > long.MaxValue)
        {
            length = 0;
            return NoLength(ref reader, member, value);
        }

        return TryLength(ref reader, member, (long)value, bias, unit, self, out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NoLength(ref WireReader reader, string member, Int128 value) =>
        reader.Malformed($"no value has the length that {value} says") || reader.In(member);

    /// <summary>Turns a number of bytes into the value on the wire.</summary>
    /// <param name="member">The length member.</param>
    /// <param name="bytes">The number of bytes, its own included where it counts them.</param>
    /// <param name="unit">How many bytes count as one.</param>
    /// <param name="bias">What is added.</param>
    /// <param name="most">The most that the member holds.</param>
    /// <returns>The value.</returns>
    /// <exception cref="WireFormatException">The member does not hold the length.</exception>
    public static long ToWire(string member, long bytes, int unit, int bias, long most)
    {
        if (bytes % unit != 0)
        {
            throw new WireFormatException($"{member} counts in units of {unit} bytes, and {bytes} is no multiple of that");
        }

        long value = (bytes / unit) + bias;
        return value >= 0 && value <= most ? value : throw new WireFormatException($"{member} is {value}, and holds 0 to {most}");
    }

    /// <summary>Checks that a length or count that counts nothing but its members fits the wire.</summary>
    /// <param name="member">The length member.</param>
    /// <param name="amount">The number of bytes or elements.</param>
    /// <param name="most">The most that the member holds.</param>
    /// <returns>The amount.</returns>
    /// <exception cref="WireFormatException">The member does not hold it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToWire(string member, int amount, int most) => amount <= most ? amount : ThrowTooMuch(member, amount, most);

    [DoesNotReturn]
    private static int ThrowTooMuch(string member, int amount, int most) =>
        throw new WireFormatException($"{member} is {amount}, and holds 0 to {most}");

    /// <summary>Whether a byte is the one that its sender puts there.</summary>
    /// <param name="actual">The byte.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="client">The client's.</param>
    /// <param name="server">The server's.</param>
    /// <returns>True when it is.</returns>
    public static bool IsMagic(byte actual, Side from, byte client, byte server) =>
        (actual == client && from != Side.Server) || (actual == server && from != Side.Client);

    /// <inheritdoc cref="IsMagic(byte, Side, byte, byte)"/>
    public static bool IsMagic(ReadOnlySpan<byte> actual, Side from, ReadOnlySpan<byte> client, ReadOnlySpan<byte> server) =>
        (from != Side.Server && actual.SequenceEqual(client)) || (from != Side.Client && actual.SequenceEqual(server));

    /// <summary>Records that constant bytes are others.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="member">The member that they stand in front of.</param>
    /// <param name="expected">The bytes that have to be there, in hexadecimal.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool WrongMagic(ref WireReader reader, int offset, string member, string expected) =>
        reader.MalformedAt(offset, $"is not the constant {expected}") || reader.In(member);

    /// <summary>Records that a truth value is neither 0 nor 1.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where it is.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The byte.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool NotBoolean(ref WireReader reader, int offset, string member, byte value) =>
        reader.MalformedAt(offset, $"{value} is neither 0 (false) nor 1 (true)") || reader.In(member);

    /// <summary>Records that a value is not the one that it always has.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where it is.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">The value that it always has.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool WrongConstant<T>(ref WireReader reader, int offset, string member, T value, T expected) =>
        reader.MalformedAt(offset, $"is {value}, and always {expected}") || reader.In(member);

    /// <summary>Records that reserved bytes or bits are not zero.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where they are.</param>
    /// <param name="member">The member that they stand in front of.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool NotZero(ref WireReader reader, int offset, string member) =>
        reader.MalformedAt(offset, "reserved bits are not zero") || reader.In(member);

    /// <summary>Records that a member takes more bytes than it may.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <param name="limit">How many it may take.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TooLong(ref WireReader reader, string member, long length, long limit) =>
        reader.Malformed($"{length} bytes are over the limit of {limit}") || reader.In(member);

    /// <inheritdoc cref="TooLong(ref WireReader, string, long, long)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TooLong(ref WireReader reader, string member, ulong length, long limit) =>
        reader.Malformed($"{length} bytes are over the limit of {limit}") || reader.In(member);

    /// <summary>Records that a list has more elements than it may.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="limit">How many it may have.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TooMany(ref WireReader reader, string member, long count, long limit) =>
        reader.Malformed($"{count} elements are over the limit of {limit}") || reader.In(member);

    /// <inheritdoc cref="TooMany(ref WireReader, string, long, long)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TooMany(ref WireReader reader, string member, ulong count, long limit) =>
        reader.Malformed($"{count} elements are over the limit of {limit}") || reader.In(member);

    /// <summary>Records that an integer of variable length is larger than the member's type.</summary>
    /// <typeparam name="T">The type that it was read as.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The member's type.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool DoesNotFit<T>(ref WireReader reader, int offset, string member, T value, string type) =>
        reader.MalformedAt(offset, $"{value} does not fit {type}") || reader.In(member);

    /// <summary>Records that a member has a size other than the one that a length says.</summary>
    /// <typeparam name="T">The length's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The length member.</param>
    /// <param name="value">What it says.</param>
    /// <param name="expected">What it has to say.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool WrongLength<T>(ref WireReader reader, string member, T value, long expected) =>
        reader.Malformed($"is {value}, and what it counts makes it {expected}") || reader.In(member);

    /// <summary>Records that the frame holds another message.</summary>
    /// <typeparam name="T">The id's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where the id is.</param>
    /// <param name="member">The id member.</param>
    /// <param name="value">The id.</param>
    /// <param name="expected">The message's own.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool OtherMessage<T>(ref WireReader reader, int offset, string member, T value, T expected) =>
        reader.MalformedAt(offset, $"the message id is {value}, and this message's is {expected}") || reader.In(member);

    /// <summary>A member takes more bytes than it may.</summary>
    /// <param name="member">The member.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <param name="limit">How many it may take.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowTooLong(string member, long length, long limit) =>
        throw new WireFormatException($"{member} takes {length} bytes, and may take {limit}");

    /// <summary>A list has more elements than it may.</summary>
    /// <param name="member">The member.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="limit">How many it may have.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowTooMany(string member, long count, long limit) =>
        throw new WireFormatException($"{member} has {count} elements, and may have {limit}");

    /// <summary>Bytes for a field of fixed size have another one.</summary>
    /// <param name="member">The member.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <param name="expected">How many there must be.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowWrongSize(string member, long length, long expected) =>
        throw new WireFormatException($"{member} has {length} bytes, and must have {expected}");

    /// <summary>A list that always has the same number of elements has another one.</summary>
    /// <param name="member">The member.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="expected">How many it must have.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowWrongCount(string member, long count, long expected) =>
        throw new WireFormatException($"{member} has {count} elements, and must have {expected}");

    /// <summary>A value does not fit the bits that it has on the wire.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="member">The member.</param>
    /// <param name="value">The value.</param>
    /// <param name="bits">How many bits there are.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowDoesNotFit<T>(string member, T value, int bits) =>
        throw new WireFormatException($"{member} is {value}, which does not fit {bits} bits");

    /// <summary>A member is null although its condition holds.</summary>
    /// <param name="member">The member.</param>
    /// <param name="condition">The condition.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowMissing(string member, string condition) =>
        throw new WireFormatException($"{member} is null, and {condition} says that it is there");

    /// <summary>A member has a value although its condition does not hold.</summary>
    /// <param name="member">The member.</param>
    /// <param name="condition">The condition.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowUnexpected(string member, string condition) =>
        throw new WireFormatException($"{member} has a value, and {condition} says that it is not there");

    /// <summary>The length or count of a member that is there, unless it is the one that says that it is not.</summary>
    /// <typeparam name="T">The length's type.</typeparam>
    /// <param name="member">The member.</param>
    /// <param name="value">Its length or count.</param>
    /// <param name="none">The one that says that it is not there.</param>
    /// <returns>The value.</returns>
    /// <exception cref="WireFormatException">They are the same: it would be read as null.</exception>
    public static T NotNull<T>(string member, T value, T none)
        where T : IEquatable<T> => value.Equals(none) ? throw new WireFormatException($"{member} would be read as null: {none} says that it is not there") : value;

    /// <summary>A codec wrote fewer or more bytes than it announced to a length in front of them.</summary>
    /// <param name="member">The length member.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <param name="announced">How many were announced.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowInexact(string member, long written, long announced) =>
        throw new WireFormatException($"{member} announced {announced} bytes and {written} were written: a codec behind a length of variable size must give its exact size");

    /// <summary>The end of reading a value from a whole array of bytes: all of it must have been used.</summary>
    /// <param name="isRead">Whether the value could be read.</param>
    /// <param name="reader">The reader.</param>
    /// <exception cref="WireFormatException">It could not, or bytes are left over.</exception>
    public static void ThrowUnlessComplete(bool isRead, ref WireReader reader)
    {
        if (!isRead || !reader.TryEnd())
        {
            throw new WireFormatException(reader.Error!);
        }
    }

    /// <summary>Cuts a buffer to what was written into it: a codec may have announced more than it took.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>The written bytes.</returns>
    public static byte[] Trim(byte[] buffer, int written)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return written == buffer.Length ? buffer : buffer[..written];
    }

    /// <summary>The version that a message says, or the oldest where it is none that is spoken.</summary>
    /// <param name="value">The value.</param>
    /// <param name="oldest">The oldest version that is spoken.</param>
    /// <param name="newest">The newest.</param>
    /// <returns>One of them.</returns>
    public static ushort ToVersion(int value, ushort oldest, ushort newest) => value >= oldest && value <= newest ? (ushort)value : oldest;

    /// <summary>Refuses to read a message in a version that does not have it.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="message">The message.</param>
    /// <param name="since">The first version with it.</param>
    /// <param name="before">The first version without it; 0 for none.</param>
    /// <returns>Whether the version has it.</returns>
    public static bool TryVersion(ref WireReader reader, string message, int since, int before) =>
        HasVersion(reader.Version, since, before) || reader.MalformedAt(0, $"version {reader.Version} has no {message}");

    /// <summary>Refuses to write a message in a version that does not have it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="message">The message.</param>
    /// <param name="since">The first version with it.</param>
    /// <param name="before">The first version without it; 0 for none.</param>
    /// <exception cref="WireFormatException">The version does not have it.</exception>
    public static void CheckVersion(ushort version, string message, int since, int before)
    {
        if (!HasVersion(version, since, before))
        {
            throw new WireFormatException($"Version {version} of the protocol has no {message}.");
        }
    }

    private static bool HasVersion(ushort version, int since, int before) => version >= since && (before == 0 || version < before);
}

using System.Globalization;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Points in time and spans of it as integers (<see cref="UnixTimeAttribute"/>, <see cref="NtpTimeAttribute"/>, <see cref="DurationAttribute"/>).</summary>
public static class WireTimes
{
    /// <summary>From 1900 to 1970: 70 years, 17 of them leap years (RFC 868).</summary>
    private const long UnixSecondsAtNtpEpoch = -2_208_988_800;

    /// <summary>Reads a point in time.</summary>
    /// <param name="reader">The reader; an error is recorded there.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="unit">What they count.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <param name="value">The point in time.</param>
    /// <returns>False when it lies outside of the years 1 to 9999.</returns>
    public static bool TryReadUnix(
        ref WireReader reader, int offset, ReadOnlySpan<byte> bytes, TimeUnit unit, bool isLittleEndian, bool isSigned, out DateTimeOffset value)
    {
        Int128 count = WireIntegers.Read(bytes, isLittleEndian, isSigned);
        Int128 ticks = ToTicks(count, unit, bytes.Length) + DateTime.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            value = default;
            return reader.MalformedAt(offset, $"{count} {Name(unit)} since 1970 lie outside of the years 1 to 9999");
        }

        value = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return true;
    }

    /// <inheritdoc cref="TryReadUnix(ref WireReader, int, ReadOnlySpan{byte}, TimeUnit, bool, bool, out DateTimeOffset)"/>
    public static bool TryReadUnix(ref WireReader reader, int offset, ReadOnlySpan<byte> bytes, TimeUnit unit, bool isLittleEndian, bool isSigned, out DateTime value)
    {
        bool isRead = TryReadUnix(ref reader, offset, bytes, unit, isLittleEndian, isSigned, out DateTimeOffset point);
        value = point.UtcDateTime;
        return isRead;
    }

    /// <summary>Writes a point in time; what is smaller than the unit is cut off.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The point in time.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It does not fit.</exception>
    public static void WriteUnix(Span<byte> bytes, DateTimeOffset value, TimeUnit unit, bool isLittleEndian, bool isSigned, string member)
    {
        if (!WireIntegers.TryWrite(bytes, FromTicks(value.UtcTicks - DateTime.UnixEpoch.Ticks, unit), isLittleEndian, isSigned))
        {
            WireIntegers.ThrowDoesNotFit(member, value.ToString("O", CultureInfo.InvariantCulture), bytes.Length);
        }
    }

    /// <inheritdoc cref="WriteUnix(Span{byte}, DateTimeOffset, TimeUnit, bool, bool, string)"/>
    public static void WriteUnix(Span<byte> bytes, DateTime value, TimeUnit unit, bool isLittleEndian, bool isSigned, string member) =>
        WriteUnix(bytes, ToOffset(value), unit, isLittleEndian, isSigned, member);

    /// <summary>Reads NTP's timestamp.</summary>
    /// <param name="bytes">8 bytes.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <returns>The point in time, to the nearest 100 nanoseconds; the default for all zeros.</returns>
    public static DateTimeOffset ReadNtp(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        ulong stamp = isLittleEndian ? OddWidth.ReadLittleEndian(bytes) : OddWidth.ReadBigEndian(bytes);
        if (stamp == 0)
        {
            return default;
        }

        // RFC 4330, section 3: "If bit 0 is set, the UTC time is in the range 1968-2036 [...]. If bit 0 is not set, the time is in the range 2036-2104".
        UInt128 seconds = (stamp >> 32) + (stamp >> 63 == 0 ? 1UL << 32 : 0);
        UInt128 fraction = stamp & uint.MaxValue;
        long ticks = (long)((seconds * TimeSpan.TicksPerSecond) + (((fraction * TimeSpan.TicksPerSecond) + (1UL << 31)) >> 32));

        // The last fraction of era 1 is nearest to a tick that has no timestamp.
        ticks = Math.Min(ticks, (((1L << 32) + (1L << 31)) * TimeSpan.TicksPerSecond) - 1);
        return new DateTimeOffset(DateTime.UnixEpoch.Ticks + (UnixSecondsAtNtpEpoch * TimeSpan.TicksPerSecond) + ticks, TimeSpan.Zero);
    }

    /// <inheritdoc cref="ReadNtp"/>
    public static DateTime ReadNtpDateTime(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        ReadNtp(bytes, isLittleEndian) is var value && value == default ? default : value.UtcDateTime;

    /// <summary>Writes NTP's timestamp.</summary>
    /// <param name="bytes">8 bytes; all of them are written.</param>
    /// <param name="value">The point in time; the default gives all zeros.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It lies outside of what the timestamp can say, 1968-01-20T03:14:08Z to 2104-02-26T09:42:24Z.</exception>
    public static void WriteNtp(Span<byte> bytes, DateTimeOffset value, bool isLittleEndian, string member)
    {
        ulong stamp = 0;
        if (value != default)
        {
            long ticks = value.UtcTicks - DateTime.UnixEpoch.Ticks - (UnixSecondsAtNtpEpoch * TimeSpan.TicksPerSecond);
            (long seconds, long part) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
            if (ticks < 0 || seconds is < 1L << 31 or >= (1L << 32) + (1L << 31))
            {
                throw new WireFormatException($"{member} is {value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}, and NTP's timestamp holds 1968-01-20T03:14:08Z to 2104-02-26T09:42:24Z");
            }

            ulong fraction = (ulong)((((UInt128)(ulong)part << 32) + (ulong)(TimeSpan.TicksPerSecond / 2)) / (ulong)TimeSpan.TicksPerSecond);
            stamp = unchecked(((ulong)seconds << 32) + fraction);

            // The very start of era 1 reads as "unknown": the next fraction is no further off than the precision of a tick.
            stamp = stamp == 0 ? 1 : stamp;
        }

        if (isLittleEndian)
        {
            OddWidth.WriteLittleEndian(bytes, stamp);
        }
        else
        {
            OddWidth.WriteBigEndian(bytes, stamp);
        }
    }

    /// <inheritdoc cref="WriteNtp(Span{byte}, DateTimeOffset, bool, string)"/>
    public static void WriteNtpDateTime(Span<byte> bytes, DateTime value, bool isLittleEndian, string member) =>
        WriteNtp(bytes, value == default ? default : ToOffset(value), isLittleEndian, member);

    /// <summary>Reads a span of time.</summary>
    /// <param name="reader">The reader; an error is recorded there.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="unit">What they count.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <param name="value">The span.</param>
    /// <returns>False when a <c>TimeSpan</c> does not hold it.</returns>
    public static bool TryReadDuration(ref WireReader reader, int offset, ReadOnlySpan<byte> bytes, TimeUnit unit, bool isLittleEndian, bool isSigned, out TimeSpan value)
    {
        Int128 count = WireIntegers.Read(bytes, isLittleEndian, isSigned);
        Int128 ticks = ToTicks(count, unit, bytes.Length);
        value = new TimeSpan(unchecked((long)ticks));
        return ticks == value.Ticks || reader.MalformedAt(offset, $"{count} {Name(unit)} do not fit a TimeSpan");
    }

    /// <summary>Writes a span of time; what is smaller than the unit is cut off.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The span.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It does not fit.</exception>
    public static void WriteDuration(Span<byte> bytes, TimeSpan value, TimeUnit unit, bool isLittleEndian, bool isSigned, string member)
    {
        if (!WireIntegers.TryWrite(bytes, FromTicks(value.Ticks, unit), isLittleEndian, isSigned))
        {
            WireIntegers.ThrowDoesNotFit(member, value.ToString("c", CultureInfo.InvariantCulture), bytes.Length);
        }
    }

    private static DateTimeOffset ToOffset(DateTime value) =>
        new(value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : DateTime.SpecifyKind(value, DateTimeKind.Utc));

    private static long TicksOf(TimeUnit unit) => unit switch
    {
        TimeUnit.Seconds => TimeSpan.TicksPerSecond,
        TimeUnit.Milliseconds => TimeSpan.TicksPerMillisecond,
        TimeUnit.Microseconds => TimeSpan.TicksPerMicrosecond,
        TimeUnit.Minutes => TimeSpan.TicksPerMinute,
        TimeUnit.Hours => TimeSpan.TicksPerHour,
        TimeUnit.Days => TimeSpan.TicksPerDay,
        _ => 1,
    };

    private static Int128 ToTicks(Int128 count, TimeUnit unit, int bytes)
    {
        if (unit != TimeUnit.Nanoseconds)
        {
            return count * TicksOf(unit);
        }

        // The tick that the earliest nanoseconds are cut off to may lie in front of what the bytes can hold, and what is read can be written.
        Int128 ticks = FloorDivide(count, TimeSpan.NanosecondsPerTick);
        return ticks * TimeSpan.NanosecondsPerTick < -(Int128.One << ((8 * bytes) - 1)) ? ticks + 1 : ticks;
    }

    private static Int128 FromTicks(long ticks, TimeUnit unit) =>
        unit == TimeUnit.Nanoseconds ? (Int128)ticks * TimeSpan.NanosecondsPerTick : FloorDivide(ticks, TicksOf(unit));

    /// <summary>Towards the past, also before the epoch: a second is the one that has begun.</summary>
    private static Int128 FloorDivide(Int128 value, long divisor)
    {
        (Int128 quotient, Int128 rest) = Int128.DivRem(value, divisor);
        return rest < 0 ? quotient - 1 : quotient;
    }

    private static string Name(TimeUnit unit) => unit switch
    {
        TimeUnit.Milliseconds => "milliseconds",
        TimeUnit.Microseconds => "microseconds",
        TimeUnit.Nanoseconds => "nanoseconds",
        TimeUnit.Minutes => "minutes",
        TimeUnit.Hours => "hours",
        TimeUnit.Days => "days",
        TimeUnit.Ticks => "ticks",
        _ => "seconds",
    };
}

namespace ProtoSockets;

/// <summary>The units in which protocols count time.</summary>
public enum TimeUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds. .NET counts in 100 of them: the rest is cut off.</summary>
    Nanoseconds,

    /// <summary>.NET's own ticks, of 100 nanoseconds.</summary>
    Ticks,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>Hours.</summary>
    Hours,

    /// <summary>Days.</summary>
    Days,
}

/// <summary>
/// A number with a fixed number of binary places, over an integer of as many bytes as <see cref="BytesAttribute"/> says: the value times 2 to the power of <see cref="FractionBits"/>, to
/// the nearest (halves to even). For <c>double</c>, <c>float</c> and <c>decimal</c>. A value that does not fit can't be written.
/// </summary>
/// <param name="fractionBits">How many of the bits stand behind the point, from 0 to 63.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FixedPointAttribute(int fractionBits) : Attribute
{
    /// <summary>How many of the bits stand behind the point.</summary>
    public int FractionBits { get; } = fractionBits;

    /// <summary>Whether the integer has a sign, in two's complement. Default true.</summary>
    public bool IsSigned { get; set; } = true;
}

/// <summary>
/// An integer in packed binary-coded decimal: two digits a byte, the more significant one in the high half; an odd number of digits has a zero in front. The byte order is that of the
/// member. A half that is no digit is malformed.
/// </summary>
/// <param name="digits">How many digits, from 1 to 19.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class BcdAttribute(int digits) : Attribute
{
    /// <summary>How many digits.</summary>
    public int Digits { get; } = digits;
}

/// <summary>
/// A point in time, counted from 1970-01-01T00:00:00Z without leap seconds (POSIX), in an integer of 8 bytes or as many as <see cref="BytesAttribute"/> says. For
/// <c>DateTimeOffset</c> and <c>DateTime</c>, which are read in UTC; a <c>DateTime</c> of unspecified kind is written as UTC. What is smaller than the unit is cut off on write.
/// </summary>
/// <param name="unit">What is counted. Default seconds.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class UnixTimeAttribute(TimeUnit unit = TimeUnit.Seconds) : Attribute
{
    /// <summary>What is counted.</summary>
    public TimeUnit Unit { get; } = unit;

    /// <summary>Whether the integer has a sign, in two's complement. Default true; without one 4 bytes of seconds last until 2106 rather than 2038.</summary>
    public bool IsSigned { get; set; } = true;
}

/// <summary>
/// A point in time as NTP's 64-bit timestamp: 32 bits of seconds since 1900, 32 of fractions (RFC 5905, section 6). Seconds from 0x80000000 are of era 0 (1968 to 2036), those below of
/// era 1 (2036 to 2104), as RFC 4330, section 3, has it. All zeros, "unknown", are the type's default. For <c>DateTimeOffset</c> and <c>DateTime</c>. Precise to .NET's 100 nanoseconds.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NtpTimeAttribute : Attribute;

/// <summary>
/// A <c>TimeSpan</c> counted in a unit, in an integer of 8 bytes or as many as <see cref="BytesAttribute"/> says. What is smaller than the unit is cut off on write.
/// </summary>
/// <param name="unit">What is counted.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DurationAttribute(TimeUnit unit) : Attribute
{
    /// <summary>What is counted.</summary>
    public TimeUnit Unit { get; } = unit;

    /// <summary>Whether the integer has a sign, in two's complement. Default true.</summary>
    public bool IsSigned { get; set; } = true;
}

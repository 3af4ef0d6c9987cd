using System.Numerics;

namespace ProtoSockets.Runtime;

/// <summary>
/// How long a caller waits, in the one byte that a request's envelope has for it. 0 is for ever; else <c>n</c> says <c>(8 + n % 8) * 2^(n / 8) / 8</c> milliseconds: from about 1 ms to 46 days, in steps of at most
/// an eighth. It is rounded up: the server never gives up on a call that its caller still waits for.
/// </summary>
internal static class CallDeadline
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;

    /// <summary>Says a time.</summary>
    /// <param name="timeout">How long the caller waits; <see cref="Timeout.InfiniteTimeSpan"/> is for ever, and so is more than can be said.</param>
    /// <returns>The byte.</returns>
    public static byte ToByte(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return 0;
        }

        // In eighths of a millisecond, rounded up; at least 9, since 8 would be said by the 0 of "for ever".
        long eighths = Math.Max(Steps + 1, (timeout.Ticks + (TimeSpan.TicksPerMillisecond / Steps) - 1) / (TimeSpan.TicksPerMillisecond / Steps));
        int exponent = Math.Max(0, BitOperations.Log2((ulong)eighths) - StepBits);
        long mantissa = (eighths + (1L << exponent) - 1) >> exponent;
        if (mantissa == Steps * 2)
        {
            mantissa = Steps;
            exponent++;
        }

        long code = ((long)exponent << StepBits) | (mantissa - Steps);
        return code <= byte.MaxValue ? (byte)code : (byte)0;
    }

    /// <summary>The time that a byte says.</summary>
    /// <param name="code">The byte.</param>
    /// <returns>How long the caller waits; <see cref="Timeout.InfiniteTimeSpan"/> for 0.</returns>
    public static TimeSpan FromByte(byte code) => code == 0
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.FromTicks(((long)(Steps + (code & (Steps - 1))) << (code >> StepBits)) * (TimeSpan.TicksPerMillisecond / Steps));
}

namespace ProtoSockets.Testing;

/// <summary>How a stream is ended by a fault.</summary>
internal enum StreamEnd
{
    None,

    /// <summary>The receiver sees the sender's end, and what the sender sends further is lost.</summary>
    HalfClose,

    /// <summary>The connection is lost in both directions.</summary>
    Reset,
}

/// <summary>
/// What a fault does to one direction of one stream. Where it acts depends on the number of bytes that have passed and on nothing else: not on how they were written, and not on the time.
/// </summary>
internal abstract class StreamFault
{
    /// <summary>In front of which byte it acts next; whatever is read ends there.</summary>
    internal long NextAt { get; private protected set; } = long.MaxValue;

    /// <summary>For how long nothing arrives in front of <see cref="NextAt"/>.</summary>
    internal virtual TimeSpan Pause => TimeSpan.Zero;

    /// <summary>How the stream ends in front of <see cref="NextAt"/>.</summary>
    internal virtual StreamEnd End => StreamEnd.None;

    /// <summary>It has acted in front of <see cref="NextAt"/>.</summary>
    internal virtual void Pass()
    {
    }

    /// <summary>How much later than it was sent the byte at an offset arrives.</summary>
    internal virtual TimeSpan DelayAt(long offset) => TimeSpan.Zero;

    /// <summary>Changes bytes on their way.</summary>
    internal virtual void Change(Span<byte> bytes, long offset)
    {
    }
}

internal sealed class StreamSplit : StreamFault
{
    private readonly FaultRandom _random;
    private readonly int _most;

    internal StreamSplit(FaultRandom random, int most)
    {
        _random = random;
        _most = most;
        NextAt = 0;
        Pass();
    }

    internal override void Pass() => NextAt += 1 + _random.Below(_most);
}

internal sealed class StreamDelay(FaultRandom random, TimeSpan least, TimeSpan most) : StreamFault
{
    private readonly ulong _seed = (ulong)random.Below(long.MaxValue);

    // Drawn for the offset, not one after the other: how many pieces the bytes in front of it came in is a matter of time.
    internal override TimeSpan DelayAt(long offset) => new FaultRandom(FaultRandom.Mix(_seed, (ulong)offset)).Between(least, most);
}

internal sealed class StreamFlip(FaultRandom random, int bytes) : StreamFault
{
    private long _at = random.Gap(bytes) - 1;

    internal override void Change(Span<byte> changed, long offset)
    {
        while (_at - offset < changed.Length)
        {
            changed[(int)(_at - offset)] ^= (byte)(1 << (int)random.Below(8));
            _at += random.Gap(bytes);
        }
    }
}

internal sealed class StreamStall : StreamFault
{
    private readonly FaultRandom _random;
    private readonly int _bytes;

    internal StreamStall(FaultRandom random, TimeSpan duration, int bytes)
    {
        _random = random;
        _bytes = bytes;
        Pause = duration;
        NextAt = random.Gap(bytes);
    }

    internal override TimeSpan Pause { get; }

    internal override void Pass() => NextAt += _random.Gap(_bytes);
}

internal sealed class StreamEnding : StreamFault
{
    internal StreamEnding(StreamEnd end, long at)
    {
        End = end;
        NextAt = at;
    }

    internal override StreamEnd End { get; }
}

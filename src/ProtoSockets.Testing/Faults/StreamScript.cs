namespace ProtoSockets.Testing;

/// <summary>What happens to one direction of one stream, as far as its bytes have come. One reader at a time.</summary>
internal sealed class StreamScript
{
    private readonly StreamFault[] _faults;
    private long _offset;

    internal StreamScript(StreamFault[] faults) => _faults = faults;

    /// <summary>How the stream ends in front of the next byte.</summary>
    internal StreamEnd End { get; private set; }

    /// <summary>Comes to the next byte: what is to happen in front of it happens.</summary>
    /// <param name="pause">For how long nothing arrives.</param>
    /// <returns>How many bytes may be read at once.</returns>
    internal int Begin(out TimeSpan pause)
    {
        pause = TimeSpan.Zero;
        long next = long.MaxValue;
        foreach (StreamFault fault in _faults)
        {
            for (long last = -1; fault.NextAt <= _offset && fault.NextAt != last;)
            {
                pause += fault.Pause;
                if (fault.End > End)
                {
                    End = fault.End;
                }

                last = fault.NextAt;
                fault.Pass();
            }

            next = Math.Min(next, fault.NextAt);
        }

        return (int)Math.Clamp(next - _offset, 0, int.MaxValue);
    }

    /// <summary>How much later than now the next byte arrives.</summary>
    internal TimeSpan Delay()
    {
        TimeSpan delay = TimeSpan.Zero;
        foreach (StreamFault fault in _faults)
        {
            delay += fault.DelayAt(_offset);
        }

        return delay;
    }

    /// <summary>Lets bytes pass, and changes them.</summary>
    internal void Pass(Span<byte> bytes)
    {
        foreach (StreamFault fault in _faults)
        {
            fault.Change(bytes, _offset);
        }

        _offset += bytes.Length;
    }

    /// <summary>Lets bytes pass as they are.</summary>
    internal void Pass(int count) => _offset += count;
}

namespace ProtoSockets.Transports;

/// <summary>Datagrams of one sender that were received together: all of one size, but for the last, which may be shorter. They lie one behind the other in the buffer that was given.</summary>
/// <param name="Bytes">The bytes of all of them.</param>
/// <param name="DatagramBytes">The bytes of each but the last.</param>
public readonly record struct DatagramRun(int Bytes, int DatagramBytes)
{
    /// <summary>How many datagrams there are: at least one, which may be empty.</summary>
    public int Count => Bytes <= DatagramBytes ? 1 : (Bytes + DatagramBytes - 1) / DatagramBytes;

    /// <summary>Where in the buffer a datagram is.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <returns>Its place.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this index.</exception>
    public Range this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int start = index * DatagramBytes;
            return start..Math.Min(start + DatagramBytes, Bytes);
        }
    }
}

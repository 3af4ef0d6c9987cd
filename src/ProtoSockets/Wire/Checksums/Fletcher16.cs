namespace ProtoSockets;

/// <summary>Fletcher's checksum of bytes modulo 255 (RFC 1146, appendix I, with one's complement arithmetic): the second sum, then the first. Check value 0x1EDE.</summary>
public readonly struct Fletcher16 : IChecksum<Fletcher16, ushort>
{
    private const uint Modulus = 255;

    /// <summary>As many bytes as can be added up before 32 bits overflow: n(n+1)/2 * 255 + n * 254 is below 2^32 up to 5802.</summary>
    private const int Block = 5802;

    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        ushort sums = Append(0, before);
        uint first = sums & 0xFFu;
        uint second = (uint)((((uint)sums >> 8) + ((ulong)first * (uint)zeros)) % Modulus);
        return Append((ushort)((second << 8) | first), after);
    }

    private static ushort Append(ushort sums, ReadOnlySpan<byte> bytes)
    {
        uint first = sums & 0xFFu;
        uint second = (uint)sums >> 8;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> block = bytes[..Math.Min(Block, bytes.Length)];
            foreach (byte value in block)
            {
                first += value;
                second += first;
            }

            first %= Modulus;
            second %= Modulus;
            bytes = bytes[block.Length..];
        }

        return (ushort)((second << 8) | first);
    }
}

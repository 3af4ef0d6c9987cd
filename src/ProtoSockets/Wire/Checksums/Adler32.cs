namespace ProtoSockets;

/// <summary>Adler-32, of zlib (RFC 1950, sections 2.2 and 9). Check value 0x091E01DE.</summary>
public readonly struct Adler32 : IChecksum<Adler32, uint>
{
    private const uint Modulus = 65521;

    /// <summary>As many bytes as can be added up before 32 bits overflow (RFC 1950's NMAX in zlib's sources).</summary>
    private const int Block = 5552;

    /// <inheritdoc/>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(1, bytes);

    /// <inheritdoc/>
    public static uint Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        uint sums = Append(1, before);

        // A zero leaves the first sum as it is, and adds it to the second.
        uint first = sums & 0xFFFF;
        uint second = (uint)(((sums >> 16) + ((ulong)first * (uint)zeros)) % Modulus);
        return Append((second << 16) | first, after);
    }

    private static uint Append(uint sums, ReadOnlySpan<byte> bytes)
    {
        uint first = sums & 0xFFFF;
        uint second = sums >> 16;
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

        return (second << 16) | first;
    }
}

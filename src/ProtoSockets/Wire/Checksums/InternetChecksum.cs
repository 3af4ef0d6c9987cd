using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ProtoSockets;

/// <summary>
/// The complement of the one's complement sum of 16-bit words, of IP, TCP, UDP and ICMP (RFC 1071). An odd byte at the end counts as the first of a word. Of
/// "123456789" it is 0xF62A.
/// </summary>
public readonly struct InternetChecksum : IChecksum<InternetChecksum, ushort>
{
    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> bytes) => (ushort)~Fold(Sum(bytes));

    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        // Zeros add nothing; what follows an odd number of bytes is out of step by one, which swaps the bytes of its sum (RFC 1071, section 2, B).
        uint rest = Fold(Sum(after));
        uint inStep = ((before.Length + zeros) & 1) == 0 ? rest : BinaryPrimitives.ReverseEndianness((ushort)rest);
        return (ushort)~Fold(Fold(Sum(before)) + inStep);
    }

    /// <summary>The sum in one's complement of 64-bit words in the machine's order, which folds to that of 16-bit words (RFC 1071, section 2).</summary>
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        while (bytes.Length >= sizeof(ulong))
        {
            ulong word = MemoryMarshal.Read<ulong>(bytes);
            sum += word;
            sum += sum < word ? 1UL : 0;
            bytes = bytes[sizeof(ulong)..];
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        bytes.CopyTo(last);
        ulong rest = MemoryMarshal.Read<ulong>(last);
        sum += rest;
        sum += sum < rest ? 1UL : 0;
        uint folded = Fold(sum);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)folded) : folded;
    }

    private static uint Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (uint)sum;
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace ProtoSockets;

/// <summary>All bytes combined by exclusive or (NMEA 0183, many serial protocols). Of "123456789" it is 0x31.</summary>
public readonly struct Xor8 : IChecksum<Xor8, byte>
{
    /// <inheritdoc/>
    public static byte Compute(ReadOnlySpan<byte> bytes)
    {
        ulong all = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            all ^= word;
        }

        all ^= all >> 32;
        all ^= all >> 16;
        all ^= all >> 8;
        foreach (byte value in bytes[(words.Length * sizeof(ulong))..])
        {
            all ^= value;
        }

        return (byte)all;
    }

    /// <inheritdoc/>
    public static byte Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after) => (byte)(Compute(before) ^ Compute(after));
}

/// <summary>The sum of all bytes modulo 256. Of "123456789" it is 0xDD.</summary>
public readonly struct Sum8 : IChecksum<Sum8, byte>
{
    /// <inheritdoc/>
    public static byte Compute(ReadOnlySpan<byte> bytes) => (byte)Sum16.Compute(bytes);

    /// <inheritdoc/>
    public static byte Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after) => (byte)Sum16.Compute(before, zeros, after);
}

/// <summary>The sum of all bytes modulo 65536. Of "123456789" it is 0x01DD.</summary>
public readonly struct Sum16 : IChecksum<Sum16, ushort>
{
    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        while (bytes.Length >= Vector<byte>.Count && Vector.IsHardwareAccelerated)
        {
            Vector.Widen(new Vector<byte>(bytes), out Vector<ushort> low, out Vector<ushort> high);
            sum += Vector.Sum(low + high);
            bytes = bytes[Vector<byte>.Count..];
        }

        foreach (byte value in bytes)
        {
            sum += value;
        }

        return (ushort)sum;
    }

    /// <inheritdoc/>
    public static ushort Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after) => (ushort)(Compute(before) + Compute(after));
}

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProtoSockets.Runtime;

/// <summary>A number, or an enum, of 1, 2, 4, 8 or 16 bytes in one byte order.</summary>
/// <typeparam name="T">The number's type. The comparisons of its size are decided at compile time.</typeparam>
/// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
internal sealed class NumberElement<T>(bool isLittleEndian) : WireElement<T>(Unsafe.SizeOf<T>(), isPlain: true)
    where T : unmanaged
{
    private readonly bool _swap = isLittleEndian != BitConverter.IsLittleEndian;

    public override bool TryRead(ref WireReader reader, out T value)
    {
        if (!reader.TryTake(Unsafe.SizeOf<T>(), out ReadOnlySpan<byte> bytes))
        {
            value = default;
            return false;
        }

        value = MemoryMarshal.Read<T>(bytes);
        if (_swap)
        {
            value = Swap(value);
        }

        return true;
    }

    public override void Write(ref WireWriter writer, T value)
    {
        if (_swap)
        {
            value = Swap(value);
        }

        MemoryMarshal.Write(writer.Take(Unsafe.SizeOf<T>()), in value);
    }

    public override int GetSize(T value) => Unsafe.SizeOf<T>();

    public override void ReadMany(ReadOnlySpan<byte> bytes, Span<T> values) => Copy(bytes, MemoryMarshal.AsBytes(values));

    public override void WriteMany(ReadOnlySpan<T> values, Span<byte> bytes) => Copy(MemoryMarshal.AsBytes(values), bytes);

    /// <summary>
    /// Copies numbers, swapping their bytes where the machine's order is the other one: one pass of vector instructions. The bytes of a message may lie at
    /// odd addresses; every machine that .NET 10 runs on loads and stores whole numbers there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (!_swap || Unsafe.SizeOf<T>() == 1)
        {
            source.CopyTo(destination);
        }
        else
        {
            ByteSwap.Copy<T>(source, destination);
        }
    }

    private static T Swap(T value)
    {
        if (Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            return Unsafe.BitCast<ushort, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ushort>(value)));
        }

        if (Unsafe.SizeOf<T>() == sizeof(uint))
        {
            return Unsafe.BitCast<uint, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, uint>(value)));
        }

        if (Unsafe.SizeOf<T>() == sizeof(ulong))
        {
            return Unsafe.BitCast<ulong, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, ulong>(value)));
        }

        return Unsafe.SizeOf<T>() == 1 ? value : Unsafe.BitCast<UInt128, T>(BinaryPrimitives.ReverseEndianness(Unsafe.BitCast<T, UInt128>(value)));
    }
}

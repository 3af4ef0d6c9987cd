using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProtoSockets.Runtime;

/// <summary>
/// Copies numbers to the other byte order. <see cref="BinaryPrimitives"/> does it with vectors of 32 bytes at most and stores them wherever they fall; where the processor is an x64 one, this takes
/// the widest vectors there are and stores them at aligned addresses, as a copy of memory does.
/// </summary>
internal static class ByteSwap
{
    /// <summary>Copies numbers and reverses the bytes of each.</summary>
    /// <typeparam name="T">A type of the numbers' size: 2, 4, 8 or 16 bytes. What depends on it is decided at compile time.</typeparam>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">Exactly as many bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged
    {
        if (source.Length != destination.Length || source.Length % Unsafe.SizeOf<T>() != 0)
        {
            ThrowUneven(source.Length, destination.Length);
        }

        // What overlaps is left to the copy that knows which end to start at.
        if (source.Length < 2 * Vector256<byte>.Count || !Avx2.IsSupported || source.Overlaps(destination))
        {
            CopyFew<T>(source, destination);
        }
        else if (source.Length < 2 * Vector512<byte>.Count || !Vector512.IsHardwareAccelerated || !Avx512BW.IsSupported)
        {
            Copy256<T>(source, destination);
        }
        else if (Avx512Vbmi.IsSupported && IsOdd<T>(destination))
        {
            CopyAcross<T>(source, destination);
        }
        else
        {
            Copy512<T>(source, destination);
        }
    }

    // Every reference stays within the spans: they are of one length, at least two vectors. The first vector is at their start, the last one ends where they end, and those between begin in front of
    // the last one. Each begins a whole number of T behind the start, so that what two of them store in the same place is the same.
    //
    // They are not inlined: in a long method the budget for that runs out, and then the shuffle, which is a single instruction, becomes a call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Copy512<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Vector512<byte>.Count);
        Swap512<T>(Vector512.LoadUnsafe(ref from)).StoreUnsafe(ref to);
        for (nuint offset = FirstAligned<T>(ref to, (nuint)Vector512<byte>.Count); offset < last; offset += (nuint)Vector512<byte>.Count)
        {
            Swap512<T>(Vector512.LoadUnsafe(ref from, offset)).StoreUnsafe(ref to, offset);
        }

        Swap512<T>(Vector512.LoadUnsafe(ref from, last)).StoreUnsafe(ref to, last);
    }

    /// <summary>
    /// For numbers that lie at odd addresses: takes the bytes of a vector from two, so that stores can be aligned all the same and begin and end in the middle of a number. As above each stays within
    /// the spans: one is only taken while the vector that is loaded ahead ends there at the latest.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void CopyAcross<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Vector512<byte>.Count);
        Swap512<T>(Vector512.LoadUnsafe(ref from)).StoreUnsafe(ref to);

        // The first aligned store begins at most a vector behind the start, and with the rest of a number that begins at the offset.
        nuint aligned = (nuint)Vector512<byte>.Count - ((nuint)Unsafe.AsPointer(ref to) % (nuint)Vector512<byte>.Count);
        nuint rest = aligned % (nuint)Unsafe.SizeOf<T>();
        nuint offset = aligned - rest;

        // Sizes are powers of two: which byte of a number goes where is the same with the lowest bits turned over.
        Vector512<byte> pattern = (Vector512<byte>.Indices + Vector512.Create((byte)rest)) ^ Vector512.Create((byte)(Unsafe.SizeOf<T>() - 1));
        Vector512<byte> low = Vector512.LoadUnsafe(ref from, offset);
        for (; offset + (nuint)Vector512<byte>.Count <= last; offset += (nuint)Vector512<byte>.Count)
        {
            Vector512<byte> high = Vector512.LoadUnsafe(ref from, offset + (nuint)Vector512<byte>.Count);
            Avx512Vbmi.PermuteVar64x8x2(low, pattern, high).StoreUnsafe(ref to, offset + rest);
            low = high;
        }

        if (offset < last)
        {
            Swap512<T>(low).StoreUnsafe(ref to, offset);
        }

        Swap512<T>(Vector512.LoadUnsafe(ref from, last)).StoreUnsafe(ref to, last);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Copy256<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Vector256<byte>.Count);
        Swap256<T>(Vector256.LoadUnsafe(ref from)).StoreUnsafe(ref to);
        for (nuint offset = FirstAligned<T>(ref to, (nuint)Vector256<byte>.Count); offset < last; offset += (nuint)Vector256<byte>.Count)
        {
            Swap256<T>(Vector256.LoadUnsafe(ref from, offset)).StoreUnsafe(ref to, offset);
        }

        Swap256<T>(Vector256.LoadUnsafe(ref from, last)).StoreUnsafe(ref to, last);
    }

    [DoesNotReturn]
    private static void ThrowUneven(int source, int destination) => throw new ArgumentException($"{source} bytes of numbers are copied into {destination}.", nameof(destination));

    private static void CopyFew<T>(ReadOnlySpan<byte> source, Span<byte> destination)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(destination));
        }
        else if (Unsafe.SizeOf<T>() == sizeof(uint))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(destination));
        }
        else if (Unsafe.SizeOf<T>() == sizeof(ulong))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(destination));
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, UInt128>(source), MemoryMarshal.Cast<byte, UInt128>(destination));
        }
    }

    /// <summary>Whether numbers lie at odd addresses, so that an aligned store splits one.</summary>
    private static unsafe bool IsOdd<T>(Span<byte> numbers)
        where T : unmanaged => (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(numbers)) % (nuint)Unsafe.SizeOf<T>() != 0;

    /// <summary>
    /// How far behind the start, at most a vector, stores begin to be aligned; for numbers that lie at odd addresses themselves, nearly so. The garbage collector may move the memory meanwhile: that
    /// costs time and nothing else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe nuint FirstAligned<T>(ref byte start, nuint size)
        where T : unmanaged
    {
        nuint misaligned = (nuint)Unsafe.AsPointer(ref start) % size;
        return size - (misaligned - (misaligned % (nuint)Unsafe.SizeOf<T>()));
    }

    /// <summary>
    /// Reverses the bytes of each number; the pattern is the same for every 16 bytes. It is spelled out in full because the just-in-time compiler gives up on optimising a loop with a vector that is
    /// made of a shorter one, and because a static field would be loaded anew by code that is not yet optimised.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Swap512<T>(Vector512<byte> numbers)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            return Avx512BW.Shuffle(numbers, Vector512.Create(
                (byte)1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14,
                1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
        }

        if (Unsafe.SizeOf<T>() == sizeof(uint))
        {
            return Avx512BW.Shuffle(numbers, Vector512.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
                3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
        }

        if (Unsafe.SizeOf<T>() == sizeof(ulong))
        {
            return Avx512BW.Shuffle(numbers, Vector512.Create(
                (byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,
                7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
        }

        return Avx512BW.Shuffle(numbers, Vector512.Create(
                (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
                15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Swap256<T>(Vector256<byte> numbers)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == sizeof(ushort))
        {
            return Avx2.Shuffle(numbers, Vector256.Create(
                (byte)1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
        }

        if (Unsafe.SizeOf<T>() == sizeof(uint))
        {
            return Avx2.Shuffle(numbers, Vector256.Create(
                (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
        }

        if (Unsafe.SizeOf<T>() == sizeof(ulong))
        {
            return Avx2.Shuffle(numbers, Vector256.Create(
                (byte)7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
        }

        return Avx2.Shuffle(numbers, Vector256.Create(
                (byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    }
}

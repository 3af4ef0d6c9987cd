using System.Buffers;

namespace ProtoSockets;

/// <summary>
/// A checksum whose value is a number. Implement it on a struct or class; only its static members are used: <c>[Checksum&lt;Mine&gt;]</c>. For a cyclic redundancy
/// check, <see cref="ICrc{TSelf, TValue}"/> needs the parameters only.
/// </summary>
/// <typeparam name="TSelf">The implementing type itself.</typeparam>
/// <typeparam name="TValue">The type of the value, and of the member that carries it.</typeparam>
public interface IChecksum<TSelf, TValue>
    where TSelf : IChecksum<TSelf, TValue>
{
    /// <summary>Computes the checksum of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The checksum.</returns>
    static abstract TValue Compute(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Computes the checksum of bytes in the midst of which it stands itself. Unless implemented, the bytes are copied into one piece.
    /// </summary>
    /// <param name="before">The bytes in front of it.</param>
    /// <param name="zeros">How many zeros count in its place; 0 where its own bytes are left out.</param>
    /// <param name="after">The bytes behind it.</param>
    /// <returns>The checksum.</returns>
    static virtual TValue Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        int length = before.Length + zeros + after.Length;
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Runtime.WireChecksums.Join(before, zeros, after, whole);
            return TSelf.Compute(whole.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}

/// <summary>
/// A checksum whose value is bytes: a digest, a message authentication code. Implement it on a struct or class; only its static members are used:
/// <c>[Checksum&lt;Mine&gt;, FixedBytes(32)]</c>. A key is a static of yours, or is found from the place that runs (an <c>AsyncLocal</c>). Values are compared
/// in constant time.
/// </summary>
/// <typeparam name="TSelf">The implementing type itself.</typeparam>
public interface IChecksum<TSelf>
    where TSelf : IChecksum<TSelf>
{
    /// <summary>Computes the checksum of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="checksum">Takes the checksum, all of it: as many bytes as the member has.</param>
    static abstract void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum);

    /// <summary>
    /// Computes the checksum of bytes in the midst of which it stands itself. Unless implemented, the bytes are copied into one piece.
    /// </summary>
    /// <param name="before">The bytes in front of it.</param>
    /// <param name="zeros">How many zeros count in its place; 0 where its own bytes are left out.</param>
    /// <param name="after">The bytes behind it.</param>
    /// <param name="checksum">Takes the checksum, all of it: as many bytes as the member has.</param>
    static virtual void Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after, Span<byte> checksum)
    {
        int length = before.Length + zeros + after.Length;
        byte[] whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Runtime.WireChecksums.Join(before, zeros, after, whole);
            TSelf.Compute(whole.AsSpan(0, length), checksum);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }
}

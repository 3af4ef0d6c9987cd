using System.Security.Cryptography;

namespace ProtoSockets.Runtime;

/// <summary>Correlation ids that are bytes rather than numbers: as the engine keeps them, the first byte being the most significant of 16.</summary>
public static class CorrelationBytes
{
    /// <summary>The most bytes of an id.</summary>
    public const int MaxBytes = 16;

    /// <summary>How many random bytes are fetched at a time: a system call for each id would cost more than the rest of the call.</summary>
    private const int PoolBytes = 512;

    [ThreadStatic]
    private static byte[]?[]? t_scratch;

    [ThreadStatic]
    private static byte[]? t_pool;

    [ThreadStatic]
    private static int t_unused;

    /// <summary>The id in some bytes.</summary>
    /// <param name="bytes">Up to 16 bytes; more are cut off.</param>
    /// <returns>The id.</returns>
    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        UInt128 id = 0;
        foreach (byte one in bytes[..Math.Min(bytes.Length, MaxBytes)])
        {
            id = (id << 8) | one;
        }

        return id;
    }

    /// <summary>The id in some bytes.</summary>
    /// <param name="bytes">Up to 16 bytes; more are cut off.</param>
    /// <returns>The id.</returns>
    public static UInt128 Of(ReadOnlyMemory<byte> bytes) => Of(bytes.Span);

    /// <summary>The id in some bytes.</summary>
    /// <param name="bytes">Up to 16 bytes; more are cut off. Null is none.</param>
    /// <returns>The id.</returns>
    public static UInt128 Of(byte[]? bytes) => Of(bytes.AsSpan());

    /// <summary>The id in a <see cref="Guid"/>.</summary>
    /// <param name="id">The value; its bytes are taken in the order in which it is printed.</param>
    /// <returns>The id.</returns>
    public static UInt128 Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        return Of(bytes);
    }

    /// <summary>The id that a caller chose for its request.</summary>
    /// <param name="bytes">The bytes; none for any that is free.</param>
    /// <param name="width">How many the message has.</param>
    /// <param name="member">What errors call it.</param>
    /// <returns>The id; 0 for any that is free.</returns>
    /// <exception cref="WireFormatException">They are more or fewer.</exception>
    public static UInt128 Chosen(ReadOnlyMemory<byte> bytes, int width, string member)
    {
        if (!bytes.IsEmpty && bytes.Length != width)
        {
            WireChecks.ThrowWrongSize(member, bytes.Length, width);
        }

        return Of(bytes.Span);
    }

    /// <summary>The bytes of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="width">How many bytes it has.</param>
    /// <returns>The bytes, in an array of the thread's own: valid until the next id of this width is made bytes of on the thread. Copy what you keep.</returns>
    public static byte[] ToBytes(UInt128 id, int width)
    {
        byte[]?[] scratch = t_scratch ??= new byte[]?[MaxBytes + 1];
        byte[] bytes = scratch[width] ??= new byte[width];
        for (int index = width - 1; index >= 0; index--)
        {
            bytes[index] = (byte)id;
            id >>= 8;
        }

        return bytes;
    }

    /// <summary>The <see cref="Guid"/> of an id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The value.</returns>
    public static Guid ToGuid(UInt128 id) => new(ToBytes(id, MaxBytes), bigEndian: true);

    /// <summary>An id that nobody can guess (RFC 8489, section 5: uniformly and randomly chosen, and cryptographically random).</summary>
    /// <param name="width">How many bytes it has, 1 to 16.</param>
    /// <returns>The id; never 0.</returns>
    public static UInt128 Fresh(int width)
    {
        while (true)
        {
            byte[] pool = t_pool ??= new byte[PoolBytes];
            if (t_unused < width)
            {
                RandomNumberGenerator.Fill(pool);
                t_unused = PoolBytes;
            }

            // What was handed out is forgotten.
            Span<byte> bytes = pool.AsSpan(t_unused - width, width);
            t_unused -= width;
            UInt128 id = Of(bytes);
            bytes.Clear();
            if (id != UInt128.Zero)
            {
                return id;
            }
        }
    }
}

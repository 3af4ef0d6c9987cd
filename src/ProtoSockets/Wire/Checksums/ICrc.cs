using System.Numerics;

namespace ProtoSockets;

/// <summary>
/// A cyclic redundancy check of up to 64 bits, given by its parameters as catalogues list them (Williams, "A painless guide to CRC error detection algorithms",
/// section 15). It is computed from tables, eight bytes at a time.
/// </summary>
/// <typeparam name="TSelf">The implementing type itself.</typeparam>
/// <typeparam name="TValue">An unsigned integer of at least <see cref="Width"/> bits.</typeparam>
public interface ICrc<TSelf, TValue> : IChecksum<TSelf, TValue>
    where TSelf : ICrc<TSelf, TValue>
    where TValue : struct, IBinaryInteger<TValue>, IUnsignedNumber<TValue>
{
    /// <summary>How many bits it has, 1 to 64.</summary>
    static abstract int Width { get; }

    /// <summary>The polynomial without its highest term, most significant bit first.</summary>
    static abstract TValue Polynomial { get; }

    /// <summary>What the register holds at the start.</summary>
    static virtual TValue Initial => TValue.Zero;

    /// <summary>Whether the bits of each byte go in from the least significant one.</summary>
    static virtual bool ReflectsInput => false;

    /// <summary>Whether the bits of the register are reversed at the end.</summary>
    static virtual bool ReflectsOutput => false;

    /// <summary>What the register is combined with at the end, by exclusive or.</summary>
    static virtual TValue FinalXor => TValue.Zero;

    /// <inheritdoc/>
    static TValue IChecksum<TSelf, TValue>.Compute(ReadOnlySpan<byte> bytes) =>
        Runtime.CrcTable<TSelf, TValue>.Finish(Runtime.CrcTable<TSelf, TValue>.Append(Runtime.CrcTable<TSelf, TValue>.Start, bytes));

    /// <inheritdoc/>
    static TValue IChecksum<TSelf, TValue>.Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        ulong register = Runtime.CrcTable<TSelf, TValue>.Append(Runtime.CrcTable<TSelf, TValue>.Start, before);
        register = Runtime.CrcTable<TSelf, TValue>.AppendZeros(register, zeros);
        return Runtime.CrcTable<TSelf, TValue>.Finish(Runtime.CrcTable<TSelf, TValue>.Append(register, after));
    }
}

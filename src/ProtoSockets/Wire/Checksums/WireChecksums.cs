using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ProtoSockets.Runtime;

/// <summary>Computes and verifies the checksums of members marked <see cref="ChecksumAttribute{TChecksum}"/>. Offsets count from the start of the message.</summary>
public static class WireChecksums
{
    /// <summary>Computes a checksum of what was written.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    /// <returns>The checksum.</returns>
    public static TValue Compute<TChecksum, TValue>(ref WireWriter writer, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum, TValue>
    {
        ReadOnlySpan<byte> bytes = writer.At(start, end - start);
        return at < start || at >= end
            ? TChecksum.Compute(bytes)
            : TChecksum.Compute(bytes[..(at - start)], selfAsZero ? width : 0, bytes[(at + width - start)..]);
    }

    /// <summary>Verifies a checksum.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The checksum that came with the bytes.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    /// <returns>False when it is another one.</returns>
    public static bool Verify<TChecksum, TValue>(ref WireReader reader, string member, TValue value, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum, TValue>
        where TValue : IBinaryInteger<TValue>
    {
        TValue computed = Compute<TChecksum, TValue>(reader.Message, start, end, at, width, selfAsZero);
        return computed == value || Wrong(ref reader, at, member, Hex(value, width), Hex(computed, width));
    }

    /// <summary>Whether a checksum is that of the bytes of a message.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <typeparam name="TValue">The type of its value.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="value">The checksum that came with the bytes.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsRight<TChecksum, TValue>(ReadOnlySpan<byte> message, TValue value, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum, TValue>
        where TValue : IBinaryInteger<TValue> => Compute<TChecksum, TValue>(message, start, end, at, width, selfAsZero) == value;

    /// <summary>Whether a checksum of bytes is that of the bytes of a message, in constant time.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsRight<TChecksum>(ReadOnlySpan<byte> message, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum>
    {
        Span<byte> computed = width <= 128 ? stackalloc byte[128] : new byte[width];
        computed = computed[..width];
        Compute<TChecksum>(message[start..end], start, end, at, width, selfAsZero, computed);
        return CryptographicOperations.FixedTimeEquals(message.Slice(at, width), computed);
    }

    /// <summary>Computes a checksum of what was written, and puts it in its place.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    public static void Write<TChecksum>(ref WireWriter writer, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum> =>
        Compute<TChecksum>(writer.At(start, end - start), start, end, at, width, selfAsZero, writer.At(at, width));

    /// <summary>Verifies a checksum of bytes in constant time.</summary>
    /// <typeparam name="TChecksum">The checksum.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <param name="start">Where the bytes start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where the checksum itself is.</param>
    /// <param name="width">How many bytes it takes.</param>
    /// <param name="selfAsZero">Whether its own bytes count as zeros, should they be among them; else they are left out.</param>
    /// <returns>False when it is another one.</returns>
    public static bool Verify<TChecksum>(ref WireReader reader, string member, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum>
    {
        if (IsRight<TChecksum>(reader.Message, start, end, at, width, selfAsZero))
        {
            return true;
        }

        // The right value stays secret: whoever learnt it could send the message again with it.
        return reader.MalformedAt(at, $"the checksum {Convert.ToHexString(reader.Message.Slice(at, width))} is not that of the bytes") || reader.In(member);
    }

    /// <summary>Writes the checksum of a header that was read, or zeros in one that was not; it is computed once there is a message behind it.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">What was read, or nothing.</param>
    /// <param name="width">How many bytes it takes.</param>
    public static void WriteAsRead(ref WireWriter writer, ReadOnlySpan<byte> value, int width)
    {
        Span<byte> bytes = writer.Take(width);
        bytes.Clear();
        value.CopyTo(bytes);
    }

    /// <summary>Puts bytes and zeros one behind the other.</summary>
    internal static void Join(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after, Span<byte> whole)
    {
        before.CopyTo(whole);
        whole.Slice(before.Length, zeros).Clear();
        after.CopyTo(whole[(before.Length + zeros)..]);
    }

    private static TValue Compute<TChecksum, TValue>(ReadOnlySpan<byte> message, int start, int end, int at, int width, bool selfAsZero)
        where TChecksum : IChecksum<TChecksum, TValue>
    {
        ReadOnlySpan<byte> bytes = message[start..end];
        return at < start || at >= end
            ? TChecksum.Compute(bytes)
            : TChecksum.Compute(bytes[..(at - start)], selfAsZero ? width : 0, bytes[(at + width - start)..]);
    }

    private static void Compute<TChecksum>(ReadOnlySpan<byte> bytes, int start, int end, int at, int width, bool selfAsZero, Span<byte> checksum)
        where TChecksum : IChecksum<TChecksum>
    {
        if (at < start || at >= end)
        {
            TChecksum.Compute(bytes, checksum);
        }
        else
        {
            TChecksum.Compute(bytes[..(at - start)], selfAsZero ? width : 0, bytes[(at + width - start)..], checksum);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Wrong(ref WireReader reader, int offset, string member, string value, string computed) =>
        reader.MalformedAt(offset, $"the checksum is {value}, and that of the bytes is {computed}") || reader.In(member);

    private static string Hex<TValue>(TValue value, int width)
        where TValue : IBinaryInteger<TValue> => "0x" + value.ToString("X" + (2 * width).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>
/// What a computed member had on the wire. It says nothing about the value that it came with, and so takes no part in its equality.
/// </summary>
/// <typeparam name="T">The member's type.</typeparam>
/// <param name="value">What was on the wire.</param>
public readonly struct OnWire<T>(T value) : IEquatable<OnWire<T>>
{
    /// <summary>What was on the wire; the type's default in a value that was not read.</summary>
    public T Value { get; } = value;

    /// <summary>Two of them are always equal.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True.</returns>
    public bool Equals(OnWire<T> other) => true;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is OnWire<T>;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    /// <summary>Two of them are always equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>True.</returns>
    public static bool operator ==(OnWire<T> left, OnWire<T> right) => left.Equals(right);

    /// <summary>Two of them are always equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>False.</returns>
    public static bool operator !=(OnWire<T> left, OnWire<T> right) => !left.Equals(right);
}

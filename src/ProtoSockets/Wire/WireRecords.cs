using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// The long way of reading a record, for bytes in which something is wrong or missing. It is kept out of generated code: a method that has a reader among its locals clears it on each call, also
/// when the short way is taken.
/// </summary>
public static class WireRecords
{
    /// <summary>What is wrong with bytes that are too few for a record of fixed size.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The bytes.</param>
    /// <returns>The error, which names the member in which they end.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WireError? Truncated<T>(ReadOnlySpan<byte> source)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(source);
        _ = T.TryRead(ref reader, out _);
        return reader.Error;
    }

    /// <inheritdoc cref="Truncated{T}(ReadOnlySpan{byte})"/>
    public static WireError? Truncated<T>(ReadOnlyMemory<byte> source)
        where T : IWireSerializable<T> => Truncated<T>(source.Span);

    /// <summary>Reads a record from the start of bytes. It is returned, because a variable that is handed on by reference, also in a branch that is hardly ever taken, is kept in memory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The bytes; members that borrow point into them.</param>
    /// <param name="consumed">How many bytes it took.</param>
    /// <param name="error">What is wrong, and whether more bytes could help; null when the value was read.</param>
    /// <returns>The value, which is one only if there is no error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Read<T>(ReadOnlyMemory<byte> source, out int consumed, out WireError? error)
        where T : IWireSerializable<T>
    {
        _ = TryRead(source, out T value, out consumed, out error);
        return value;
    }

    /// <inheritdoc cref="Read{T}(ReadOnlyMemory{byte}, out int, out WireError?)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Read<T>(ReadOnlySpan<byte> source, out int consumed, out WireError? error)
        where T : IWireSerializable<T>
    {
        _ = TryRead(source, out T value, out consumed, out error);
        return value;
    }

    /// <summary>Reads a record from the start of bytes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The bytes; members that borrow point into them.</param>
    /// <param name="value">The value.</param>
    /// <param name="consumed">How many bytes it took.</param>
    /// <param name="error">What is wrong, and whether more bytes could help; null when the value was read.</param>
    /// <returns>Whether there was a value.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead<T>(ReadOnlyMemory<byte> source, out T value, out int consumed, out WireError? error)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(source);
        bool isRead = T.TryRead(ref reader, out value);
        consumed = isRead ? reader.Position : 0;
        error = reader.Error;
        return isRead;
    }

    /// <summary>Reads a record from the start of bytes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The bytes; members that borrow get a copy of theirs.</param>
    /// <param name="value">The value.</param>
    /// <param name="consumed">How many bytes it took.</param>
    /// <param name="error">What is wrong, and whether more bytes could help; null when the value was read.</param>
    /// <returns>Whether there was a value.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead<T>(ReadOnlySpan<byte> source, out T value, out int consumed, out WireError? error)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(source);
        bool isRead = T.TryRead(ref reader, out value);
        consumed = isRead ? reader.Position : 0;
        error = reader.Error;
        return isRead;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Runtime;

/// <summary>
/// Compares elements as records compare their members: by content, also where the type itself compares by identity (bytes, arrays of bytes).
/// </summary>
/// <typeparam name="T">The elements' type.</typeparam>
internal static class ElementContent<T>
{
    private static readonly IEqualityComparer<T>? ByContent =
        typeof(T) == typeof(ReadOnlyMemory<byte>) ? (IEqualityComparer<T>)(object)new MemoryContent()
        : typeof(T) == typeof(byte[]) ? (IEqualityComparer<T>)(object)new ArrayContent()
        : null;

    public static bool Equals(T left, T right) => ByContent is null ? EqualityComparer<T>.Default.Equals(left, right) : ByContent.Equals(left, right);

    public static bool SequenceEqual(ReadOnlySpan<T> left, ReadOnlySpan<T> right) => left.SequenceEqual(right, ByContent);

    public static int Hash(T value) => value is null ? 0
        : ByContent is null ? EqualityComparer<T>.Default.GetHashCode(value)
        : ByContent.GetHashCode(value);

    private sealed class MemoryContent : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => WireBytes.ContentEquals(x, y);

        public int GetHashCode(ReadOnlyMemory<byte> obj) => WireBytes.ContentHash(obj);
    }

    private sealed class ArrayContent : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => WireBytes.ContentEquals(x, y);

        public int GetHashCode([DisallowNull] byte[] obj) => WireBytes.ContentHash((ReadOnlyMemory<byte>)obj);
    }
}

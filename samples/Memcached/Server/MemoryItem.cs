namespace MemcachedSample;

/// <summary>An item of the store. Its bytes never change: a new value makes a new item, so that a reply may be sent from them while others write.</summary>
internal sealed class MemoryItem
{
    /// <summary>What the object, its dictionary entry and the two arrays take beside their bytes; counted, so that many small items are bounded, too.</summary>
    private const int Overhead = 160;

    public required byte[] Key { get; init; }

    public required byte[] Value { get; init; }

    /// <summary>The client's own 32 bits.</summary>
    public required uint Flags { get; init; }

    /// <summary>The version: another one with each change.</summary>
    public required ulong Cas { get; init; }

    /// <summary>When it is gone, in milliseconds of Unix time; <see cref="long.MaxValue"/> for never.</summary>
    public required long ExpiresAt { get; set; }

    /// <summary>The next item that was used later than this one.</summary>
    public MemoryItem? Newer { get; set; }

    /// <summary>The next item that was used earlier than this one.</summary>
    public MemoryItem? Older { get; set; }

    /// <summary>What it counts against the store's limit.</summary>
    public long Cost => SizeOf(Key.Length, Value.Length);

    public static long SizeOf(int keyLength, int valueLength) => (long)keyLength + valueLength + Overhead;
}

using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace ProtoSockets.Fuzz.Coverage;

/// <summary>Which branches an input took: the bytes that instrumented code counts in, one for each pair of places that followed each other.</summary>
internal static unsafe class EdgeMap
{
    public const int Size = 1 << 16;

    private static readonly byte* Map = (byte*)NativeMemory.AlignedAlloc(Size, 64);

    /// <summary>What has been counted since <see cref="Clear"/>.</summary>
    public static Span<byte> Counts => new(Map, Size);

    /// <summary>Gives instrumented code its place to count in; it has none before, and would crash.</summary>
    public static void Attach()
    {
        Clear();
        Trace.SharedMem = Map;
    }

    /// <summary>Forgets the input before.</summary>
    public static void Clear()
    {
        Counts.Clear();
        Trace.PrevLocation = 0;
    }
}

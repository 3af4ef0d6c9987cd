namespace ProtoSockets.Benchmarks.Net;

/// <summary>Which cores the two processes may use.</summary>
[Flags]
internal enum Regimes
{
    None = 0,

    /// <summary>Both have one and the same.</summary>
    Pinned = 1,

    /// <summary>All.</summary>
    Unpinned = 2,
}

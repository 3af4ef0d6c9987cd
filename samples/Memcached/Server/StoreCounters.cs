namespace MemcachedSample;

/// <summary>What a store has done, and holds.</summary>
internal record struct StoreCounters
{
    public long Gets { get; set; }

    public long Misses { get; set; }

    public long Sets { get; set; }

    public long Touches { get; set; }

    public long Evictions { get; set; }

    /// <summary>How many items were stored, ever.</summary>
    public long TotalItems { get; set; }

    /// <summary>How many items there are.</summary>
    public long Items { get; set; }

    /// <summary>What they take.</summary>
    public long Bytes { get; set; }
}

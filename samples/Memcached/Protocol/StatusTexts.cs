namespace MemcachedSample;

/// <summary>What memcached writes beside a status.</summary>
public static class StatusTexts
{
    /// <summary>The text of a status; empty for success.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The text, as memcached 1.6 sends it.</returns>
    public static string Text(this Status status) => status switch
    {
        Status.Success => string.Empty,
        Status.KeyNotFound => "Not found",
        Status.KeyExists => "Data exists for key.",
        Status.ValueTooLarge => "Too large.",
        Status.InvalidArguments => "Invalid arguments",
        Status.NotStored => "Not stored.",
        Status.NonNumericValue => "Non-numeric server-side value for incr or decr",
        Status.UnknownCommand => "Unknown command",
        Status.OutOfMemory => "Out of memory",
        Status.InternalError => "Internal error",
        _ => status.ToString(),
    };
}

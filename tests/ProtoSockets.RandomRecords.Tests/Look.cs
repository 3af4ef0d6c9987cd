namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Compares what a view shows with what the record has.</summary>
public static class Look
{
    public static void Same<T>(T seen, T value, string path)
    {
        if (!EqualityComparer<T>.Default.Equals(seen, value))
        {
            throw new InvalidOperationException($"The view's {path} is {seen}, and the record's {value}");
        }
    }

    public static void Same<T>(T[]? seen, T[]? value, string path)
    {
        if (!seen.AsSpan().SequenceEqual(value))
        {
            throw new InvalidOperationException($"The view's {path} is {string.Join(", ", seen ?? [])}, and the record's {string.Join(", ", value ?? [])}");
        }
    }

    public static void Same(System.Net.IPAddress? seen, System.Net.IPAddress? value, string path) => Same<object?>(seen, value, path);

    public static void Same(ReadOnlySpan<byte> seen, byte[]? value, string path) => Same(Convert.ToHexString(seen), Convert.ToHexString(value ?? []), path);

    public static void Same(ReadOnlySpan<byte> seen, ReadOnlyMemory<byte> value, string path) => Same(Convert.ToHexString(seen), Convert.ToHexString(value.Span), path);

    public static void Same(ReadOnlySpan<byte> seen, ReadOnlyMemory<byte>? value, string path) => Same(seen, value.GetValueOrDefault(), path);

    public static void Same(WireTextView seen, string? value, string path) => Same(seen.ToString(), value ?? string.Empty, path);

    public static void Same(WireTextView seen, Utf8Text value, string path) => Same(seen.ToString(), value.ToString(), path);

    public static void Same(WireTextView seen, Utf8Text? value, string path) => Same(seen.ToString(), value.GetValueOrDefault().ToString(), path);

    public static void Same<T>(WireListView<T> seen, T[]? value, string path)
    {
        if (!seen.ToArray().AsSpan().SequenceEqual(value))
        {
            throw new InvalidOperationException($"The view's {path} is {string.Join(", ", seen.ToArray())}, and the record's {string.Join(", ", value ?? [])}");
        }

        int index = 0;
        foreach (T element in seen)
        {
            Same(element, value![index], path);
            Same(seen[index], value[index], path);
            index++;
        }
    }

    public static void Same<T>(WireListView<T> seen, WireList<T> value, string path) => Same(seen, Elements(value), path);

    public static void Same<T>(WireListView<T> seen, WireList<T>? value, string path) => Same(seen, Elements(value.GetValueOrDefault()), path);

    /// <summary>A list as an array.</summary>
    public static T[] Elements<T>(T[] list) => list;

    /// <summary>A list as an array.</summary>
    public static T[] Elements<T>(WireList<T> list)
    {
        List<T> elements = [];
        foreach (T element in list)
        {
            elements.Add(element);
        }

        return [.. elements];
    }
}

namespace MemcachedSample.Tests;

/// <summary>Bytes that memcached 1.6.18 and its clients really sent.</summary>
internal static class Vector
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    /// <summary>The captures of binary streams, both ways.</summary>
    public static IEnumerable<string> Streams => Names("??-*.bin").Concat(Names("client-*.bin")).Order(StringComparer.Ordinal);

    /// <summary>The captured datagrams.</summary>
    public static IEnumerable<string> Datagrams => Names("u??-*.bin").Order(StringComparer.Ordinal);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string ReadText(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Whether a client sent it.</summary>
    public static bool IsFromClient(string name) => name.Contains("c2s", StringComparison.Ordinal);

    private static IEnumerable<string> Names(string pattern) => Directory.EnumerateFiles(Folder, pattern).Select(path => Path.GetFileName(path)!);
}

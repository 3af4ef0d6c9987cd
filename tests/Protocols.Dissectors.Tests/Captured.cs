namespace Dissectors.Tests;

/// <summary>What real servers and clients said.</summary>
internal static class Captured
{
    /// <summary>The captures of a protocol, in the order in which they were made.</summary>
    public static IEnumerable<string> Files(string protocol, string pattern) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Vectors", protocol), pattern).Order(StringComparer.Ordinal);

    /// <summary>Whether the client said it.</summary>
    public static bool IsFromClient(string file) => Path.GetFileName(file).Contains("c2s", StringComparison.Ordinal);
}

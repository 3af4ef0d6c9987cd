using System.Buffers.Binary;

namespace PostgresSample.Tests;

/// <summary>A message in a capture.</summary>
/// <param name="Bytes">The whole message, what frames it included.</param>
/// <param name="IsFromClient">Who sent it.</param>
/// <param name="IsTagged">Whether it has a type byte.</param>
internal readonly record struct CapturedMessage(ReadOnlyMemory<byte> Bytes, bool IsFromClient, bool IsTagged);

/// <summary>Bytes that PostgreSQL 15 and its clients really sent.</summary>
internal static class Vector
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.bin").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    /// <summary>All messages of all captures.</summary>
    public static IReadOnlyList<CapturedMessage> All { get; } = [.. Names.SelectMany(Cut)];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>The messages of a capture; the last one has to be whole.</summary>
    public static List<CapturedMessage> Cut(string name)
    {
        bool isFromClient = name.Contains("c2s", StringComparison.Ordinal);
        ReadOnlyMemory<byte> rest = Read(name);
        List<CapturedMessage> messages = [];
        while (!rest.IsEmpty)
        {
            // No type byte is 0, and the length of a first message is below 2^24. One byte alone, or ahead of an Authentication message, answers a request to encrypt.
            bool isTagged = isFromClient ? rest.Span[0] != 0 : rest.Length > 1 && !(messages.Count == 0 && rest.Span[1] == 'R');
            int length = isTagged ? 1 + BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]) : isFromClient ? BinaryPrimitives.ReadInt32BigEndian(rest.Span) : 1;
            messages.Add(new CapturedMessage(rest[..length], isFromClient, isTagged));
            rest = rest[length..];
        }

        return messages;
    }
}

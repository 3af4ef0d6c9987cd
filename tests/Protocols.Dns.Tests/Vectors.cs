using System.Buffers.Binary;

namespace DnsSample.Tests;

/// <summary>A message that a program of somebody else sent.</summary>
/// <param name="File">The file that it is in; <c>dns.md</c> beside it says how it came there.</param>
/// <param name="Index">Which message of the file.</param>
/// <param name="IsQuery">Whether a client sent it.</param>
/// <param name="Bytes">The message, without the length in front of it.</param>
internal sealed record CapturedMessage(string File, int Index, bool IsQuery, byte[] Bytes)
{
    /// <summary>
    /// How its sender compresses names: dnsmasq those of questions and owners only; BIND 9.18 all, but of each name only itself and its parent are looked for.
    /// </summary>
    public NameCompression Compression => File.StartsWith("bind-", StringComparison.Ordinal) || File.Contains("axfr", StringComparison.Ordinal)
        ? NameCompression.NameAndParent
        : NameCompression.OwnersOnly;

    public override string ToString() => Index == 0 ? File : $"{File} #{Index}";
}

/// <summary>The captures.</summary>
internal static class Vectors
{
    /// <summary>The messages of all files.</summary>
    public static IReadOnlyList<CapturedMessage> All { get; } = [.. Files().SelectMany(Read)];

    /// <summary>The messages of one file.</summary>
    public static IReadOnlyList<CapturedMessage> Of(string file) => [.. All.Where(message => message.File == file)];

    /// <summary>The names of the files.</summary>
    public static IEnumerable<string> Files() => Directory.GetFiles(Folder, "*.bin").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    private static IEnumerable<CapturedMessage> Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        bool isQuery = file.Contains("c2s", StringComparison.Ordinal);
        bool isStream = file.Contains("tcp-", StringComparison.Ordinal) || file.Contains("axfr", StringComparison.Ordinal);
        if (!isStream)
        {
            yield return new CapturedMessage(file, 0, isQuery, bytes);
            yield break;
        }

        int index = 0;
        for (int position = 0; position < bytes.Length; index++)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position));
            yield return new CapturedMessage(file, index, isQuery, bytes[(position + 2)..(position + 2 + length)]);
            position += 2 + length;
        }
    }
}

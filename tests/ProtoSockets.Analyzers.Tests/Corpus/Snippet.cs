using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Corpus;

/// <summary>
/// One piece of code as people write it. It is marked where somebody who knows sockets would want a report: the truth, whether or not a rule finds it.
/// </summary>
/// <param name="Theme">The file that it is in.</param>
/// <param name="Name">What it shows, as a sentence.</param>
/// <param name="Origin">The kind of source it is modelled on.</param>
/// <param name="Source">Its members, and the marks.</param>
internal sealed record Snippet(string Theme, string Name, string Origin, MarkedSource Source)
{
    private const string Title = "--- ";
    private const string OriginTitle = "from: ";

    /// <summary>Whether an expert has nothing to say about it.</summary>
    public bool IsGood => Source.Marks.Count == 0;

    /// <summary>All snippets of a folder, by file and place.</summary>
    public static IReadOnlyList<Snippet> ReadAll(string folder) =>
        [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(static path => Read(path))];

    /// <summary>The snippet as a file of its own, in a namespace of its own: many of them are compiled together.</summary>
    public string ToFile(int number) => Header(number) + Source.Text + "\n}\n";

    /// <summary>What stands before the members.</summary>
    public static string Header(int number) => $"namespace Snippet{number};\n\npartial class Code\n{{\n";

    private static IEnumerable<Snippet> Read(string path)
    {
        string theme = Path.GetFileNameWithoutExtension(path);
        foreach (string part in ("\n" + File.ReadAllText(path).ReplaceLineEndings("\n")).Split("\n" + Title, StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = part.Split('\n', 3);
            if (lines.Length != 3 || !lines[1].StartsWith(OriginTitle, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"A snippet of {path} has no line \"{OriginTitle}\" below its name: {lines[0]}");
            }

            yield return new Snippet(theme, lines[0].Trim(), lines[1][OriginTitle.Length..].Trim(), MarkedSource.Parse(lines[2].Trim('\n')));
        }
    }
}

using System.Text;

namespace ProtoSockets.Testing;

/// <summary>
/// What two sides said to each other over a stream, in the order in which it was seen at one of them. Recorded by a <see cref="ConversationRecorder"/>, kept as text, and played again.
/// </summary>
/// <remarks>
/// The text has a line for each part, and further lines, which begin with a space, where there are more than 16 bytes. Empty lines and whatever stands behind <c>#</c> are passed over:
/// <code>
/// # ProtoSockets conversation 1
/// client 2A 31 0D 0A 24 34 0D 0A 50 49 4E 47 0D 0A
/// server 2B 50 4F 4E 47 0D 0A
/// client end
/// server end
/// </code>
/// A connection that was lost ends with <c>client reset</c> or <c>server reset</c>.
/// </remarks>
public sealed partial class Conversation
{
    private const string FirstLine = "# ProtoSockets conversation 1";

    private readonly List<ConversationPart> _parts = [];

    /// <summary>Makes a conversation.</summary>
    /// <param name="parts">What was said. Parts of one side in a row are put together.</param>
    public Conversation(params IEnumerable<ConversationPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (ConversationPart part in parts)
        {
            Add(part);
        }
    }

    /// <summary>What was said, in order; the side changes with each part.</summary>
    public IReadOnlyList<ConversationPart> Parts => _parts;

    /// <summary>Everything that one side sent.</summary>
    /// <param name="side">The side.</param>
    /// <returns>The bytes.</returns>
    public byte[] BytesFrom(Side side) => [.. _parts.Where(part => part.From == side).SelectMany(static part => part.Bytes.ToArray())];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The conversation.</returns>
    /// <exception cref="FormatException">It is not one.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static Conversation Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; what was in it is lost.</param>
    /// <param name="describe">Adds a dump of each part as comments: <c>Chat.Describe</c>; null adds nothing.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string path, DescribeBytes? describe = null) => File.WriteAllText(path, ToText(describe));

    /// <summary>Reads text.</summary>
    /// <param name="text">The text, as <see cref="ToText"/> writes it.</param>
    /// <returns>The conversation.</returns>
    /// <exception cref="FormatException">It is not one; the message names the line.</exception>
    public static Conversation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Conversation conversation = new();
        Side? side = null;
        int number = 0;
        foreach (string whole in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            string line = whole.Split('#')[0].TrimEnd();
            if (line.Length == 0)
            {
                continue;
            }

            string rest = line;
            if (!char.IsWhiteSpace(line[0]))
            {
                string[] words = line.Split(' ', 2);
                side = words[0] switch
                {
                    "client" => Side.Client,
                    "server" => Side.Server,
                    _ => throw new FormatException($"Line {number}: \"{words[0]}\" is not a side; there are client and server."),
                };
                rest = words.Length > 1 ? words[1].Trim() : "";
            }

            Side from = side ?? throw new FormatException($"Line {number}: there are bytes, and no side that sent them.");
            conversation.Add(rest switch
            {
                "end" => new ConversationPart(from, default, ConversationEnd.Closed),
                "reset" => new ConversationPart(from, default, ConversationEnd.Reset),
                _ => new ConversationPart(from, BytesOf(rest, number)),
            });
        }

        return conversation;
    }

    /// <summary>The conversation as text, which stays the same for the same conversation, and is read by <see cref="Parse"/>.</summary>
    /// <param name="describe">Adds a dump of each part as comments: <c>Chat.Describe</c>; null adds nothing.</param>
    /// <returns>Lines, each with a line feed behind it.</returns>
    public string ToText(DescribeBytes? describe = null)
    {
        StringBuilder text = new(FirstLine + "\n");
        foreach (ConversationPart part in _parts)
        {
            string side = part.From == Side.Client ? "client" : "server";
            if (!part.Bytes.IsEmpty)
            {
                text.Append(side).Append(' ').Append(Golden.Hex(part.Bytes.Span).Replace("\n", "\n       ", StringComparison.Ordinal)).Append('\n');
                foreach (string line in describe?.Invoke(part.Bytes.Span, part.From).Split('\n') ?? [])
                {
                    text.Append("# ").Append(line.TrimEnd()).Append('\n');
                }
            }

            if (part.End != ConversationEnd.None)
            {
                text.Append(side).Append(part.End == ConversationEnd.Closed ? " end\n" : " reset\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The conversation as text.</summary>
    /// <returns>What <see cref="ToText"/> gives.</returns>
    public override string ToString() => ToText();

    /// <summary>Adds what a side sent next.</summary>
    internal void Add(ConversationPart part)
    {
        if (_parts.Count > 0 && _parts[^1] is { End: ConversationEnd.None } last && last.From == part.From)
        {
            _parts[^1] = part with { Bytes = (byte[])[.. last.Bytes.Span, .. part.Bytes.Span] };
        }
        else
        {
            _parts.Add(part);
        }
    }

    private static byte[] BytesOf(string hex, int line)
    {
        try
        {
            return Golden.Parse(hex);
        }
        catch (FormatException error)
        {
            throw new FormatException($"Line {line}: {error.Message}", error);
        }
    }
}

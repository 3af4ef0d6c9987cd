using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtoSockets.Schema.Locks;

/// <summary>
/// What a <c>*.wire.lock</c> says. A line that stands at the margin opens a protocol or a record, one that is indented belongs to it:
/// <code>
/// protocol Samples.Chat
///   framing = envelope
///   request 1 Samples.Chat.Join
///     answered by = &lt;Samples.Chat.Welcome>
///        0    ..  Nick: utf8 text, length leb128
/// struct Samples.Point
///        0     4  X: int32
/// </code>
/// Empty lines, and those that start with a number sign, are for readers.
/// </summary>
internal sealed class WireLock
{
    /// <summary>How the names of lock files end.</summary>
    public const string Extension = ".wire.lock";

    // A name has no space in it; an id is a number, or a dash where there is none.
    private static readonly Regex Protocol = Pattern(@"^protocol (?<name>\S+)$");
    private static readonly Regex Struct = Pattern(@"^struct (?<name>\S+)$");
    private static readonly Regex Header = Pattern(@"^  header (?<name>\S+)$");
    private static readonly Regex Message = Pattern(@"^  (?<kind>((client|server|both)-)?(request|reply|error)|client|server|message) (?<ids>-|-?\d+(/-?\d+)?(,-?\d+)*) (?<name>\S+)$");
    private static readonly Regex Fact = Pattern(@"^ +(?<name>[a-z][a-z0-9 ]*) = (?<text>.+)$");
    private static readonly Regex Line = Pattern(@"^ +(?<place>header|\.\.|\d+(\.\d)?) +(\.\.|\d+|\.\d+)  ((?<name>[^\s:]+): )?(?<text>.+)$");

    private readonly Dictionary<string, LockedRecord> _structs = new(StringComparer.Ordinal);

    private WireLock()
    {
    }

    /// <summary>The protocols in the order of the file.</summary>
    public List<LockedProtocol> Protocols { get; } = [];

    /// <summary>The wire structs by name.</summary>
    public IReadOnlyDictionary<string, LockedRecord> Structs => _structs;

    /// <summary>The numbers, from 0, of lines that mean nothing.</summary>
    public List<int> Unreadable { get; } = [];

    /// <summary>Reads a lock. A line that means nothing is noted and left out.</summary>
    public static WireLock Parse(string text)
    {
        WireLock result = new();
        LockedProtocol? protocol = null;
        LockedRecord? record = null;
        string[] lines = text.Split('\n');
        for (int number = 0; number < lines.Length; number++)
        {
            string line = lines[number].TrimEnd('\r', ' ');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (Protocol.Match(line) is { Success: true } ofProtocol)
            {
                record = null;
                protocol = new LockedProtocol(ofProtocol.Groups["name"].Value, number);
                result.Protocols.Add(protocol);
            }
            else if (Struct.Match(line) is { Success: true } ofStruct)
            {
                protocol = null;
                record = new LockedRecord("struct", [], ofStruct.Groups["name"].Value, number);
                result._structs[record.Name] = record;
            }
            else if (protocol is not null && Header.Match(line) is { Success: true } ofHeader)
            {
                record = protocol.Header = new LockedRecord("header", [], ofHeader.Groups["name"].Value, number);
            }
            else if (protocol is not null && Message.Match(line) is { Success: true } ofMessage)
            {
                string ids = ofMessage.Groups["ids"].Value;
                record = new LockedRecord(ofMessage.Groups["kind"].Value, ids == "-" ? [] : [.. ids.Split(',')], ofMessage.Groups["name"].Value, number);
                protocol.Messages.Add(record);
            }
            else if (Line.Match(line) is { Success: true } ofLine && record is not null)
            {
                record.Add(line, new LockedLine(ofLine.Groups["place"].Value, ofLine.Groups["name"].Success ? ofLine.Groups["name"].Value : null, ofLine.Groups["text"].Value));
            }
            else if (Fact.Match(line) is { Success: true } fact && (record is not null || protocol is not null))
            {
                (record?.Facts ?? protocol!.Facts)[fact.Groups["name"].Value] = fact.Groups["text"].Value;
                record?.Add(line, null);
            }
            else
            {
                result.Unreadable.Add(number);
            }
        }

        return result;
    }

    private static Regex Pattern(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Shapes.Patience);
}

/// <summary>A protocol in a lock.</summary>
/// <param name="name">Its full name.</param>
/// <param name="lineNumber">Its line, from 0.</param>
internal sealed class LockedProtocol(string name, int lineNumber)
{
    public string Name => name;

    public int LineNumber => lineNumber;

    /// <summary>What holds for all of it, such as how frames are found.</summary>
    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    public LockedRecord? Header { get; set; }

    public List<LockedRecord> Messages { get; } = [];
}

/// <summary>A record in a lock.</summary>
/// <param name="kind">
/// <c>struct</c>, <c>header</c>, <c>request</c>, <c>reply</c>, <c>error</c>, with <c>client-</c>, <c>server-</c> or <c>both-</c> in front where the other side sends it; or who sends it alone:
/// <c>client</c>, <c>server</c>, <c>message</c> for both.
/// </param>
/// <param name="ids">The ids that it travels under, none where its kind tells it.</param>
/// <param name="name">Its full name.</param>
/// <param name="lineNumber">Its line, from 0.</param>
internal sealed class LockedRecord(string kind, IReadOnlyList<string> ids, string name, int lineNumber)
{
    private readonly List<string> _text = [];
    private string[]? _names;

    public string Kind => kind;

    public IReadOnlyList<string> Ids => ids;

    public string Name => name;

    /// <summary>The last part of the name.</summary>
    public string ShortName => name.Substring(name.LastIndexOf('.') + 1);

    public int LineNumber => lineNumber;

    /// <summary>Who sends it; nobody a struct and a header.</summary>
    public IReadOnlyList<string> Sides => kind switch
    {
        "request" or "client" or "client-reply" or "client-error" => ["client"],
        "reply" or "error" or "server" or "server-request" => ["server"],
        "struct" or "header" => [],
        _ => ["client", "server"],
    };

    public Dictionary<string, string> Facts { get; } = new(StringComparer.Ordinal);

    public List<LockedLine> Lines { get; } = [];

    /// <summary>The names of the members in wire order.</summary>
    public IReadOnlyList<string> Members => _names ??= [.. Lines.Where(line => line.Name is not null).Select(line => line.Name!)];

    /// <summary>The lines as they are written, with their head.</summary>
    public string Text => $"{kind} {string.Join(",", ids)} {name}\n{string.Join("\n", _text)}";

    public void Add(string text, LockedLine? line)
    {
        _text.Add(text);
        if (line is not null)
        {
            Lines.Add(line);
        }
    }
}

/// <summary>A member in a lock, or bytes that belong to none.</summary>
/// <param name="Place">Its offset in bytes, with the bit behind a dot; two dots behind what varies in size; <c>header</c> for what travels there.</param>
/// <param name="Name">The member, or null.</param>
/// <param name="Text">How it looks: <see cref="Shapes.Lines"/>.</param>
internal sealed record LockedLine(string Place, string? Name, string Text)
{
    /// <summary>Where it is, for a message.</summary>
    public string Where => Place switch
    {
        "header" => "in the header",
        ".." => "behind what varies in size",
        _ when Place.IndexOf('.') is var dot and > 0 => $"at byte {Place.Substring(0, dot)}, bit {Place.Substring(dot + 1)}",
        _ => "at byte " + Place.ToString(CultureInfo.InvariantCulture),
    };
}

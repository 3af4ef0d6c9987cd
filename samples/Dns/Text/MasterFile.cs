using System.Text;

namespace DnsSample;

/// <summary>A master file that can't be used: which line, and why.</summary>
public sealed class MasterFileException(string message) : FormatException(message);

/// <summary>Reads the records of a master file (RFC 1035, section 5; <c>$TTL</c>: RFC 2308, section 4).</summary>
public sealed class MasterFile
{
    private readonly string _path;
    private readonly List<ResourceRecord> _records = [];
    private DomainName? _origin;
    private DomainName? _owner;
    private uint? _defaultTimeToLive;
    private uint? _lastTimeToLive;

    private MasterFile(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <exception cref="MasterFileException">It is no master file; the message says where and why.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static IReadOnlyList<ResourceRecord> Read(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file's name, for errors.</param>
    /// <exception cref="MasterFileException">It is no master file; the message says where and why.</exception>
    public static IReadOnlyList<ResourceRecord> Parse(string text, string path = "zone")
    {
        var file = new MasterFile(path);
        foreach (Entry entry in new Tokenizer(text, path).Entries())
        {
            try
            {
                file.Add(entry);
            }
            catch (FormatException exception) when (exception is not MasterFileException)
            {
                throw new MasterFileException($"{path}, line {entry.Line}: {exception.Message}.");
            }
        }

        return file._records;
    }

    private void Add(Entry entry)
    {
        string first = entry.Fields[0].Text;
        if (!entry.IsIndented && first.StartsWith('$') && !entry.Fields[0].IsQuoted)
        {
            Control(first, new FieldReader(entry.Fields.GetRange(1, entry.Fields.Count - 1), _origin ?? DomainName.Root));
            return;
        }

        DomainName origin = _origin ?? throw new FormatException("there is no $ORIGIN in front of the first record");
        var fields = new FieldReader(entry.Fields, origin);
        if (!entry.IsIndented)
        {
            _owner = fields.Name();
        }

        DomainName owner = _owner ?? throw new FormatException("the first record has no name");
        (uint? timeToLive, RecordType type) = TakeHead(fields);

        // Without a time of its own a record has that of $TTL, or else of the record in front of it.
        uint effective = timeToLive ?? _defaultTimeToLive ?? _lastTimeToLive
            ?? throw new FormatException("the record has no time to live, and there is no $TTL in front of it");
        _lastTimeToLive = effective;
        _records.Add(new ResourceRecord(owner, type, RecordClass.IN, effective) { Data = RecordText.Parse(type, fields) });
    }

    private void Control(string control, FieldReader fields)
    {
        switch (control.ToUpperInvariant())
        {
            case "$ORIGIN":
                _origin = fields.Name();
                break;
            case "$TTL":
                _defaultTimeToLive = fields.Seconds();
                break;
            default:
                throw new FormatException($"{control} is not known here; $ORIGIN and $TTL are");
        }

        fields.End();
    }

    /// <summary><c>[TTL] [class] type</c>, or <c>[class] [TTL] type</c>.</summary>
    private static (uint? TimeToLive, RecordType Type) TakeHead(FieldReader fields)
    {
        uint? timeToLive = null;
        bool hasClass = false;
        while (true)
        {
            string text = fields.Peek()?.Text ?? throw new FormatException("the record has no type");
            if (!hasClass && Codes.TryParseClass(text, out RecordClass recordClass) && recordClass != RecordClass.ANY)
            {
                hasClass = recordClass == RecordClass.IN ? true : throw new FormatException($"records of class {text} can't be served; IN can");
            }
            else if (timeToLive is null && FieldReader.TryParseSeconds(text, out uint seconds))
            {
                timeToLive = seconds;
            }
            else if (Codes.TryParseType(text, out RecordType type) && type is not (RecordType.OPT or (>= RecordType.IXFR and <= RecordType.ANY)))
            {
                fields.Skip();
                return (timeToLive, type);
            }
            else
            {
                throw new FormatException($"\"{text}\" is not a type of records");
            }

            fields.Skip();
        }
    }

    /// <summary>The fields of one record: those of a line, or of several within parentheses.</summary>
    private sealed record Entry(int Line, bool IsIndented, List<Field> Fields);

    /// <summary>
    /// RFC 1035, section 5.1: fields with blanks between them; quotes around blanks; parentheses around line ends; a semicolon in front of a comment.
    /// </summary>
    private sealed class Tokenizer(string text, string path)
    {
        private int _position;
        private int _line = 1;

        public IEnumerable<Entry> Entries()
        {
            while (_position < text.Length)
            {
                int line = _line;
                bool isIndented = text[_position] is ' ' or '\t';
                List<Field> fields = ReadFields();
                if (fields.Count > 0)
                {
                    yield return new Entry(line, isIndented, fields);
                }
            }
        }

        private List<Field> ReadFields()
        {
            var fields = new List<Field>();
            int parentheses = 0;
            int opened = _line;
            while (_position < text.Length)
            {
                char letter = text[_position];
                switch (letter)
                {
                    case '\n':
                        _position++;
                        _line++;
                        if (parentheses == 0)
                        {
                            return fields;
                        }

                        break;
                    case ' ' or '\t' or '\r':
                        _position++;
                        break;
                    case ';':
                        while (_position < text.Length && text[_position] != '\n')
                        {
                            _position++;
                        }

                        break;
                    case '(':
                        opened = parentheses++ == 0 ? _line : opened;
                        _position++;
                        break;
                    case ')':
                        if (--parentheses < 0)
                        {
                            throw Wrong(_line, "a parenthesis is closed that was not opened");
                        }

                        _position++;
                        break;
                    case '"':
                        fields.Add(ReadQuoted());
                        break;
                    default:
                        fields.Add(ReadPlain());
                        break;
                }
            }

            return parentheses == 0 ? fields : throw Wrong(opened, "a parenthesis is not closed");
        }

        private Field ReadPlain()
        {
            int start = _position;
            while (_position < text.Length && !" \t\r\n;()\"".Contains(text[_position], StringComparison.Ordinal))
            {
                _position += IsEscape() ? 2 : 1;
            }

            return new Field(text[start.._position], IsQuoted: false);
        }

        private Field ReadQuoted()
        {
            int start = ++_position;
            while (_position < text.Length && text[_position] is not ('"' or '\n'))
            {
                _position += IsEscape() ? 2 : 1;
            }

            if (_position >= text.Length || text[_position] == '\n')
            {
                throw Wrong(_line, "a quote is not closed");
            }

            return new Field(text[start.._position++], IsQuoted: true);
        }

        private bool IsEscape() => text[_position] == '\\' && _position + 1 < text.Length && text[_position + 1] != '\n';

        private MasterFileException Wrong(int line, string reason) => new($"{path}, line {line}: {reason}.");
    }
}

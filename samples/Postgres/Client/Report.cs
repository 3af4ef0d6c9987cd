namespace PostgresSample;

/// <summary>An error or a notice of the server, with all its fields (section 55.8).</summary>
public sealed class Report
{
    private readonly Dictionary<char, string> _fields = [];

    internal Report(IEnumerable<ReportField> fields)
    {
        foreach (ReportField field in fields)
        {
            _fields[(char)field.Code] = field.Text;
        }
    }

    /// <summary>All fields by their letter: S severity, C code, M message, D detail, H hint, P position, W where, s schema, t table, c column, d type, n constraint, F file, L line, R routine.</summary>
    public IReadOnlyDictionary<char, string> Fields => _fields;

    /// <summary>ERROR, FATAL, PANIC; WARNING, NOTICE, DEBUG, INFO, LOG.</summary>
    public string Severity => this['V'] ?? this['S'] ?? "ERROR";

    /// <summary>The SQLSTATE.</summary>
    public string Code => this['C'] ?? string.Empty;

    public string Message => this['M'] ?? string.Empty;

    /// <summary>A field; null when the server did not send it.</summary>
    public string? this[char field] => _fields.GetValueOrDefault(field);

    /// <summary>As psql prints it.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder($"{this['S'] ?? Severity}:  {Message}");
        foreach ((char field, string name) in new[] { ('D', "DETAIL"), ('H', "HINT"), ('W', "CONTEXT") })
        {
            if (this[field] is { } value)
            {
                text.Append('\n').Append(name).Append(":  ").Append(value);
            }
        }

        return text.ToString();
    }
}

/// <summary>The server refused a statement. The connection stays usable.</summary>
public sealed class PostgresException : Exception
{
    internal PostgresException(Report report)
        : base(report.ToString()) => Report = report;

    public Report Report { get; }
}

/// <summary>The login failed. The connection is closed.</summary>
public sealed class LoginException : Exception
{
    internal LoginException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    internal LoginException(Report report)
        : base(report.ToString()) => Report = report;

    /// <summary>What the server said, if it was the server.</summary>
    public Report? Report { get; }
}

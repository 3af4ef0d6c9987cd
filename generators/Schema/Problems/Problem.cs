using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>How certain a problem is to be one.</summary>
internal enum ProblemSeverity
{
    Warning,
    Error,
}

/// <summary>A way in which a definition can be wrong.</summary>
/// <param name="Id">Its stable id, <c>PSOCK1006</c>.</param>
/// <param name="Severity">Error where no code can be generated.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Format">The message, with placeholders.</param>
internal sealed record ProblemKind(string Id, ProblemSeverity Severity, string Title, string Format);

/// <summary>Something wrong with a definition. It lives no longer than the analysis that found it, and so may hold a location.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">What the message's placeholders stand for.</param>
internal sealed record Problem(ProblemKind Kind, Location Location, string[] Arguments)
{
    public string Message => string.Format(System.Globalization.CultureInfo.InvariantCulture, Kind.Format, Arguments);
}

/// <summary>Collects problems, and remembers whether code can be generated in spite of them.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Whether something is wrong that leaves no code to generate.</summary>
    public bool HasErrors { get; private set; }

    public void Add(ProblemKind kind, Location? location, params string[] arguments)
    {
        _problems.Add(new Problem(kind, location ?? Location.None, arguments));
        HasErrors |= kind.Severity == ProblemSeverity.Error && kind.Id != ProblemIds.LargerThanDatagram.Id;
    }

    /// <summary>Adds what is wrong with an attribute, unless the compiler reports that attribute already.</summary>
    public void Add(ProblemKind kind, AttributeData attribute, ISymbol symbol, params string[] arguments)
    {
        if (attribute.IsBroken())
        {
            Fail();
        }
        else
        {
            Add(kind, attribute.Place(symbol), arguments);
        }
    }

    /// <summary>Notes that something this definition stands on is wrong; the problem is reported there.</summary>
    public void Fail() => HasErrors = true;

    /// <summary>Takes over the problems of a part that can be left out.</summary>
    public void AddWithoutFailing(ProblemList other) => _problems.AddRange(other._problems);
}

namespace ProtoSockets.Benchmarks.Net;

/// <summary>A kind of load.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Connections">How many connections there are.</param>
/// <param name="InFlight">How many calls wait on each at a time.</param>
/// <param name="Payload">The bytes of a request.</param>
internal sealed record Row(string Name, int Connections, int InFlight, int Payload)
{
    /// <summary>What carries the messages.</summary>
    public Medium Medium { get; init; }

    /// <summary>What a client is told, in front of the milliseconds.</summary>
    public string Verb { get; init; } = "run";

    /// <summary>What a client is told behind them.</summary>
    public string How { get; init; } = "";

    /// <summary>Who takes part.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>What is to be reached, where both processes have one core.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>Whether the server counts the messages one way: over datagrams they may get lost, and what is lost was not carried.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether a message has an answer, whose time can be taken.</summary>
    public bool HasAnswers => Verb == "run";

    /// <summary>The command for a turn of so many milliseconds.</summary>
    public string Command(int milliseconds) => $"{Verb} {milliseconds} {How}".TrimEnd();
}

/// <summary>A ratio that is to be reached.</summary>
/// <param name="Peer">The peer that is compared with.</param>
/// <param name="Threads">The mode of ours; that of the peer is the same, where it has it.</param>
/// <param name="IsTime">Whether times are compared, and less is better; else rates.</param>
/// <param name="Limit">The most of times, the least of rates.</param>
internal sealed record Goal(string Peer, Threads Threads, bool IsTime, double Limit)
{
    /// <summary>Noise of a few per cent is not a miss: a median that is within a goal by this much counts.</summary>
    private const double Rounding = 0.005;

    public bool IsMet(double ratio) => IsTime ? ratio <= Limit + Rounding : ratio >= Limit - Rounding;

    public override string ToString() => FormattableString.Invariant($"{(IsTime ? "p50 <=" : ">=")} {Limit:0.00} {Peer}");
}

using System.Globalization;

namespace ProtoSockets.Soak;

/// <summary>Rounds, until there were enough calls.</summary>
internal sealed class SoakRun(TextWriter output)
{
    private readonly Dictionary<CallEnd, long> _ends = [];
    private readonly Dictionary<Fault, long> _faults = new() { [Fault.Lost] = 0, [Fault.Doubled] = 0, [Fault.Leaked] = 0 };
    private long _repeated;

    /// <summary>How many calls a round has at most.</summary>
    public int MaxCallsPerRound { get; init; } = 5_000;

    /// <summary>Whether nothing happened that must not.</summary>
    public bool IsGood => _faults.Values.All(static count => count == 0);

    /// <summary>Plays rounds.</summary>
    /// <param name="seed">What all follows from.</param>
    /// <param name="calls">How many calls, in all.</param>
    /// <returns>The run.</returns>
    public async Task<SoakRun> RunAsync(int seed, int calls)
    {
        output.WriteLine($"seed {seed}, {calls} calls");
        Random seeds = new(seed);
        int round = 0;
        for (int left = calls; left > 0;)
        {
            RoundPlan plan = RoundPlan.Create(seeds.Next(), Math.Min(left, MaxCallsPerRound));
            CallBook book = await Round.PlayAsync(plan);
            Add(book);
            left -= plan.Calls;
            output.WriteLine($"round {++round}: {plan}{(book.Findings.Count == 0 ? "" : string.Concat(book.Findings.Select(static finding => $"\n    {finding}")))}");
        }

        output.WriteLine(string.Join(", ", _ends.Select(static end => Text(end.Key.ToString(), end.Value))) + $"; handled again over datagrams {_repeated}");
        output.WriteLine(string.Join(", ", _faults.Select(static fault => Text(fault.Key.ToString(), fault.Value))));
        return this;
    }

    private static string Text(string what, long count) => $"{what.ToLowerInvariant()} {count.ToString(CultureInfo.InvariantCulture)}";

    private void Add(CallBook book)
    {
        foreach (CallEnd end in Enum.GetValues<CallEnd>().Where(static end => end != CallEnd.None))
        {
            _ends[end] = _ends.GetValueOrDefault(end) + book.CountOf(end);
        }

        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            _faults[fault] += book.CountOf(fault);
        }

        _repeated += book.Repeated;
    }
}

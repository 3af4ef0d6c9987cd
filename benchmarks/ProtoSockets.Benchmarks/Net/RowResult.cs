namespace ProtoSockets.Benchmarks.Net;

/// <summary>All rounds of a row.</summary>
internal sealed class RowResult(Row row)
{
    private readonly Dictionary<Contender, List<Measurement>> _rounds = row.Contenders.ToDictionary(contender => contender, _ => new List<Measurement>());

    public Row Row => row;

    /// <summary>System calls for a message, of those where they could be counted.</summary>
    public Dictionary<Contender, double> SystemCalls { get; } = [];

    public void Add(Contender contender, Measurement measurement) => _rounds[contender].Add(measurement);

    public double MedianOf(Contender contender, Func<Measurement, double> value) => Median.Of(_rounds[contender].Select(value));

    /// <summary>Ours against another: the ratio inside each round, then the median.</summary>
    public double Ratio(Contender ours, Contender other, Func<Measurement, double> value) =>
        Median.Of(_rounds[ours].Zip(_rounds[other], (own, its) => value(own) / value(its)));

    /// <summary>The contender of a peer that ours is compared with: in the same mode, or in its only one.</summary>
    public Contender? Match(Contender ours, string peer)
    {
        Contender[] its = [.. row.Contenders.Where(contender => contender.Server == peer)];
        return its.FirstOrDefault(contender => contender.Threads == ours.Threads)
            ?? (peer is Contenders.Raw or Contenders.Kestrel ? null : its.FirstOrDefault(contender => contender.Threads == Threads.Pool));
    }
}

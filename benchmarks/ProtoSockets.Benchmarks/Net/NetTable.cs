using System.Globalization;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>The one table.</summary>
internal sealed class NetTable
{
    private const string Nothing = "-";
    private static readonly string[] Others = [Contenders.Raw, Contenders.C, Contenders.Kestrel, Contenders.Usual, Contenders.Grpc, Contenders.JsonRpc];

    private readonly MarkdownTable _table = new(
        ["row", "cores", "by", "calls/s", "p50 us", "p99 us", "B/call client", "B/call server", "CPU us/call", "system calls", .. Others.Select(other => $"/ {other}"), "goal"]);

    public void Add(RowResult result, bool isPinned)
    {
        foreach (Contender contender in result.Row.Contenders)
        {
            bool isOurs = contender.Server == Contenders.Ours;
            _table.Add(
            [
                result.Row.Name,
                isPinned ? "1" : "all",
                contender.Name,
                Text(result.MedianOf(contender, turn => turn.Rate), "N0"),
                result.Row.HasAnswers ? Text(result.MedianOf(contender, turn => turn.Median) / 1e3, "0.0") : Nothing,
                result.Row.HasAnswers ? Text(result.MedianOf(contender, turn => turn.Slow) / 1e3, "0.0") : Nothing,
                Text(result.MedianOf(contender, turn => turn.ClientAllocated), "0.0"),
                Text(result.MedianOf(contender, turn => turn.ServerAllocated), "0.0"),
                Text(result.MedianOf(contender, turn => turn.ProcessorMicroseconds), "0.00"),
                result.SystemCalls.TryGetValue(contender, out double calls) ? Text(calls, "0.00") : Nothing,
                .. Others.Select(other => isOurs && result.Match(contender, other) is { } match ? Text(result.Ratio(contender, match, turn => turn.Rate), "0.00") : Nothing),
                isOurs ? Judge(result, contender, isPinned) : Nothing,
            ]);
        }
    }

    public override string ToString() => _table.ToString();

    private static string Judge(RowResult result, Contender ours, bool isPinned)
    {
        var verdicts = new List<string>();

        // The goals are for one core, where what is measured is the length of the way. Spinning needs two.
        foreach (Goal goal in result.Row.Goals.Where(goal => goal.Threads == ours.Threads && isPinned == (goal.Threads != Threads.Spin)))
        {
            if (result.Match(ours, goal.Peer) is { } match)
            {
                double ratio = result.Ratio(ours, match, goal.IsTime ? turn => turn.Median : turn => turn.Rate);
                verdicts.Add($"{goal}: {Text(ratio, "0.00")} {(goal.IsMet(ratio) ? "met" : "missed")}");
            }
        }

        double allocated = result.MedianOf(ours, turn => turn.ClientAllocated + turn.ServerAllocated);
        verdicts.Add($"0 B: {(allocated < 0.5 ? "met" : "missed")}");
        return string.Join("; ", verdicts);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

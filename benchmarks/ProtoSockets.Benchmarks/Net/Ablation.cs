using System.Globalization;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>What each lever gives: the same load without it, as a part of the rate with all of them.</summary>
internal static class Ablation
{
    private static readonly Contender All = new(Contenders.Raw, Contenders.Raw, Threads.Inline);

    private static readonly (string Name, Contender Contender)[] Variants =
    [
        ("inline completions", new Contender(Contenders.Raw, Contenders.Raw, Threads.Pool)),
        .. Enum.GetValues<Lever>().Where(lever => lever != Lever.None).Select(lever => (Describe(lever), new Contender(Contenders.Without(lever), Contenders.Without(lever), Threads.Inline))),
    ];

    /// <summary>Prints the table.</summary>
    /// <returns>0; 1 when a comparison could not run.</returns>
    public static async Task<int> RunAsync(bool isQuick)
    {
        var table = new MarkdownTable(["without", "row", "calls/s", "of all", "CPU us/call", "system calls"]);
        using var rounds = new Rounds(isQuick, isPinned: true);
        bool isComplete = true;
        foreach (int inFlight in new[] { 1, 64 })
        {
            var row = new Row($"{inFlight} in flight, 32 B", 1, inFlight, 32) { Contenders = [All, .. Variants.Select(variant => variant.Contender)] };
            isComplete &= await NetBenchmark.TryAsync(row.Name, async () => Add(table, await rounds.RunAsync(row)));
        }

        Console.Write(table);
        return isComplete ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Add(MarkdownTable table, RowResult result)
    {
        Add(table, result, "nothing", All);
        foreach ((string name, Contender contender) in Variants)
        {
            Add(table, result, name, contender);
        }
    }

    private static void Add(MarkdownTable table, RowResult result, string name, Contender contender) => table.Add(
    [
        name,
        result.Row.Name,
        result.MedianOf(contender, turn => turn.Rate).ToString("N0", CultureInfo.InvariantCulture),
        result.Ratio(contender, All, turn => turn.Rate).ToString("0.00", CultureInfo.InvariantCulture),
        result.MedianOf(contender, turn => turn.ProcessorMicroseconds).ToString("0.00", CultureInfo.InvariantCulture),
        result.SystemCalls.TryGetValue(contender, out double calls) ? calls.ToString("0.00", CultureInfo.InvariantCulture) : "-",
    ]);

    private static string Describe(Lever lever) => lever switch
    {
        Lever.Gathering => "gathering what a receive causes",
        Lever.HandlingTogether => "handling the frames of a receive in one go",
        Lever.ReusedTasks => "reusable tasks",
        _ => throw new ArgumentOutOfRangeException(nameof(lever), lever, "No such lever."),
    };
}

namespace ProtoSockets.Benchmarks.Net;

/// <summary>
/// Clients and servers over the loopback interface, each in a process of its own, beside what people would pick instead and beside what is possible. Contenders take turns in random order, ratios are taken
/// inside a round, and the table shows medians.
/// </summary>
internal static class NetBenchmark
{
    /// <summary>Prints the table.</summary>
    /// <param name="options"><c>--quick</c>: fewer and shorter rounds, small payloads, fewer idle connections. <c>--ablation</c>: what each lever gives, instead of all else. <c>--pinned</c>, <c>--unpinned</c>: one regime alone. Others: parts of the names of rows to run.</param>
    /// <returns>0; 1 when a comparison could not run.</returns>
    public static async Task<int> RunAsync(string[] options)
    {
        bool isQuick = options.Contains("--quick");
        if (options.Contains("--ablation"))
        {
            await Ablation.RunAsync(isQuick);
            return 0;
        }

        string[] names = [.. options.Where(option => !option.StartsWith("--", StringComparison.Ordinal))];
        Row[] rows = [.. Rows.All(isQuick).Where(row => names.Length == 0 || names.Any(name => row.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))];
        var table = new NetTable();
        int failures = 0;
        foreach (bool isPinned in new[] { true, false })
        {
            if (options.Contains(isPinned ? "--unpinned" : "--pinned"))
            {
                continue;
            }

            using var round = new Rounds(isQuick, isPinned);
            foreach (Row row in rows)
            {
                Console.Error.WriteLine($"{row.Name}, {(isPinned ? "pinned" : "unpinned")}");
                try
                {
                    table.Add(await round.RunAsync(row), isPinned);
                }
                catch (ComparisonException exception)
                {
                    failures++;
                    Console.Error.WriteLine($"could not run: {exception.Message}");
                }
            }
        }

        if (rows.Length > 0)
        {
            Console.Write(table);
        }

        if (names.Length == 0 || names.Any(name => IdleConnections.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            await IdleConnections.RunAsync(isQuick);
        }

        return failures == 0 ? 0 : 1;
    }
}

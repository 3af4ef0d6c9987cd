using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtoSockets.Benchmarks.Net.Programs;

/// <summary>A program of other people that loads a server, and two servers that it is let loose on with the same command.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Ours">Starts a server of the samples, given its port.</param>
/// <param name="Theirs">Starts the server that the protocol comes from.</param>
/// <param name="Load">Loads whichever is there.</param>
/// <param name="Rates">Reads requests a second, by kind of request, from what the load prints.</param>
internal sealed partial record LoadProgram(
    string Name, Func<int, string[]> Ours, Func<int, string[]> Theirs, Func<int, string[]> Load, Func<string, IEnumerable<(string Test, double Rate)>> Rates)
{
    /// <summary>Connections of a load.</summary>
    private const int Connections = 50;

    /// <summary>All of them.</summary>
    /// <param name="isQuick">Shorter loads.</param>
    public static IEnumerable<LoadProgram> All(bool isQuick) => [Redis(isQuick, 1), Redis(isQuick, 16), Memcached(isQuick)];

    private static LoadProgram Redis(bool isQuick, int inFlight) => new(
        $"redis-benchmark, {Connections} connections x {inFlight}",
        port => [Sample("Redis"), "serve", "--listen", $"127.0.0.1:{Text(port)}"],
        port => ["redis-server", "--bind", "127.0.0.1", "--port", Text(port), "--save", "", "--appendonly", "no"],
        port =>
        [
            "redis-benchmark", "-p", Text(port), "-t", "set,get,incr", "-c", Text(Connections), "-P", Text(inFlight), "-n", Text((isQuick ? 20_000 : 100_000) * (inFlight == 1 ? 1 : 4)), "--csv",
        ],
        ReadTable);

    private static LoadProgram Memcached(bool isQuick) => new(
        $"memcaslap, binary, {Connections} connections x 1",
        port => [Sample("Memcached"), "serve", "--listen", $"127.0.0.1:{Text(port)}"],
        port => ["memcached", "-l", "127.0.0.1", "-p", Text(port), "-U", "0", "-u", Environment.UserName],
        port => ["memcaslap", "-B", "-s", $"127.0.0.1:{Text(port)}", "-c", Text(Connections), "-T", "1", "-t", isQuick ? "1s" : "3s"],
        ReadSum);

    /// <summary>The program of a sample, where it was built: it has not the frameworks of this one.</summary>
    private static string Sample(string name) => Path.Combine(Repository.OutputOf($"samples/{name}", "net10.0"), name);

    /// <summary>Lines of "SET","25412.96",...: the first names the columns.</summary>
    private static IEnumerable<(string Test, double Rate)> ReadTable(string output) =>
        from Match line in TableLine().Matches(output)
        select (line.Groups["test"].Value, Number(line.Groups["rate"].Value));

    /// <summary>A line of "Run time: 1.0s Ops: 3552 TPS: 3551 Net_rate: 3.8M/s".</summary>
    private static IEnumerable<(string Test, double Rate)> ReadSum(string output) =>
        from Match line in SumLine().Matches(output)
        select ("9 get to 1 set, 1 KiB", Number(line.Groups["rate"].Value));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^""(?<test>[^""]+)"",""(?<rate>[\d.]+)"",", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TableLine();

    [GeneratedRegex(@"^Run time: \S+ Ops: \d+ TPS: (?<rate>\d+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex SumLine();
}

using System.Globalization;
using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

/// <summary>BIND's client.</summary>
internal static class Dig
{
    /// <summary>Runs it against a server of this machine.</summary>
    public static async Task<ProgramResult> RunAsync(int port, params string[] arguments)
    {
        string path = ExternalProgram.Find("dig", "bind9-dnsutils");
        ProgramResult result = await ExternalProgram.RunAsync(path, ["@127.0.0.1", "-p", $"{port}", "+tries=2", "+timeout=10", .. arguments]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    /// <summary>The records of the answer section, each as <see cref="Normalize(ResourceRecord)"/> gives it.</summary>
    public static async Task<string[]> AnswersAsync(int port, params string[] arguments)
    {
        ProgramResult result = await RunAsync(port, ["+noall", "+answer", .. arguments]);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith(';')).Select(Normalize)];
    }

    /// <summary>A record with single blanks between its fields.</summary>
    public static string Normalize(ResourceRecord record) => Normalize(DigText.Print(record));

    private static string Normalize(string line) =>
        string.Join(' ', line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Replace(" ;", ";", StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture);
}

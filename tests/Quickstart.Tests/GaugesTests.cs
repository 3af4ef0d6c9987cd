using ProtoSockets.Tests.Shared;

namespace Quickstart.Tests;

/// <summary>The sample of calls that stream, as its reader runs it.</summary>
public sealed class GaugesTests
{
    [Fact]
    public async Task It_shows_streams_in_both_directions_their_credit_and_their_ends()
    {
        ProgramResult result = await new SampleProgram("Gauges.dll").RunAsync();
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Errors));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["gauge 7 reads 7.1", "gauge 7 reads 7.2", "gauge 7 reads 7.3", "gauge 7 reads 7.4", "gauge 7 reads 7.5"], lines[..5]);

        // Five were read, and four was the window.
        Assert.InRange(int.Parse(lines[5].Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture), 5, 9);
        Assert.EndsWith("of which 5 were read", lines[5], StringComparison.Ordinal);
        Assert.Equal(
            [
                "1000 samples were recorded, 500.5 in the mean",
                "smoothed: 1.0", "smoothed: 1.5", "smoothed: 2.5", "smoothed: 3.5",
                "cancelled in the middle",
                "refused: the mean of no samples is nothing",
            ],
            lines[6..]);
    }
}

using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>The sample's server with clients of other people.</summary>
public sealed class ForeignClientTests
{
    private const string Package = "libmemcached-tools";

    [Fact]
    public async Task Memccapable_finds_all_27_cases_to_its_liking()
    {
        string memccapable = ExternalProgram.Find("memccapable", Package);
        await using ServeProcess server = await Sample.Program.ServeAsync();

        ProgramResult result = await ExternalProgram.RunAsync(memccapable, ["-h", "127.0.0.1", "-p", $"{server.EndPoint.Port}", "-b"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(27, result.Output.Split('\n').Count(line => line.EndsWith("[pass]", StringComparison.Ordinal)));
        Assert.Equal(Vector.ReadText("memccapable.txt"), result.Output);
    }

    [Fact]
    public async Task Memccp_stores_a_file_that_memccat_prints()
    {
        string memccp = ExternalProgram.Find("memccp", Package);
        string memccat = ExternalProgram.Find("memccat", Package);
        await using ServeProcess server = await Sample.Program.ServeAsync();
        string folder = Directory.CreateTempSubdirectory("memccp-").FullName;
        string file = Path.Combine(folder, "greeting.txt");
        await File.WriteAllTextAsync(file, "value from memccp", TestContext.Current.CancellationToken);
        try
        {
            ProgramResult stored = await ExternalProgram.RunAsync(memccp, ["--binary", $"--servers={server.Address}", file]);
            ProgramResult printed = await ExternalProgram.RunAsync(memccat, ["--binary", $"--servers={server.Address}", "greeting.txt"]);

            Assert.Equal((0, ""), (stored.ExitCode, stored.Errors));
            Assert.Equal((0, "value from memccp\n"), (printed.ExitCode, printed.Output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_peer_written_by_hand_gets_the_answers_of_the_specification()
    {
        string python = ExternalProgram.Find("python3", "python3");
        await using ServeProcess server = await Sample.Program.ServeAsync();

        ProgramResult result = await ExternalProgram.RunAsync(python, [Path.Combine(AppContext.BaseDirectory, "Peers", "peer.py"), $"{server.EndPoint.Port}"]);

        Assert.Equal(new ProgramResult(0, "ok\n", ""), result);
    }
}

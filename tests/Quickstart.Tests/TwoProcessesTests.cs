using ProtoSockets.Tests.Shared;

namespace Quickstart.Tests;

/// <summary>The quick start as its reader tries it: a server and clients, each a process of its own.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private static readonly SampleProgram Program = new("Quickstart.dll");

    /// <summary>What ends well, with all that it said heard before.</summary>
    private static readonly ProgramResult Ended = new(0, string.Empty, string.Empty);

    private readonly string _folder = Directory.CreateTempSubdirectory("quickstart-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tcp")]
    [InlineData("unix")]
    [InlineData("tls")]
    public async Task What_one_says_the_others_hear(string scheme)
    {
        await using RunningProgram server = Program.Start("server", "--listen", scheme == "unix" ? $"unix:{_folder}/chat.sock" : $"{scheme}://127.0.0.1:0");
        (string address, string[] more) = await ListeningAsync(server, scheme);
        await using RunningProgram ada = Program.Start(["client", "--connect", address, "--nick", "ada", .. more]);
        Assert.Equal("joined as member 1, 1 online", await ada.HearAsync());
        await using RunningProgram ben = Program.Start(["client", "--connect", address, "--nick", "ben", .. more]);
        Assert.Equal("joined as member 2, 2 online", await ben.HearAsync());

        await ada.SayAsync("hello");
        Assert.Equal("ada: hello", await ben.HearAsync());
        await ben.SayAsync("h\u00E9, ada");
        Assert.Equal(["ada: hello", "ben: h\u00E9, ada"], [await ada.HearAsync(), await ada.HearAsync()]);
        Assert.Equal("ben: h\u00E9, ada", await ben.HearAsync());
        Assert.Equal(Ended with { Output = "The client was closed.\n" }, await ada.EndInputAsync());
        Assert.Equal(Ended with { Output = "The client was closed.\n" }, await ben.EndInputAsync());
        Assert.Equal(Ended, await server.StopAsync("INT"));
    }

    [Fact]
    public async Task A_server_with_another_certificate_is_refused()
    {
        await using RunningProgram server = Program.Start("server", "--listen", "tls://127.0.0.1:0");
        (string address, _) = await ListeningAsync(server, "tls");
        ProgramResult mistaken = await Program.RunAsync("client", "--connect", address, "--fingerprint", new string('0', 64));
        Assert.Equal((1, string.Empty), (mistaken.ExitCode, mistaken.Output));
        ProgramResult trusting = await Program.RunAsync("client", "--connect", address);
        Assert.Equal((1, string.Empty), (trusting.ExitCode, trusting.Output));
        Assert.Equal(Ended, await server.StopAsync("INT"));
    }

    [Fact]
    public async Task A_client_hears_that_the_server_has_gone()
    {
        await using RunningProgram server = Program.Start("server", "--listen", $"unix:{_folder}/chat.sock");
        (string address, _) = await ListeningAsync(server, "unix");
        await using RunningProgram ada = Program.Start("client", "--connect", address, "--nick", "ada");
        Assert.Equal("joined as member 1, 1 online", await ada.HearAsync());
        Assert.Equal(Ended, await server.StopAsync("INT"));
        Assert.Equal("The server closed the connection.", await ada.HearAsync());
        Assert.Equal(Ended, await ada.EndInputAsync());
    }

    [Fact]
    public async Task Nobody_at_the_address_is_exit_code_1()
    {
        ProgramResult result = await Program.RunAsync("client", "--connect", $"unix:{_folder}/nobody.sock");
        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.NotEmpty(result.Errors);
    }

    /// <summary>Where the server says that it listens, and what clients need besides.</summary>
    private async Task<(string Address, string[] More)> ListeningAsync(RunningProgram server, string scheme)
    {
        string[] more = [];
        if (scheme == "tls")
        {
            string line = await server.HearAsync();
            Assert.StartsWith("fingerprint ", line, StringComparison.Ordinal);
            more = ["--fingerprint", line["fingerprint ".Length..]];
        }

        string said = await server.HearAsync();
        Assert.StartsWith($"listening on {scheme} ", said, StringComparison.Ordinal);
        return (scheme == "unix" ? $"unix:{_folder}/chat.sock" : $"{scheme}://{said.Split(' ')[3].TrimEnd(';')}", more);
    }
}

using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>The sample as its users run it.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_commands_do_what_they_say()
    {
        await using ServeProcess server = await Sample.Program.ServeAsync();

        Assert.Matches("^Stored, version [0-9]+\n$", await OutputAsync(server, "set", "k", "value", "--ttl", "60"));
        Assert.Equal("value\n", await OutputAsync(server, "get", "k"));
        Assert.Equal("Data exists for key.\n", await RefusalAsync(server, "add", "k", "other"));
        Assert.Matches("^Stored", await OutputAsync(server, "replace", "k", "mid", "--flags", "3"));
        Assert.Matches("^Stored", await OutputAsync(server, "append", "k", " end"));
        Assert.Matches("^Stored", await OutputAsync(server, "prepend", "k", "start "));
        Assert.Equal("start mid end\n", await OutputAsync(server, "get", "k"));
        Assert.Equal("Touched\n", await OutputAsync(server, "touch", "k", "--ttl", "100"));
        Assert.Equal("Not found\n", await RefusalAsync(server, "incr", "n"));
        Assert.Equal("5\n", await OutputAsync(server, "incr", "n", "--initial", "5"));
        Assert.Equal("8\n", await OutputAsync(server, "incr", "n", "--by", "3"));
        Assert.Equal("0\n", await OutputAsync(server, "decr", "n", "--by", "10"));
        Assert.Equal("Deleted\n", await OutputAsync(server, "delete", "k"));
        Assert.Equal("Not found\n", await RefusalAsync(server, "get", "k"));
        Assert.Contains("curr_items 1\n", await OutputAsync(server, "stats"));
        Assert.Contains("item_size_max 1048576\n", await OutputAsync(server, "stats", "settings"));
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", await OutputAsync(server, "version"));
        Assert.Equal("Flushed\n", await OutputAsync(server, "flush"));
        Assert.Equal("Not found\n", await RefusalAsync(server, "get", "n"));
        string bench = await OutputAsync(server, "bench", "--seconds", "1", "--in-flight", "4");
        Assert.Matches(@"^one at a time +[\d,]+ calls/s.*\n4 in flight +[\d,]+ calls/s.*\n$", bench);
    }

    [Fact]
    public async Task The_commands_work_with_memcached()
    {
        await using RealServer server = await RealMemcached.StartAsync();
        string address = server.EndPoint.ToString();

        Assert.Equal(0, (await Sample.Program.RunAsync("set", "k", "value", "--server", address)).ExitCode);
        Assert.Equal(new ProgramResult(0, "value\n", ""), await Sample.Program.RunAsync("get", "k", "--server", address));
        Assert.Equal(new ProgramResult(1, "", "Not found\n"), await Sample.Program.RunAsync("get", "other", "--server", address));
    }

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("get")]
    [InlineData("get", "a", "b")]
    [InlineData("get", "a", "--nonsense")]
    [InlineData("get", "a", "--server", "no port")]
    [InlineData("set", "a")]
    [InlineData("set", "a", "b", "--ttl", "soon")]
    [InlineData("incr", "a", "--by", "-1")]
    [InlineData("serve", "--listen", "127.0.0.1:99999")]
    [InlineData("serve", "--memory", "0")]
    [InlineData("bench", "--seconds", "0")]
    [InlineData("bench", "--in-flight", "100000")]
    public async Task A_wrong_command_line_takes_one_line_and_exit_code_2(params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
        Assert.EndsWith("Try --help.\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("set")]
    [InlineData("serve")]
    [InlineData("bench")]
    public async Task Help_explains_the_command(params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync([.. arguments, "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Contains("Usage:", result.Output);
        Assert.Contains(arguments.Length == 0 ? "serve" : "127.0.0.1:11211", result.Output);
    }

    [Fact]
    public async Task A_server_that_is_not_there_takes_one_line_and_exit_code_1()
    {
        string nobody = $"127.0.0.1:{RealServer.FindFreePort()}";

        ProgramResult result = await Sample.Program.RunAsync("get", "k", "--server", nobody);

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
        Assert.Contains(nobody, result.Errors);
    }

    [Fact]
    public async Task An_address_that_is_taken_takes_one_line_and_exit_code_1()
    {
        await using var taken = new OwnServer();

        ProgramResult result = await Sample.Program.RunAsync("serve", "--listen", taken.EndPoint.ToString());

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
        Assert.Contains(taken.EndPoint.ToString(), result.Errors);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_the_server_once_its_clients_have_closed(string signal)
    {
        await using ServeProcess server = await Sample.Program.ServeAsync();
        await using Memcached.Client client = await Memcached.Client.ConnectAsync(server.EndPoint, cancellationToken: TestContext.Current.CancellationToken);
        await client.NoOpAsync(default, TestContext.Current.CancellationToken).Soon();

        ProgramResult result = await server.StopAsync(signal);

        Assert.Equal(new ProgramResult(0, "Stopped\n", ""), result);
        await client.Completion.Soon();
    }

    private static async Task<string> OutputAsync(ServeProcess server, params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync([.. arguments, "--server", server.Address]);
        Assert.True(result is { ExitCode: 0, Errors: "" }, $"{string.Join(' ', arguments)}: {result}");
        return result.Output;
    }

    private static async Task<string> RefusalAsync(ServeProcess server, params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync([.. arguments, "--server", server.Address]);
        Assert.True(result is { ExitCode: 1, Output: "" }, $"{string.Join(' ', arguments)}: {result}");
        return result.Errors;
    }
}

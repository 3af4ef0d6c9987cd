using ProtoSockets.Tests.Shared;

namespace RedisSample.Tests;

/// <summary>The sample as its users run it.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_commands_do_what_they_say()
    {
        await using ServeProcess server = await Sample.Program.ServeAsync();

        Assert.Equal("PONG\n", await OutputAsync(server, "ping"));
        Assert.Equal("OK\n", await OutputAsync(server, "set", "k", "value", "--ex", "60"));
        Assert.Equal("\"value\"\n", await OutputAsync(server, "get", "k"));
        Assert.Equal("(nil)\n", await OutputAsync(server, "get", "none"));
        Assert.Equal("(integer) 2\n", await OutputAsync(server, "call", "rpush", "l", "a", "b"));
        Assert.Equal("1) \"a\"\n2) \"b\"\n", await OutputAsync(server, "call", "lrange", "l", "0", "10"));
        Assert.Equal("(integer) 0\n", await OutputAsync(server, "publish", "ch", "x"));
        string bench = await OutputAsync(server, "bench", "--seconds", "1", "--in-flight", "4");
        Assert.Matches(@"^one at a time +[\d,]+ calls/s.*\n4 in flight +[\d,]+ calls/s.*\n$", bench);
        ProgramResult refused = await Sample.Program.RunAsync("call", "incr", "k", "--server", server.Address);
        Assert.Equal(new ProgramResult(1, "", "ERR value is not an integer or out of range\n"), refused);
    }

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("get")]
    [InlineData("set", "a")]
    [InlineData("get", "a", "--server", "no port")]
    [InlineData("serve", "--listen", "127.0.0.1:99999")]
    [InlineData("bench", "--seconds", "0")]
    public async Task A_wrong_command_line_takes_one_line_and_exit_code_2(params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData]
    [InlineData("set")]
    [InlineData("subscribe")]
    [InlineData("serve")]
    public async Task Help_explains_the_command(params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync([.. arguments, "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output);
    }

    private static async Task<string> OutputAsync(ServeProcess server, params string[] arguments)
    {
        ProgramResult result = await Sample.Program.RunAsync([.. arguments, "--server", server.Address]);
        Assert.True(result is { ExitCode: 0, Errors: "" }, $"{string.Join(' ', arguments)}: {result}");
        return result.Output;
    }
}

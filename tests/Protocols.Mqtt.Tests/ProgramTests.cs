using ProtoSockets.Tests.Shared;

namespace MqttSample.Tests;

/// <summary>The sample as its users run it: its client with mosquitto, and its broker with mosquitto_pub and mosquitto_sub.</summary>
public sealed class ProgramTests
{
    private const string Package = "mosquitto-clients";

    private static readonly SampleProgram Program = new("Mqtt.dll");

    private static readonly ProgramResult Done = new(0, string.Empty, string.Empty);

    [Theory]
    [InlineData("311", 0)]
    [InlineData("311", 1)]
    [InlineData("311", 2)]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    [InlineData("5", 2)]
    public async Task What_the_program_publishes_mosquitto_sub_prints_and_the_other_way_round(string version, int qos)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: true);
        string[] own = ["--server", $"{server.EndPoint}", "-V", version, "-q", $"{qos}"];
        string[] foreign = ["-h", "127.0.0.1", "-p", $"{server.EndPoint.Port}", "-V", version, "-q", $"{qos}"];

        // Retained, so that it does not matter which of the two is there first.
        Assert.Equal(Done, await Program.RunAsync(["pub", .. own, "-t", "to/foreign", "-m", "gr\u00FC\u00DFe", "-r"]));
        Assert.Equal(Done with { Output = "to/foreign gr\u00FC\u00DFe\n" }, await RunAsync("mosquitto_sub", [.. foreign, "-t", "to/+", "-C", "1", "-v"]));
        Assert.Equal(Done, await RunAsync("mosquitto_pub", [.. foreign, "-t", "from/foreign", "-m", "hello", "-r"]));
        Assert.Equal(Done with { Output = "from/foreign hello\n" }, await Program.RunAsync(["sub", .. own, "-t", "from/#", "-C", "1", "-v"]));
    }

    [Theory]
    [InlineData("311", 0)]
    [InlineData("311", 2)]
    [InlineData("5", 1)]
    public async Task The_broker_command_serves_mosquitto_pub_and_mosquitto_sub(string version, int qos)
    {
        await using ServeProcess broker = await Program.ServeAsync();
        string[] foreign = ["-h", "127.0.0.1", "-p", $"{broker.EndPoint.Port}", "-V", version, "-q", $"{qos}"];
        Assert.Equal(Done, await RunAsync("mosquitto_pub", [.. foreign, "-t", "a/b", "-m", "kept", "-r"]));
        Assert.Equal(Done with { Output = "a/b kept\n" }, await RunAsync("mosquitto_sub", [.. foreign, "-t", "a/#", "-C", "1", "-v"]));
        Assert.Equal(Done with { Output = "kept\n" }, await Program.RunAsync("sub", "--server", broker.Address, "-V", version, "-t", "+/b", "-C", "1"));
        Assert.Equal(Done with { Output = "Stopped\n" }, await broker.StopAsync("TERM"));
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task A_subscriber_prints_what_comes_while_it_waits_and_leaves_with_a_signal(string version)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: true);
        string[] own = ["--server", $"{server.EndPoint}", "-V", version, "-q", "1"];
        Assert.Equal(Done, await Program.RunAsync(["pub", .. own, "-t", "ready/1", "-m", "yes", "-r"]));
        await using RunningProgram watcher = Program.Start(["sub", .. own, "-t", "#", "-v"]);
        Assert.Equal("ready/1 yes", await watcher.HearAsync());
        await using RunningProgram leaving = Program.Start(["sub", .. own, "-t", "ready/+", "--will-topic", "gone", "--will-payload", "without a word"]);
        Assert.Equal("yes", await leaving.HearAsync());
        Assert.Equal(Done, await Program.RunAsync(["pub", .. own, "-t", "ready/2", "-m", "now"]));
        Assert.Equal("now", await leaving.HearAsync());
        Assert.Equal("ready/2 now", await watcher.HearAsync());

        // It says goodbye: its will is not published in front of what comes then.
        Assert.Equal(Done, await leaving.StopAsync("INT"));
        Assert.Equal(Done, await Program.RunAsync(["pub", .. own, "-t", "later", "-m", "on"]));
        Assert.Equal("later on", await watcher.HearAsync());
        Assert.Equal(Done, await watcher.StopAsync("TERM"));
    }

    [Fact]
    public async Task The_will_of_a_subscriber_that_is_killed_is_published()
    {
        await using ServeProcess broker = await Program.ServeAsync();
        string[] own = ["--server", broker.Address];
        Assert.Equal(Done, await Program.RunAsync(["pub", .. own, "-t", "ready", "-m", "yes", "-r"]));
        await using RunningProgram watcher = Program.Start(["sub", .. own, "-t", "#", "-v"]);
        Assert.Equal("ready yes", await watcher.HearAsync());
        await using (RunningProgram dying = Program.Start(["sub", .. own, "-t", "ready", "--will-topic", "gone", "--will-payload", "without a word"]))
        {
            Assert.Equal("yes", await dying.HearAsync());
        }

        Assert.Equal("gone without a word", await watcher.HearAsync());
    }

    [Fact]
    public async Task A_broker_that_stops_ends_its_subscribers()
    {
        await using ServeProcess broker = await Program.ServeAsync();
        Assert.Equal(Done, await Program.RunAsync("pub", "--server", broker.Address, "-t", "ready", "-m", "yes", "-r"));
        await using RunningProgram subscriber = Program.Start("sub", "--server", broker.Address, "-t", "ready");
        Assert.Equal("yes", await subscriber.HearAsync());
        Assert.Equal(Done with { Output = "Stopped\n" }, await broker.StopAsync("INT"));
        ProgramResult ended = await subscriber.WaitForEndAsync();
        Assert.Equal((1, string.Empty), (ended.ExitCode, ended.Output));
        Assert.Equal(1, ended.Errors.Count(letter => letter == '\n'));
    }

    [Theory]
    [InlineData]
    [InlineData("publish")]
    [InlineData("pub")]
    [InlineData("pub", "-t", "a/#")]
    [InlineData("sub", "-t", "a#")]
    [InlineData("sub", "-t", "a", "-q", "3")]
    [InlineData("sub", "-t", "a", "-V", "4")]
    [InlineData("serve", "--listen", "127.0.0.1:99999")]
    public async Task A_wrong_command_line_takes_one_line_and_exit_code_2(params string[] arguments)
    {
        ProgramResult result = await Program.RunAsync(arguments);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Equal(1, result.Errors.Count(letter => letter == '\n'));
        Assert.EndsWith("Try --help.\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        ProgramResult help = await Program.RunAsync("--help");
        Assert.Equal((0, string.Empty), (help.ExitCode, help.Errors));
        Assert.All(["pub", "sub", "serve"], command => Assert.Contains(command, help.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_and_an_address_that_is_taken_take_one_line_and_exit_code_1()
    {
        ProgramResult nobody = await Program.RunAsync("pub", "--server", $"127.0.0.1:{RealServer.FindFreePort()}", "-t", "a");
        Assert.Equal((1, string.Empty), (nobody.ExitCode, nobody.Output));
        Assert.Equal(1, nobody.Errors.Count(letter => letter == '\n'));
        await using MqttServer server = await MqttServer.StartAsync(isReal: false);
        ProgramResult taken = await Program.RunAsync("serve", "--listen", $"{server.EndPoint}");
        Assert.Equal((1, string.Empty), (taken.ExitCode, taken.Output));
        Assert.Contains($"{server.EndPoint}", taken.Errors, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> RunAsync(string program, string[] arguments) => ExternalProgram.RunAsync(ExternalProgram.Find(program, Package), arguments);
}

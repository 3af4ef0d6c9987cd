using System.Diagnostics;
using ProtoSockets.Tests.Shared;

namespace MqttSample.Tests;

/// <summary>The sample's broker with mosquitto_pub and mosquitto_sub, and the sample's program with mosquitto.</summary>
public sealed class ForeignClientTests
{
    private const string Package = "mosquitto-clients";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("311", 0)]
    [InlineData("311", 1)]
    [InlineData("311", 2)]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    [InlineData("5", 2)]
    public async Task Mosquitto_pub_publishes_what_mosquitto_sub_prints(string version, int qos)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: false);
        string[] common = ["-h", "127.0.0.1", "-p", $"{server.EndPoint.Port}", "-V", version, "-q", $"{qos}"];

        // Retained, so that it does not matter which of the two is there first.
        ProgramResult published = await ExternalProgram.RunAsync(ExternalProgram.Find("mosquitto_pub", Package), [.. common, "-t", "a/b", "-m", "hello", "-r"]);
        Assert.Equal(new ProgramResult(0, string.Empty, string.Empty), published);
        ProgramResult printed = await ExternalProgram.RunAsync(ExternalProgram.Find("mosquitto_sub", Package), [.. common, "-t", "a/#", "-C", "1", "-W", "20", "-v"]);
        Assert.Equal(new ProgramResult(0, "a/b hello\n", string.Empty), printed);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Mosquitto_sub_gets_what_comes_while_it_waits(string version)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: false);
        var start = new ProcessStartInfo(
            ExternalProgram.Find("mosquitto_sub", Package),
            ["-h", "127.0.0.1", "-p", $"{server.EndPoint.Port}", "-V", version, "-q", "2", "-t", "ready", "-t", "live/+", "-C", "4", "-W", "20", "-v"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        await using MqttClient client = await MqttClient.ConnectAsync(server.Address, new MqttClientOptions { Level = version == "5" ? (byte)5 : (byte)4 }, Cancelled);
        await client.PublishAsync(new MqttMessage("ready", "yes"u8.ToArray(), Qos.AtLeastOnce, Retain: true, []), Cancelled).Soon();
        using Process process = Process.Start(start)!;
        Assert.Equal("ready yes", await process.StandardOutput.ReadLineAsync(Cancelled).AsTask().Soon());
        foreach (Qos qos in Enum.GetValues<Qos>())
        {
            await client.PublishAsync(new MqttMessage($"live/{(int)qos}", "now"u8.ToArray(), qos, Retain: false, []), Cancelled).Soon();
        }

        string rest = await process.StandardOutput.ReadToEndAsync(Cancelled).Soon();
        await process.WaitForExitAsync(Cancelled).Soon();
        Assert.Equal(["live/0 now", "live/1 now", "live/2 now"], rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task The_program_publishes_and_prints(string version)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: true);
        string[] common = ["--server", server.EndPoint.ToString(), "-V", version, "-q", "1"];
        ProgramResult published = await RunAsync(["pub", .. common, "-t", "x/y", "-m", "grüße", "-r"]);
        Assert.Equal(new ProgramResult(0, string.Empty, string.Empty), published);
        ProgramResult printed = await RunAsync(["sub", .. common, "-t", "x/+", "-C", "1", "-v"]);
        Assert.Equal(new ProgramResult(0, "x/y grüße\n", string.Empty), printed);
    }

    [Fact]
    public async Task The_program_says_what_is_wrong()
    {
        Assert.Equal(2, (await RunAsync(["pub", "-t", "a/#"])).ExitCode);
        Assert.Equal(2, (await RunAsync(["sub", "-t", "a#"])).ExitCode);
        Assert.Equal(2, (await RunAsync(["sub", "-t", "a", "-q", "3"])).ExitCode);
        Assert.Equal(2, (await RunAsync(["publish"])).ExitCode);
        ProgramResult nobody = await RunAsync(["pub", "--server", $"127.0.0.1:{RealServer.FindFreePort()}", "-t", "a"]);
        Assert.Equal(1, nobody.ExitCode);
        Assert.NotEmpty(nobody.Errors);
        ProgramResult help = await RunAsync(["--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("serve", help.Output, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> RunAsync(string[] arguments) =>
        ExternalProgram.RunAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : ExternalProgram.Find("dotnet", "dotnet-sdk-10.0"),
            [Path.Combine(AppContext.BaseDirectory, "Mqtt.dll"), .. arguments]);
}

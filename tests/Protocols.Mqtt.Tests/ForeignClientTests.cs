using System.Diagnostics;
using ProtoSockets.Tests.Shared;

namespace MqttSample.Tests;

/// <summary>The sample's broker with mosquitto_pub and mosquitto_sub.</summary>
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
        ProgramResult printed = await ExternalProgram.RunAsync(ExternalProgram.Find("mosquitto_sub", Package), [.. common, "-t", "a/#", "-C", "1", "-v"]);
        Assert.Equal(new ProgramResult(0, "a/b hello\n", string.Empty), printed);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Mosquitto_sub_gets_what_comes_while_it_waits(string version)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal: false);
        await using MqttClient client = await MqttClient.ConnectAsync(server.Address, new MqttClientOptions { Level = version == "5" ? (byte)5 : (byte)4 }, Cancelled);
        await client.PublishAsync(new MqttMessage("ready", "yes"u8.ToArray(), Qos.AtLeastOnce, Retain: true, []), Cancelled).Soon();
        await using RunningProgram subscriber = RunningProgram.Start(new ProcessStartInfo(
            ExternalProgram.Find("mosquitto_sub", Package), ["-h", "127.0.0.1", "-p", $"{server.EndPoint.Port}", "-V", version, "-q", "2", "-t", "ready", "-t", "live/+", "-C", "4", "-v"]));
        Assert.Equal("ready yes", await subscriber.HearAsync());
        foreach (Qos qos in Enum.GetValues<Qos>())
        {
            await client.PublishAsync(new MqttMessage($"live/{(int)qos}", "now"u8.ToArray(), qos, Retain: false, []), Cancelled).Soon();
        }

        ProgramResult rest = await subscriber.WaitForEndAsync();
        Assert.Equal(["live/0 now", "live/1 now", "live/2 now"], rest.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}

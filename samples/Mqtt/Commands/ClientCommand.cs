using System.CommandLine;
using ProtoSockets;

namespace MqttSample;

/// <summary>What the commands that connect have in common. The letters are those of mosquitto_pub and mosquitto_sub.</summary>
internal sealed class ClientCommand
{
    private readonly Option<TransportAddress> _server = Addresses.Option("--server", "The server.", "127.0.0.1:1883");
    private readonly Option<string> _version = new("-V", "--protocol-version") { Description = "311 or 5.", HelpName = "version", DefaultValueFactory = _ => "311" };
    private readonly Option<string> _id = new("-i", "--id") { Description = "The client identifier.", HelpName = "id", DefaultValueFactory = _ => string.Empty };
    private readonly Option<int> _keepAlive = new("-k", "--keepalive") { Description = "Keep-alive in seconds.", HelpName = "seconds", DefaultValueFactory = _ => 60 };
    private readonly Option<string?> _user = new("-u", "--username") { Description = "The user name.", HelpName = "name" };
    private readonly Option<string?> _password = new("-P", "--pw") { Description = "The password.", HelpName = "password" };
    private readonly Option<string?> _willTopic = new("--will-topic") { Description = "The topic of the will.", HelpName = "topic" };
    private readonly Option<string> _willPayload = new("--will-payload") { Description = "The payload of the will.", HelpName = "text", DefaultValueFactory = _ => string.Empty };

    /// <summary>The topic or filter.</summary>
    public Option<string> Topic { get; } = new("-t", "--topic") { Description = "The topic, or the filter with + and #.", Required = true };

    /// <summary>The QoS.</summary>
    public Option<int> Quality { get; } = new("-q", "--qos") { Description = "0, 1 or 2.", HelpName = "qos", DefaultValueFactory = _ => 0 };

    /// <summary>Makes a command.</summary>
    public static Command Create(
        string name, string description, Func<ClientCommand, IEnumerable<Option>> options, Func<ClientCommand, MqttClient, ParseResult, CancellationToken, Task<int>> runAsync)
    {
        var common = new ClientCommand();
        common._version.AcceptOnlyFromAmong("311", "mqttv311", "5", "mqttv5");
        common.Quality.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 2)
            {
                result.AddError("The QoS is 0, 1 or 2.");
            }
        });
        var command = new Command(name, description)
        {
            common.Topic, common.Quality, common._server, common._version, common._id, common._keepAlive, common._user, common._password, common._willTopic, common._willPayload,
        };
        foreach (Option option in options(common))
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => common.RunAsync(parsed, runAsync));
        return command;
    }

    /// <summary>Refuses topics on the command line.</summary>
    public void Check(Func<string, bool> isRight, string reason) => Topic.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string>() is { } text && !isRight(text))
        {
            result.AddError($"'{text}' {reason}");
        }
    });

    private async Task<int> RunAsync(ParseResult parsed, Func<ClientCommand, MqttClient, ParseResult, CancellationToken, Task<int>> runAsync)
    {
        // With a signal the client takes its leave, so that the server does not publish its will.
        using var stopping = new StopSignal();
        string? willTopic = parsed.GetValue(_willTopic);
        var options = new MqttClientOptions
        {
            Level = parsed.GetRequiredValue(_version).EndsWith('5') ? (byte)5 : (byte)4,
            ClientId = parsed.GetRequiredValue(_id),
            KeepAlive = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_keepAlive), 0, ushort.MaxValue)),
            UserName = parsed.GetValue(_user),
            Password = parsed.GetValue(_password),
            Will = willTopic is null ? null : new MqttMessage(willTopic, System.Text.Encoding.UTF8.GetBytes(parsed.GetRequiredValue(_willPayload)), Qos.AtMostOnce, Retain: false, []),
        };
        try
        {
            await using MqttClient client = await MqttClient.ConnectAsync(parsed.GetRequiredValue(_server), options, stopping.Token);
            return await runAsync(this, client, parsed, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Done;
        }
        catch (Exception exception) when (exception is IOException or WireFormatException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCodes.Failed;
        }
    }
}

using System.CommandLine;
using System.Text;

namespace MqttSample;

/// <summary>Publishes a message, as mosquitto_pub does.</summary>
internal static class PubCommand
{
    public static Command Create()
    {
        var message = new Option<string>("-m", "--message") { Description = "The payload.", HelpName = "text", DefaultValueFactory = _ => string.Empty };
        var retain = new Option<bool>("-r", "--retain") { Description = "Keep it for later subscribers." };
        return ClientCommand.Create(
            "pub",
            "Publish a message.",
            common =>
            {
                common.Check(Topics.IsTopic, "is no topic: wildcards are for subscribers.");
                return [message, retain];
            },
            async (common, client, parsed, cancellationToken) =>
            {
                string topic = parsed.GetRequiredValue(common.Topic);
                byte[] payload = Encoding.UTF8.GetBytes(parsed.GetRequiredValue(message));
                await client.PublishAsync(new MqttMessage(topic, payload, (Qos)parsed.GetValue(common.Quality), parsed.GetValue(retain), []), cancellationToken);
                return ExitCodes.Done;
            });
    }
}

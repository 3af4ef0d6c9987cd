using System.CommandLine;

namespace MqttSample;

/// <summary>Prints what comes in, as mosquitto_sub does.</summary>
internal static class SubCommand
{
    public static Command Create()
    {
        var count = new Option<int>("-C", "--count") { Description = "End after so many messages; 0 for never.", HelpName = "number", DefaultValueFactory = _ => 0 };
        var verbose = new Option<bool>("-v", "--verbose") { Description = "Print the topic in front of each message." };
        return ClientCommand.Create(
            "sub",
            "Subscribe, and print messages until Ctrl+C.",
            common =>
            {
                common.Check(Topics.IsFilter, "is no filter: a wildcard is a whole level, and # the last.");
                return [count, verbose];
            },
            async (common, client, parsed, cancellationToken) =>
            {
                string filter = parsed.GetRequiredValue(common.Topic);
                int left = parsed.GetValue(count);
                using Stream output = Console.OpenStandardOutput();
                await foreach (MqttMessage message in client.SubscribeAsync(filter, (Qos)parsed.GetValue(common.Quality), cancellationToken: cancellationToken))
                {
                    if (parsed.GetValue(verbose))
                    {
                        await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(message.Topic + " "), cancellationToken);
                    }

                    await output.WriteAsync(message.Payload, cancellationToken);
                    await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
                    await output.FlushAsync(cancellationToken);
                    if (--left == 0)
                    {
                        break;
                    }
                }

                return ExitCodes.Done;
            });
    }
}

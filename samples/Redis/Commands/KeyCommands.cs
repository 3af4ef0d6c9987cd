using System.CommandLine;

namespace RedisSample;

/// <summary>The commands that are one call each.</summary>
internal static class KeyCommands
{
    private static readonly Argument<string> Key = new("key") { Description = "The key." };
    private static readonly Argument<string> Value = new("value") { Description = "The text." };
    private static readonly Argument<string> Channel = new("channel") { Description = "The channel." };
    private static readonly Argument<string[]> Words = new("words") { Description = "The command and its arguments.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<uint> Seconds = Numbers.Option<uint>("--ex", "Seconds until the key is gone; 0: never.");
    private static readonly Option<int> Count = Numbers.Option("--count", "How many messages to print; 0: until Ctrl+C.", otherwise: 0, least: 0, most: int.MaxValue);

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All() =>
    [
        ClientCommand.Create("ping", "Ask the server whether it is there.", [], (client, _, cancellationToken) => PrintAsync(client.CallAsync(cancellationToken, "PING"))),
        ClientCommand.Create("get", "Print a key's value.", [Key], (client, parsed, cancellationToken) =>
            PrintAsync(client.CallAsync(cancellationToken, "GET", parsed.GetRequiredValue(Key)))),
        ClientCommand.Create("set", "Store a value.", [Key, Value, Seconds], (client, parsed, cancellationToken) =>
        {
            string[] words = ["SET", parsed.GetRequiredValue(Key), parsed.GetRequiredValue(Value)];
            uint seconds = parsed.GetValue(Seconds);
            return PrintAsync(client.CallAsync(cancellationToken, seconds == 0 ? words : [.. words, "EX", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
        }),
        ClientCommand.Create("publish", "Send a message to all subscribers of a channel.", [Channel, Value], (client, parsed, cancellationToken) =>
            PrintAsync(client.CallAsync(cancellationToken, "PUBLISH", parsed.GetRequiredValue(Channel), parsed.GetRequiredValue(Value)))),
        ClientCommand.Create("subscribe", "Print what is published in a channel.", [Channel, Count], SubscribeAsync),
        ClientCommand.Create("call", "Send any command and print the reply.", [Words], (client, parsed, cancellationToken) =>
            PrintAsync(client.CallAsync(cancellationToken, parsed.GetRequiredValue(Words)))),
    ];

    private static async Task PrintAsync(Task<RespValue> calling) => Console.Write((await calling).Show());

    private static async Task SubscribeAsync(RedisConnection client, ParseResult parsed, CancellationToken cancellationToken)
    {
        int left = parsed.GetValue(Count);
        await foreach (ReadOnlyMemory<byte> message in client.SubscribeAsync(parsed.GetRequiredValue(Channel), cancellationToken))
        {
            Console.WriteLine(System.Text.Encoding.UTF8.GetString(message.Span));
            if (--left == 0)
            {
                return;
            }
        }
    }
}

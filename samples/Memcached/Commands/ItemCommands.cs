using System.CommandLine;
using System.Text;
using ProtoSockets;

namespace MemcachedSample;

/// <summary>The commands that are one call each.</summary>
internal static class ItemCommands
{
    /// <summary>Up to here an expiration is from now on; beyond, it is Unix time.</summary>
    private const uint LongestFromNow = 60 * 60 * 24 * 30;

    private static readonly Argument<string> Key = new("key") { Description = "The item's key: 1 to 250 bytes." };
    private static readonly Argument<string> Value = new("value") { Description = "The text." };
    private static readonly Option<uint> Flags = Numbers.Option<uint>("--flags", "32 bits of your own, kept with the item.");
    private static readonly Option<uint> TimeToLive = Numbers.Option<uint>("--ttl", "Seconds until the item is gone; 0: never.");
    private static readonly Option<ulong> Cas = Numbers.Option<ulong>("--cas", "Only if the item has this version; 0: any.");
    private static readonly Option<ulong> By = Numbers.Option<ulong>("--by", "How much.", otherwise: 1);
    private static readonly Option<ulong?> Initial = Numbers.Optional<ulong>("--initial", "What to store if there is no item; without it that is an error.");

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All() =>
    [
        ClientCommand.Create("get", "Print an item's value.", [Key], GetAsync),
        ClientCommand.Create("set", "Store a value, whatever was there.", [Key, Value, Flags, TimeToLive, Cas], async (client, parsed, cancellationToken) =>
        {
            Memcached.Stored stored = await client.SetAsync(
                new(FlagsOf(parsed), ExpirationOf(parsed), KeyOf(parsed), ValueOf(parsed), CasOf(parsed)), cancellationToken);
            WriteStored(stored);
        }),
        ClientCommand.Create("add", "Store a value if there is none.", [Key, Value, Flags, TimeToLive], async (client, parsed, cancellationToken) =>
        {
            Memcached.Stored stored = await client.AddAsync(new(FlagsOf(parsed), ExpirationOf(parsed), KeyOf(parsed), ValueOf(parsed)), cancellationToken);
            WriteStored(stored);
        }),
        ClientCommand.Create("replace", "Store a value if there is one.", [Key, Value, Flags, TimeToLive, Cas], async (client, parsed, cancellationToken) =>
        {
            Memcached.Stored stored = await client.ReplaceAsync(
                new(FlagsOf(parsed), ExpirationOf(parsed), KeyOf(parsed), ValueOf(parsed), CasOf(parsed)), cancellationToken);
            WriteStored(stored);
        }),
        ClientCommand.Create("append", "Put a text behind a value.", [Key, Value, Cas], async (client, parsed, cancellationToken) =>
        {
            Memcached.Stored stored = await client.AppendAsync(new(KeyOf(parsed), ValueOf(parsed), CasOf(parsed)), cancellationToken);
            WriteStored(stored);
        }),
        ClientCommand.Create("prepend", "Put a text in front of a value.", [Key, Value, Cas], async (client, parsed, cancellationToken) =>
        {
            Memcached.Stored stored = await client.PrependAsync(new(KeyOf(parsed), ValueOf(parsed), CasOf(parsed)), cancellationToken);
            WriteStored(stored);
        }),
        ClientCommand.Create("delete", "Delete an item.", [Key, Cas], async (client, parsed, cancellationToken) =>
        {
            await client.DeleteAsync(new(KeyOf(parsed), CasOf(parsed)), cancellationToken);
            Console.WriteLine("Deleted");
        }),
        ClientCommand.Create("incr", "Add to a number.", [Key, By, Initial, TimeToLive, Cas], async (client, parsed, cancellationToken) =>
        {
            (ulong delta, ulong initial, uint expiration) = ChangeOf(parsed);
            Memcached.Counter counter = await client.IncrementAsync(new(delta, initial, expiration, KeyOf(parsed), CasOf(parsed)), cancellationToken);
            Console.WriteLine(counter.Number);
        }),
        ClientCommand.Create("decr", "Take from a number, down to 0.", [Key, By, Initial, TimeToLive, Cas], async (client, parsed, cancellationToken) =>
        {
            (ulong delta, ulong initial, uint expiration) = ChangeOf(parsed);
            Memcached.Counter counter = await client.DecrementAsync(new(delta, initial, expiration, KeyOf(parsed), CasOf(parsed)), cancellationToken);
            Console.WriteLine(counter.Number);
        }),
        ClientCommand.Create("touch", "Give an item another time to live.", [Key, TimeToLive], async (client, parsed, cancellationToken) =>
        {
            await client.TouchAsync(new(ExpirationOf(parsed), KeyOf(parsed)), cancellationToken);
            Console.WriteLine("Touched");
        }),
        Stats(),
        ClientCommand.Create("version", "Print the server's version.", [], async (client, _, cancellationToken) =>
            Console.WriteLine((await client.VersionAsync(default, cancellationToken)).Text)),
        Flush(),
    ];

    private static Command Stats()
    {
        var group = new Argument<string>("group") { Description = "A group that the server knows: settings, items, ...", Arity = ArgumentArity.ZeroOrOne };
        return ClientCommand.Create("stats", "Print the server's statistics.", [group], async (client, parsed, cancellationToken) =>
        {
            await foreach (Memcached.Statistic statistic in client.StatAsync(new(parsed.GetValue(group)), cancellationToken))
            {
                if (!statistic.IsLast)
                {
                    Console.WriteLine($"{statistic.Name} {statistic.Value}");
                }
            }
        });
    }

    private static Command Flush()
    {
        Option<uint> after = Numbers.Option<uint>("--after", "In how many seconds; 0: now.");
        return ClientCommand.Create("flush", "Delete all items.", [after], async (client, parsed, cancellationToken) =>
        {
            uint seconds = parsed.GetValue(after);
            await client.FlushAsync(new(seconds == 0 ? default : [ToExpiration(seconds)]), cancellationToken);
            Console.WriteLine("Flushed");
        });
    }

    private static async Task GetAsync(Memcached.Client client, ParseResult parsed, CancellationToken cancellationToken)
    {
        Memcached.Item item = await client.GetAsync(new(KeyOf(parsed)), cancellationToken);

        // As it is: a value is bytes, and need not be text.
        await using Stream output = Console.OpenStandardOutput();
        await output.WriteAsync(item.Value, cancellationToken);
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    private static void WriteStored(Memcached.Stored stored) => Console.WriteLine($"Stored, version {stored.Cas}");

    private static ReadOnlyMemory<byte> KeyOf(ParseResult parsed) => Encoding.UTF8.GetBytes(parsed.GetRequiredValue(Key));

    private static ReadOnlyMemory<byte> ValueOf(ParseResult parsed) => Encoding.UTF8.GetBytes(parsed.GetRequiredValue(Value));

    private static uint FlagsOf(ParseResult parsed) => parsed.GetValue(Flags);

    private static ulong CasOf(ParseResult parsed) => parsed.GetValue(Cas);

    private static uint ExpirationOf(ParseResult parsed) => ToExpiration(parsed.GetValue(TimeToLive));

    private static uint ToExpiration(uint seconds) =>
        seconds <= LongestFromNow ? seconds : (uint)Math.Min(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds, uint.MaxValue);

    private static (ulong Delta, ulong Initial, uint Expiration) ChangeOf(ParseResult parsed) =>
        parsed.GetValue(Initial) is { } initial
            ? (parsed.GetValue(By), initial, ExpirationOf(parsed))
            : (parsed.GetValue(By), 0, Memcached.DoNotCreate);
}

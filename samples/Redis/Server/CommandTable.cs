using System.Collections.Frozen;
using System.Text;
using ProtoSockets;
using static RedisSample.RespText;

namespace RedisSample;

/// <summary>The commands that work on keys, and how many words each takes (a negative number: at least).</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, (int Words, Func<CommandArguments, RespValue> Run)> Commands =
        new Dictionary<string, (int, Func<CommandArguments, RespValue>)>(StringComparer.OrdinalIgnoreCase)
        {
            ["PING"] = (-1, Ping),
            ["ECHO"] = (2, call => Bulk(call.Copy(1))),
            ["SELECT"] = (2, _ => Ok),
            ["DBSIZE"] = (1, call => Integer(call.Keys.Count)),
            ["FLUSHALL"] = (-1, FlushAll),
            ["FLUSHDB"] = (-1, FlushAll),
            ["COMMAND"] = (-1, _ => RespText.Array()),
            ["CONFIG"] = (-2, Config),
            ["CLIENT"] = (-2, Client),
            ["GET"] = (2, call => OrNull(call, call.Keys.Get<byte[]>(call[1]))),
            ["SET"] = (-3, Set),
            ["GETSET"] = (3, GetSet),
            ["MGET"] = (-2, call => RespText.Array([.. Enumerable.Range(1, call.Count - 1).Select(index => OrNull(call, call.Keys.Get<byte[]>(call[index])))])),
            ["MSET"] = (-3, MSet),
            ["APPEND"] = (3, Append),
            ["STRLEN"] = (2, call => Integer(call.Keys.Get<byte[]>(call[1])?.Length ?? 0)),
            ["INCR"] = (2, call => Add(call, 1)),
            ["DECR"] = (2, call => Add(call, -1)),
            ["INCRBY"] = (3, call => Add(call, call.Integer(2))),
            ["DECRBY"] = (3, call => Add(call, -call.Integer(2))),
            ["DEL"] = (-2, call => CountKeys(call, static (keys, key) => keys.Remove(key))),
            ["UNLINK"] = (-2, call => CountKeys(call, static (keys, key) => keys.Remove(key))),
            ["EXISTS"] = (-2, call => CountKeys(call, static (keys, key) => keys.Contains(key))),
            ["TYPE"] = (2, Type),
            ["EXPIRE"] = (3, call => Expire(call, call.Integer(2) * 1000)),
            ["PEXPIRE"] = (3, call => Expire(call, call.Integer(2))),
            ["PERSIST"] = (2, Persist),
            ["TTL"] = (2, call => TimeToLive(call, unit: 1000)),
            ["PTTL"] = (2, call => TimeToLive(call, unit: 1)),
            ["LPUSH"] = (-3, call => Push(call, static (list, item) => list.PushLeft(item))),
            ["RPUSH"] = (-3, call => Push(call, static (list, item) => list.PushRight(item))),
            ["LPOP"] = (-2, call => Pop(call, static list => list.PopLeft())),
            ["RPOP"] = (-2, call => Pop(call, static list => list.PopRight())),
            ["LLEN"] = (2, call => Integer(call.Keys.Get<Deque>(call[1])?.Count ?? 0)),
            ["LRANGE"] = (4, Range),
            ["SADD"] = (-3, SetAdd),
            ["SPOP"] = (2, SetPop),
            ["SCARD"] = (2, call => Integer(call.Keys.Get<HashSet<byte[]>>(call[1])?.Count ?? 0)),
            ["SMEMBERS"] = (2, SetMembers),
            ["HSET"] = (-4, HashSet),
            ["HGET"] = (3, HashGet),
            ["HGETALL"] = (2, HashGetAll),
            ["ZADD"] = (-4, SortedAdd),
            ["ZCARD"] = (2, call => Integer(call.Keys.Get<SortedMembers>(call[1])?.Count ?? 0)),
            ["ZSCORE"] = (3, SortedScore),
            ["ZPOPMIN"] = (-2, SortedPopLeast),
            ["ZRANGE"] = (-4, SortedRange),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks that there is such a command, with as many words.</summary>
    /// <returns>The command.</returns>
    /// <exception cref="RedisError">There is none.</exception>
    public static Func<CommandArguments, RespValue> Find(ReadOnlyMemory<byte>[] words)
    {
        Span<char> name = stackalloc char[32];
        ReadOnlySpan<byte> first = words[0].Span;
        if (first.Length <= name.Length
            && Encoding.ASCII.TryGetChars(first, name, out int length)
            && Commands.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..length], out (int Words, Func<CommandArguments, RespValue> Run) command))
        {
            bool fits = command.Words >= 0 ? words.Length == command.Words : words.Length >= -command.Words;
            return fits ? command.Run : throw RedisError.WrongNumberOfArguments(name[..length].ToString().ToLowerInvariant());
        }

        string arguments = string.Concat(words.Skip(1).Take(16).Select(word => $"'{Printable(word.Span[..Math.Min(128, word.Length)])}' "));
        throw new RedisError($"ERR unknown command '{Printable(first[..Math.Min(128, first.Length)])}', with args beginning with: {arguments}");
    }

    /// <summary>What a peer sent, on one line.</summary>
    public static string Printable(ReadOnlySpan<byte> text) => Encoding.Latin1.GetString(text).Replace('\r', ' ').Replace('\n', ' ');

    /// <summary>The null of the client's protocol.</summary>
    public static RespValue Null(CommandArguments call) => call.Client.Protocol == 3 ? default(RespValue.Null) : NullBulk;

    private static RespValue OrNull(CommandArguments call, byte[]? value) => value is null ? Null(call) : Bulk(value);

    private static RespValue Ping(CommandArguments call) => call.Count switch
    {
        1 => Simple("PONG"),
        2 => Bulk(call.Copy(1)),
        _ => throw RedisError.WrongNumberOfArguments("ping"),
    };

    private static RespValue FlushAll(CommandArguments call)
    {
        call.Keys.Clear();
        return Ok;
    }

    private static RespValue Config(CommandArguments call)
    {
        if (call.Word(1) != "GET")
        {
            return Ok;
        }

        // redis-benchmark asks for these two.
        IEnumerable<RespEntry> entries = Enumerable.Range(2, call.Count - 2).Select(call.Word).SelectMany(name => name switch
        {
            "SAVE" => [new RespEntry(Bulk("save"), Bulk(string.Empty))],
            "APPENDONLY" => [new RespEntry(Bulk("appendonly"), Bulk("no"))],
            _ => (RespEntry[])[],
        });
        return Pairs(call, [.. entries]);
    }

    private static RespValue Client(CommandArguments call)
    {
        switch (call.Word(1))
        {
            case "ID":
                return Integer(call.Client.Id);
            case "GETNAME":
                return Bulk(call.Client.Name);
            case "SETNAME" when call.Count == 3:
                call.Client.Name = Encoding.UTF8.GetString(call[2]);
                return Ok;
            default:
                return Ok;
        }
    }

    /// <summary>A map in RESP3, an array of keys and values in RESP2.</summary>
    public static RespValue Pairs(CommandArguments call, RespEntry[] entries) => call.Client.Protocol == 3
        ? new RespValue.Map { Entries = entries }
        : RespText.Array([.. entries.SelectMany(entry => new[] { entry.Key, entry.Value })]);

    private static RespValue Set(CommandArguments call)
    {
        long? expiresAt = null;
        bool keeps = false;
        bool returns = false;
        bool? mustExist = null;
        for (int index = 3; index < call.Count; index++)
        {
            switch (call.Word(index))
            {
                case "NX" when mustExist is null:
                    mustExist = false;
                    break;
                case "XX" when mustExist is null:
                    mustExist = true;
                    break;
                case "GET":
                    returns = true;
                    break;
                case "KEEPTTL" when expiresAt is null:
                    keeps = true;
                    break;
                case "EX" when index + 1 < call.Count && expiresAt is null && !keeps:
                    expiresAt = After(call, call.Integer(++index), 1000, "set");
                    break;
                case "PX" when index + 1 < call.Count && expiresAt is null && !keeps:
                    expiresAt = After(call, call.Integer(++index), 1, "set");
                    break;
                default:
                    throw RedisError.Syntax;
            }
        }

        byte[]? before = returns ? call.Keys.Get<byte[]>(call[1]) : null;
        bool exists = call.Keys.TryGetExpiry(call[1], out long? current);
        bool sets = mustExist is not { } wanted || wanted == exists;
        if (sets)
        {
            call.Keys.Set(call[1], call.Copy(2), keeps ? current : expiresAt);
        }

        return returns ? OrNull(call, before) : sets ? Ok : Null(call);
    }

    private static long After(CommandArguments call, long amount, long unit, string command) =>
        amount > 0 && amount < long.MaxValue / 2000 ? call.Keys.Now + (amount * unit) : throw new RedisError($"ERR invalid expire time in '{command}' command");

    private static RespValue GetSet(CommandArguments call)
    {
        RespValue before = OrNull(call, call.Keys.Get<byte[]>(call[1]));
        call.Keys.Set(call[1], call.Copy(2));
        return before;
    }

    private static RespValue MSet(CommandArguments call)
    {
        if (call.Count % 2 == 0)
        {
            throw RedisError.WrongNumberOfArguments("mset");
        }

        for (int index = 1; index < call.Count; index += 2)
        {
            call.Keys.Set(call[index], call.Copy(index + 1));
        }

        return Ok;
    }

    private static RespValue Append(CommandArguments call)
    {
        byte[] value = [.. call.Keys.Get<byte[]>(call[1]) ?? [], .. call[2]];
        call.Keys.Replace(call[1], value);
        return Integer(value.Length);
    }

    private static RespValue Add(CommandArguments call, long amount)
    {
        byte[]? before = call.Keys.Get<byte[]>(call[1]);
        long value = 0;
        if (before is not null && !long.TryParse(before, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out value))
        {
            throw RedisError.NotAnInteger;
        }

        try
        {
            value = checked(value + amount);
        }
        catch (OverflowException)
        {
            throw new RedisError("ERR increment or decrement would overflow");
        }

        call.Keys.Replace(call[1], Encoding.ASCII.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return Integer(value);
    }

    private static RespValue CountKeys(CommandArguments call, Func<Keyspace, ReadOnlySpan<byte>, bool> counts)
    {
        long count = 0;
        for (int index = 1; index < call.Count; index++)
        {
            count += counts(call.Keys, call[index]) ? 1 : 0;
        }

        return Integer(count);
    }

    private static RespValue Type(CommandArguments call) => Simple(call.Keys.Get<object>(call[1]) switch
    {
        null => "none",
        byte[] => "string",
        Deque => "list",
        HashSet<byte[]> => "set",
        SortedMembers => "zset",
        _ => "hash",
    });

    private static RespValue Expire(CommandArguments call, long milliseconds) =>
        Integer(milliseconds <= 0 ? call.Keys.Remove(call[1]) ? 1 : 0 : call.Keys.Expire(call[1], call.Keys.Now + milliseconds) ? 1 : 0);

    private static RespValue Persist(CommandArguments call)
    {
        bool hadTime = call.Keys.TryGetExpiry(call[1], out long? end) && end is not null;
        call.Keys.Expire(call[1], null);
        return Integer(hadTime ? 1 : 0);
    }

    private static RespValue TimeToLive(CommandArguments call, long unit) =>
        Integer(!call.Keys.TryGetExpiry(call[1], out long? end) ? -2 : end is null ? -1 : (end.Value - call.Keys.Now + (unit / 2)) / unit);

    private static RespValue Push(CommandArguments call, Action<Deque, byte[]> push)
    {
        Deque list = call.Keys.GetOrAdd<Deque>(call[1]);
        for (int index = 2; index < call.Count; index++)
        {
            push(list, call.Copy(index));
        }

        return Integer(list.Count);
    }

    private static RespValue Pop(CommandArguments call, Func<Deque, byte[]> pop)
    {
        Deque? list = call.Keys.Get<Deque>(call[1]);
        if (call.Count > 3)
        {
            throw RedisError.WrongNumberOfArguments("lpop");
        }

        if (list is null)
        {
            return call.Count == 3 && call.Client.Protocol == 2 ? new RespValue.Array() : Null(call);
        }

        RespValue result = call.Count == 2
            ? Bulk(pop(list))
            : RespText.Array([.. Enumerable.Range(0, (int)Math.Min(list.Count, Math.Max(0, call.Integer(2)))).Select(_ => Bulk(pop(list)))]);
        if (list.Count == 0)
        {
            call.Keys.Remove(call[1]);
        }

        return result;
    }

    private static RespValue Range(CommandArguments call)
    {
        Deque? list = call.Keys.Get<Deque>(call[1]);
        (int first, int count) = Slice(call, 2, list?.Count ?? 0);
        RespValue[] items = new RespValue[count];
        for (int index = 0; index < count; index++)
        {
            items[index] = Bulk(list![first + index]);
        }

        return RespText.Array(items);
    }

    /// <summary>Reads two indexes, of which negative ones count from the end.</summary>
    private static (int First, int Count) Slice(CommandArguments call, int index, int count)
    {
        long first = call.Integer(index);
        long last = call.Integer(index + 1);
        first = Math.Max(0, first < 0 ? first + count : first);
        last = Math.Min(count - 1, last < 0 ? last + count : last);
        return ((int)Math.Min(first, int.MaxValue), (int)Math.Max(0, last - first + 1));
    }

    private static RespValue SetAdd(CommandArguments call)
    {
        HashSet<byte[]> set = call.Keys.Get<HashSet<byte[]>>(call[1]) ?? new HashSet<byte[]>(ByteComparer.Instance);
        int before = set.Count;
        for (int index = 2; index < call.Count; index++)
        {
            set.GetAlternateLookup<ReadOnlySpan<byte>>().Add(call[index]);
        }

        call.Keys.Replace(call[1], set);
        return Integer(set.Count - before);
    }

    private static RespValue SetPop(CommandArguments call)
    {
        if (call.Keys.Get<HashSet<byte[]>>(call[1]) is not { } set)
        {
            return Null(call);
        }

        byte[] member = set.First();
        set.Remove(member);
        if (set.Count == 0)
        {
            call.Keys.Remove(call[1]);
        }

        return Bulk(member);
    }

    private static RespValue SetMembers(CommandArguments call)
    {
        RespValue[] members = [.. (call.Keys.Get<HashSet<byte[]>>(call[1]) ?? []).Select(member => Bulk(member))];
        return call.Client.Protocol == 3 ? new RespValue.Set { Items = members } : RespText.Array(members);
    }

    private static RespValue HashSet(CommandArguments call)
    {
        if (call.Count % 2 != 0)
        {
            throw RedisError.WrongNumberOfArguments("hset");
        }

        Dictionary<byte[], byte[]> hash = call.Keys.Get<Dictionary<byte[], byte[]>>(call[1]) ?? new Dictionary<byte[], byte[]>(ByteComparer.Instance);
        int before = hash.Count;
        for (int index = 2; index < call.Count; index += 2)
        {
            hash.GetAlternateLookup<ReadOnlySpan<byte>>()[call[index]] = call.Copy(index + 1);
        }

        call.Keys.Replace(call[1], hash);
        return Integer(hash.Count - before);
    }

    private static RespValue HashGet(CommandArguments call) =>
        OrNull(call, call.Keys.Get<Dictionary<byte[], byte[]>>(call[1]) is { } hash && hash.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(call[2], out byte[]? value) ? value : null);

    private static RespValue HashGetAll(CommandArguments call) =>
        Pairs(call, [.. (call.Keys.Get<Dictionary<byte[], byte[]>>(call[1]) ?? []).Select(field => new RespEntry(Bulk(field.Key), Bulk(field.Value)))]);

    private static RespValue SortedAdd(CommandArguments call)
    {
        if (call.Count % 2 != 0)
        {
            throw RedisError.Syntax;
        }

        double[] scores = [.. Enumerable.Range(1, (call.Count - 2) / 2).Select(pair => call.Float(pair * 2))];
        SortedMembers members = call.Keys.GetOrAdd<SortedMembers>(call[1]);
        return Integer(scores.Index().Count(pair => members.Set(call.Copy((pair.Index * 2) + 3), pair.Item)));
    }

    private static RespValue Score(CommandArguments call, double score) =>
        call.Client.Protocol == 3 ? new RespValue.Double(Number(score)) : Bulk(Number(score));

    private static RespValue SortedScore(CommandArguments call) =>
        call.Keys.Get<SortedMembers>(call[1])?.ScoreOf(call.Copy(2)) is { } score ? Score(call, score) : Null(call);

    private static RespValue SortedPopLeast(CommandArguments call)
    {
        if (call.Keys.Get<SortedMembers>(call[1]) is not { } members)
        {
            return RespText.Array();
        }

        (double score, byte[] member) = members.Least;
        members.Remove(member);
        if (members.Count == 0)
        {
            call.Keys.Remove(call[1]);
        }

        return RespText.Array(Bulk(member), Score(call, score));
    }

    private static RespValue SortedRange(CommandArguments call)
    {
        SortedMembers? members = call.Keys.Get<SortedMembers>(call[1]);
        (int first, int count) = Slice(call, 2, members?.Count ?? 0);
        return RespText.Array([.. (members?.Ordered ?? []).Skip(first).Take(count).Select(pair => Bulk(pair.Member))]);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using ProtoSockets;

namespace MemcachedSample;

/// <summary>Answers the requests of all clients from one store.</summary>
internal class MemcachedHandler(MemoryStore store, TimeProvider time) : Memcached.IServerHandler
{
    private static readonly string ProgramVersion = typeof(MemcachedHandler).Assembly.GetName().Version!.ToString(3);

    private readonly long _startedAt = time.GetTimestamp();
    private int _connections;
    private long _totalConnections;

    public ValueTask ConnectedAsync(Memcached.Session session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _totalConnections);
        return default;
    }

    public ValueTask DisconnectedAsync(Memcached.Session session, Exception? reason)
    {
        Interlocked.Decrement(ref _connections);
        return default;
    }

    public Memcached.Error? OnUnknownRequest(long messageId, Memcached.Session session) => Memcached.Error.Of(Status.UnknownCommand);

    public Memcached.Error? OnFailure(Exception exception, Memcached.Session session) =>
        Memcached.Error.Of(exception is WireFormatException { Error: not null } ? Status.InvalidArguments : Status.InternalError);

    public ValueTask<CallResult<Memcached.Item, Memcached.Error>> GetAsync(
        Memcached.Get request, Memcached.Session session, CancellationToken cancellationToken) => new(ItemOf(request.Key, Read(request.Key)));

    public ValueTask<CallResult<OptionalReply<Memcached.Item>, Memcached.Error>> GetQAsync(
        Memcached.GetQ request, Memcached.Session session, CancellationToken cancellationToken) => new(UnlessMissing(ItemOf(request.Key, Read(request.Key))));

    public ValueTask<CallResult<Memcached.KeyedItem, Memcached.Error>> GetKAsync(
        Memcached.GetK request, Memcached.Session session, CancellationToken cancellationToken) => new(KeyedItemOf(request.Key, Read(request.Key)));

    public ValueTask<CallResult<OptionalReply<Memcached.KeyedItem>, Memcached.Error>> GetKQAsync(
        Memcached.GetKQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessMissing(KeyedItemOf(request.Key, Read(request.Key))));

    public ValueTask<CallResult<Memcached.Stored, Memcached.Error>> SetAsync(
        Memcached.Set request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.Always));

    public ValueTask<CallResult<OptionalReply<Memcached.Stored>, Memcached.Error>> SetQAsync(
        Memcached.SetQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.Always)));

    public ValueTask<CallResult<Memcached.Stored, Memcached.Error>> AddAsync(
        Memcached.Add request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.KeyIsNew));

    public ValueTask<CallResult<OptionalReply<Memcached.Stored>, Memcached.Error>> AddQAsync(
        Memcached.AddQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.KeyIsNew)));

    public ValueTask<CallResult<Memcached.Stored, Memcached.Error>> ReplaceAsync(
        Memcached.Replace request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.KeyExists));

    public ValueTask<CallResult<OptionalReply<Memcached.Stored>, Memcached.Error>> ReplaceQAsync(
        Memcached.ReplaceQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Store(request.Key, request.Value, request.Flags, request.Expiration, request.Cas, StoreCondition.KeyExists)));

    public ValueTask<CallResult<Memcached.Done, Memcached.Error>> DeleteAsync(
        Memcached.Delete request, Memcached.Session session, CancellationToken cancellationToken) => new(Delete(request.Key, request.Cas));

    public ValueTask<CallResult<OptionalReply<Memcached.Done>, Memcached.Error>> DeleteQAsync(
        Memcached.DeleteQ request, Memcached.Session session, CancellationToken cancellationToken) => new(UnlessDone(Delete(request.Key, request.Cas)));

    public ValueTask<CallResult<Memcached.Counter, Memcached.Error>> IncrementAsync(
        Memcached.Increment request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Count(request.Key, request.Delta, request.Initial, request.Expiration, request.Cas, down: false));

    public ValueTask<CallResult<OptionalReply<Memcached.Counter>, Memcached.Error>> IncrementQAsync(
        Memcached.IncrementQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Count(request.Key, request.Delta, request.Initial, request.Expiration, request.Cas, down: false)));

    public ValueTask<CallResult<Memcached.Counter, Memcached.Error>> DecrementAsync(
        Memcached.Decrement request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Count(request.Key, request.Delta, request.Initial, request.Expiration, request.Cas, down: true));

    public ValueTask<CallResult<OptionalReply<Memcached.Counter>, Memcached.Error>> DecrementQAsync(
        Memcached.DecrementQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Count(request.Key, request.Delta, request.Initial, request.Expiration, request.Cas, down: true)));

    public ValueTask<CallResult<Memcached.Done, Memcached.Error>> QuitAsync(
        Memcached.Quit request, Memcached.Session session, CancellationToken cancellationToken)
    {
        session.Close();
        return new(default(Memcached.Done));
    }

    public ValueTask QuitQAsync(Memcached.QuitQ message, Memcached.Session session, CancellationToken cancellationToken)
    {
        session.Close();
        return default;
    }

    public ValueTask<CallResult<Memcached.Done, Memcached.Error>> FlushAsync(
        Memcached.Flush request, Memcached.Session session, CancellationToken cancellationToken) => new(Flush(request.Expiration));

    public ValueTask<CallResult<OptionalReply<Memcached.Done>, Memcached.Error>> FlushQAsync(
        Memcached.FlushQ request, Memcached.Session session, CancellationToken cancellationToken) => new(UnlessDone(Flush(request.Expiration)));

    public ValueTask<CallResult<Memcached.Done, Memcached.Error>> NoOpAsync(
        Memcached.NoOp request, Memcached.Session session, CancellationToken cancellationToken) => new(default(Memcached.Done));

    public ValueTask<CallResult<Memcached.VersionReply, Memcached.Error>> VersionAsync(
        Memcached.Version request, Memcached.Session session, CancellationToken cancellationToken) => new(new Memcached.VersionReply(ProgramVersion));

    public ValueTask<CallResult<Memcached.Stored, Memcached.Error>> AppendAsync(
        Memcached.Append request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Concatenate(request.Key, request.Value, request.Cas, inFront: false));

    public ValueTask<CallResult<OptionalReply<Memcached.Stored>, Memcached.Error>> AppendQAsync(
        Memcached.AppendQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Concatenate(request.Key, request.Value, request.Cas, inFront: false)));

    public ValueTask<CallResult<Memcached.Stored, Memcached.Error>> PrependAsync(
        Memcached.Prepend request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(Concatenate(request.Key, request.Value, request.Cas, inFront: true));

    public ValueTask<CallResult<OptionalReply<Memcached.Stored>, Memcached.Error>> PrependQAsync(
        Memcached.PrependQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessDone(Concatenate(request.Key, request.Value, request.Cas, inFront: true)));

    public async IAsyncEnumerable<Memcached.Statistic> StatAsync(
        Memcached.Stat request,
        Memcached.Session session,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The request's text is borrowed from the receive buffer, and this method goes on while replies wait for room.
        foreach (Memcached.Statistic statistic in StatisticsOf(request.Group.ToString()))
        {
            yield return statistic;
        }

        yield return default;
        await Task.CompletedTask;
    }

    public ValueTask<CallResult<Memcached.Done, Memcached.Error>> VerbosityAsync(
        Memcached.Verbosity request, Memcached.Session session, CancellationToken cancellationToken) => new(default(Memcached.Done));

    public ValueTask<CallResult<Memcached.Touched, Memcached.Error>> TouchAsync(
        Memcached.Touch request, Memcached.Session session, CancellationToken cancellationToken)
    {
        Outcome touched = Touch(request.Key, request.Expiration);
        return new(touched.Item is { } item ? new Memcached.Touched(item.Flags, item.Cas) : Memcached.Error.Of(touched.Status));
    }

    public ValueTask<CallResult<Memcached.Item, Memcached.Error>> GatAsync(
        Memcached.Gat request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(ItemOf(request.Key, Touch(request.Key, request.Expiration)));

    public ValueTask<CallResult<OptionalReply<Memcached.Item>, Memcached.Error>> GatQAsync(
        Memcached.GatQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessMissing(ItemOf(request.Key, Touch(request.Key, request.Expiration))));

    public ValueTask<CallResult<Memcached.KeyedItem, Memcached.Error>> GatKAsync(
        Memcached.GatK request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(KeyedItemOf(request.Key, Touch(request.Key, request.Expiration)));

    public ValueTask<CallResult<OptionalReply<Memcached.KeyedItem>, Memcached.Error>> GatKQAsync(
        Memcached.GatKQ request, Memcached.Session session, CancellationToken cancellationToken) =>
        new(UnlessMissing(KeyedItemOf(request.Key, Touch(request.Key, request.Expiration))));

    /// <summary>The quiet form of what reads: a miss is not worth a word.</summary>
    private static CallResult<OptionalReply<TReply>, Memcached.Error> UnlessMissing<TReply>(CallResult<TReply, Memcached.Error> result) =>
        result.TryGetReply(out TReply? reply, out Memcached.Error error) ? (OptionalReply<TReply>)reply
            : error.Status == Status.KeyNotFound ? default(OptionalReply<TReply>)
            : error;

    /// <summary>The quiet form of what changes something: success is not worth a word.</summary>
    private static CallResult<OptionalReply<TReply>, Memcached.Error> UnlessDone<TReply>(CallResult<TReply, Memcached.Error> result) =>
        result.IsError ? result.Error : default(OptionalReply<TReply>);

    private static CallResult<Memcached.Item, Memcached.Error> ItemOf(ReadOnlyMemory<byte> key, Outcome outcome) =>
        outcome.Item is { } item ? new Memcached.Item(item.Flags, item.Value, item.Cas) : Memcached.Error.Of(outcome.Status);

    /// <summary>A miss is answered with the key instead of a text, as memcached does.</summary>
    private static CallResult<Memcached.KeyedItem, Memcached.Error> KeyedItemOf(ReadOnlyMemory<byte> key, Outcome outcome) =>
        outcome.Item is { } item ? new Memcached.KeyedItem(item.Flags, item.Key, item.Value, item.Cas)
            : outcome.Status == Status.KeyNotFound ? new Memcached.Error(outcome.Status, key, default)
            : Memcached.Error.Of(outcome.Status);

    private static CallResult<Memcached.Stored, Memcached.Error> StoredAs(Outcome outcome) =>
        outcome.Item is { } item ? new Memcached.Stored(item.Cas) : Memcached.Error.Of(outcome.Status);

    private Outcome Read(ReadOnlyMemory<byte> key) => key.IsEmpty ? new Outcome(Status.InvalidArguments) : store.Get(key.Span);

    private Outcome Touch(ReadOnlyMemory<byte> key, uint expiration) =>
        key.IsEmpty ? new Outcome(Status.InvalidArguments) : store.Touch(key.Span, expiration);

    private CallResult<Memcached.Stored, Memcached.Error> Store(
        ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, uint flags, uint expiration, ulong cas, StoreCondition condition) =>
        key.IsEmpty
            ? Memcached.Error.Of(Status.InvalidArguments)
            : StoredAs(store.Store(key.Span, value.Span, flags, expiration, cas, condition));

    private CallResult<Memcached.Stored, Memcached.Error> Concatenate(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, ulong cas, bool inFront) =>
        key.IsEmpty ? Memcached.Error.Of(Status.InvalidArguments) : StoredAs(store.Concatenate(key.Span, value.Span, cas, inFront));

    private CallResult<Memcached.Counter, Memcached.Error> Count(
        ReadOnlyMemory<byte> key, ulong delta, ulong initial, uint expiration, ulong cas, bool down)
    {
        if (key.IsEmpty)
        {
            return Memcached.Error.Of(Status.InvalidArguments);
        }

        Outcome outcome = store.Count(key.Span, delta, initial, expiration, cas, down, out ulong number);
        return outcome.Item is { } item ? new Memcached.Counter(number, item.Cas) : Memcached.Error.Of(outcome.Status);
    }

    private CallResult<Memcached.Done, Memcached.Error> Delete(ReadOnlyMemory<byte> key, ulong cas)
    {
        Status status = key.IsEmpty ? Status.InvalidArguments : store.Delete(key.Span, cas).Status;
        return status == Status.Success ? default(Memcached.Done) : Memcached.Error.Of(status);
    }

    private CallResult<Memcached.Done, Memcached.Error> Flush(WireList<uint> expiration)
    {
        store.Flush(expiration.IsEmpty ? 0 : expiration[0]);
        return default(Memcached.Done);
    }

    private Memcached.Statistic[] StatisticsOf(string group)
    {
        switch (group)
        {
            case "":
                return General();
            case "settings":
                return [Statistic("maxbytes", store.MaxBytes), Statistic("item_size_max", MemoryStore.MaxItemBytes)];
            case "reset":
                store.ResetCounters();
                return [];
            default:
                throw new CallRefusedException(Memcached.Error.Of(Status.KeyNotFound));
        }
    }

    private Memcached.Statistic[] General()
    {
        StoreCounters counters = store.Counters;
        return
        [
            Statistic("pid", Environment.ProcessId),
            Statistic("uptime", (long)time.GetElapsedTime(_startedAt).TotalSeconds),
            Statistic("time", time.GetUtcNow().ToUnixTimeSeconds()),
            new Memcached.Statistic("version", ProgramVersion),
            Statistic("pointer_size", 8 * IntPtr.Size),
            Statistic("curr_connections", Volatile.Read(ref _connections)),
            Statistic("total_connections", Interlocked.Read(ref _totalConnections)),
            Statistic("cmd_get", counters.Gets),
            Statistic("cmd_set", counters.Sets),
            Statistic("cmd_touch", counters.Touches),
            Statistic("get_hits", counters.Gets - counters.Misses),
            Statistic("get_misses", counters.Misses),
            Statistic("bytes", counters.Bytes),
            Statistic("curr_items", counters.Items),
            Statistic("total_items", counters.TotalItems),
            Statistic("evictions", counters.Evictions),
            Statistic("limit_maxbytes", store.MaxBytes),
        ];
    }

    private static Memcached.Statistic Statistic(string name, long value) => new(name, value.ToString(CultureInfo.InvariantCulture));
}

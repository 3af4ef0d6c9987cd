using System.Runtime.CompilerServices;
using System.Text;
using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>What every server of the protocol does, by way of the generated client. Each test has keys of its own: they share a server.</summary>
public abstract class MemcachedContract
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    /// <summary>An expiration that has passed: Unix time of 2001.</summary>
    private const uint LongAgo = 1_000_000_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Where the server is; starts it if need be.</summary>
    protected abstract Task<TransportAddress> AddressAsync();

    protected async Task<Memcached.Client> ConnectAsync(ClientOptions? options = null) =>
        await Memcached.Client.ConnectAsync(await AddressAsync(), options, cancellationToken: Cancelled).Soon();

    [Fact]
    public async Task What_was_set_is_got_with_its_flags_and_version()
    {
        await using Memcached.Client client = await ConnectAsync();

        Memcached.Stored stored = await client.SetAsync(new(0xDEADBEEF, 0, Key(), Hello), Cancelled).Soon();
        Memcached.Item item = await client.GetAsync(new(Key()), Cancelled).Soon();

        Assert.Equal(new Memcached.Item(0xDEADBEEF, Hello, stored.Cas), item);
        Assert.NotEqual(0ul, stored.Cas);
    }

    [Fact]
    public async Task A_miss_is_an_error_value_of_one_call_and_an_exception_of_the_other()
    {
        await using Memcached.Client client = await ConnectAsync();

        CallResult<Memcached.Item, Memcached.Error> result = await client.TryGetAsync(new(Key()), Cancelled).Soon();
        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(() => client.GetAsync(new(Key()), Cancelled).Soon());

        Assert.Equal(Memcached.Error.Of(Status.KeyNotFound), result.Error);
        Assert.Equal(Memcached.Error.Of(Status.KeyNotFound), exception.Error);
    }

    [Fact]
    public async Task Get_with_key_brings_the_key_also_in_a_miss()
    {
        await using Memcached.Client client = await ConnectAsync();
        Memcached.Stored stored = await client.SetAsync(new(7, 0, Key(), Hello), Cancelled).Soon();

        Memcached.KeyedItem item = await client.GetKAsync(new(Key()), Cancelled).Soon();
        CallResult<Memcached.KeyedItem, Memcached.Error> miss = await client.TryGetKAsync(new(Key("-other")), Cancelled).Soon();

        Assert.Equal(new Memcached.KeyedItem(7, Key(), Hello, stored.Cas), item);
        Assert.Equal(new Memcached.Error(Status.KeyNotFound, Key("-other"), default), miss.Error);
    }

    [Fact]
    public async Task Add_stores_what_is_new_and_replace_what_is_there()
    {
        await using Memcached.Client client = await ConnectAsync();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryReplaceAsync(new(0, 0, Key(), Hello), Cancelled)));
        Assert.Equal(Status.Success, await StatusOf(client.TryAddAsync(new(0, 0, Key(), Hello), Cancelled)));
        Assert.Equal(Status.KeyExists, await StatusOf(client.TryAddAsync(new(0, 0, Key(), "other"u8.ToArray()), Cancelled)));
        Assert.Equal(Status.Success, await StatusOf(client.TryReplaceAsync(new(0, 0, Key(), "new"u8.ToArray()), Cancelled)));

        Assert.Equal("new", await TextAsync(client, Key()));
    }

    [Fact]
    public async Task A_version_that_has_passed_is_refused()
    {
        await using Memcached.Client client = await ConnectAsync();
        Memcached.Stored first = await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();

        Memcached.Stored second = await client.SetAsync(new(0, 0, Key(), "second"u8.ToArray(), first.Cas), Cancelled).Soon();

        Assert.NotEqual(first.Cas, second.Cas);
        Assert.Equal(Status.KeyExists, await StatusOf(client.TrySetAsync(new(0, 0, Key(), Hello, first.Cas), Cancelled)));
        Assert.Equal(Status.KeyExists, await StatusOf(client.TryReplaceAsync(new(0, 0, Key(), Hello, first.Cas), Cancelled)));
        Assert.Equal(Status.KeyExists, await StatusOf(client.TryAppendAsync(new(Key(), Hello, first.Cas), Cancelled)));
        Assert.Equal(Status.KeyExists, await StatusOf(client.TryPrependAsync(new(Key(), Hello, first.Cas), Cancelled)));
        Assert.Equal(Status.KeyExists, await StatusOf(client.TryDeleteAsync(new(Key(), first.Cas), Cancelled)));
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TrySetAsync(new(0, 0, Key("-other"), Hello, first.Cas), Cancelled)));
        Assert.Equal("second", await TextAsync(client, Key()));
        Assert.Equal(Status.Success, await StatusOf(client.TryDeleteAsync(new(Key(), second.Cas), Cancelled)));
    }

    [Fact]
    public async Task What_was_deleted_is_gone()
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();

        await client.DeleteAsync(new(Key()), Cancelled).Soon();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryDeleteAsync(new(Key()), Cancelled)));
    }

    [Fact]
    public async Task Counting_makes_the_initial_value_unless_told_not_to()
    {
        await using Memcached.Client client = await ConnectAsync();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryIncrementAsync(new(1, 41, Memcached.DoNotCreate, Key()), Cancelled)));
        Assert.Equal(41ul, (await client.IncrementAsync(new(1, 41, 0, Key()), Cancelled).Soon()).Number);
        Assert.Equal(42ul, (await client.IncrementAsync(new(1, 41, 0, Key()), Cancelled).Soon()).Number);
        Assert.Equal(40ul, (await client.DecrementAsync(new(2, 0, 0, Key()), Cancelled).Soon()).Number);
        Assert.Equal("40", await TextAsync(client, Key()));
    }

    [Fact]
    public async Task Decrementing_stops_at_0()
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), "5"u8.ToArray()), Cancelled).Soon();

        Assert.Equal(0ul, (await client.DecrementAsync(new(ulong.MaxValue, 0, 0, Key()), Cancelled).Soon()).Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12x")]
    [InlineData("-1")]
    [InlineData("184467440737095516160")]
    public async Task What_is_no_number_is_not_counted(string value)
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Encoding.ASCII.GetBytes(value)), Cancelled).Soon();

        CallResult<Memcached.Counter, Memcached.Error> result = await client.TryIncrementAsync(new(1, 0, 0, Key()), Cancelled).Soon();

        Assert.Equal(new Memcached.Error(Status.NonNumericValue, default, "Non-numeric server-side value for incr or decr"), result.Error);
        Assert.Equal(value, await TextAsync(client, Key()));
    }

    [Fact]
    public async Task Append_and_prepend_put_bytes_around_what_is_there()
    {
        await using Memcached.Client client = await ConnectAsync();
        Assert.Equal(Status.NotStored, await StatusOf(client.TryAppendAsync(new(Key(), Hello), Cancelled)));
        Assert.Equal(Status.NotStored, await StatusOf(client.TryPrependAsync(new(Key(), Hello), Cancelled)));
        await client.SetAsync(new(5, 0, Key(), Hello), Cancelled).Soon();

        await client.AppendAsync(new(Key(), " world"u8.ToArray()), Cancelled).Soon();
        Memcached.Stored stored = await client.PrependAsync(new(Key(), "oh "u8.ToArray()), Cancelled).Soon();

        Assert.Equal(new Memcached.Item(5, "oh hello world"u8.ToArray(), stored.Cas), await client.GetAsync(new(Key()), Cancelled).Soon());
    }

    [Fact]
    public async Task What_expires_in_the_past_is_gone_at_once()
    {
        await using Memcached.Client client = await ConnectAsync();

        await client.SetAsync(new(0, LongAgo, Key(), Hello), Cancelled).Soon();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
    }

    [Fact]
    public async Task Touch_changes_the_expiration()
    {
        await using Memcached.Client client = await ConnectAsync();
        Memcached.Stored stored = await client.SetAsync(new(9, 0, Key(), Hello), Cancelled).Soon();

        Assert.Equal(new Memcached.Touched(9, stored.Cas), await client.TouchAsync(new(1000, Key()), Cancelled).Soon());
        Assert.Equal("hello", await TextAsync(client, Key()));
        await client.TouchAsync(new(LongAgo, Key()), Cancelled).Soon();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryTouchAsync(new(0, Key()), Cancelled)));
    }

    [Fact]
    public async Task Get_and_touch_does_both()
    {
        await using Memcached.Client client = await ConnectAsync();
        Memcached.Stored stored = await client.SetAsync(new(3, 0, Key(), Hello), Cancelled).Soon();

        Assert.Equal(new Memcached.Item(3, Hello, stored.Cas), await client.GatAsync(new(1000, Key()), Cancelled).Soon());
        Assert.Equal(new Memcached.KeyedItem(3, Key(), Hello, stored.Cas), await client.GatKAsync(new(LongAgo, Key()), Cancelled).Soon());

        Assert.Equal(Memcached.Error.Of(Status.KeyNotFound), (await client.TryGatAsync(new(0, Key()), Cancelled).Soon()).Error);
        Assert.Equal(new Memcached.Error(Status.KeyNotFound, Key(), default), (await client.TryGatKAsync(new(0, Key()), Cancelled).Soon()).Error);
    }

    [Fact]
    public async Task Quiet_reads_bring_the_hits_and_end_in_silence_at_the_next_answer()
    {
        await using Memcached.Client client = await ConnectAsync();
        Memcached.Stored stored = await client.SetAsync(new(1, 0, Key(), Hello), Cancelled).Soon();

        Task<OptionalReply<Memcached.Item>> miss = client.GetQAsync(new(Key("-other")), Cancelled).AsTask();
        Task<OptionalReply<Memcached.Item>> hit = client.GetQAsync(new(Key()), Cancelled).AsTask();
        Task<OptionalReply<Memcached.KeyedItem>> keyedMiss = client.GetKQAsync(new(Key("-other")), Cancelled).AsTask();
        Task<OptionalReply<Memcached.KeyedItem>> keyedHit = client.GetKQAsync(new(Key()), Cancelled).AsTask();
        Task<OptionalReply<Memcached.Item>> touchedMiss = client.GatQAsync(new(0, Key("-other")), Cancelled).AsTask();
        Task<OptionalReply<Memcached.Item>> touchedHit = client.GatQAsync(new(0, Key()), Cancelled).AsTask();
        Task<OptionalReply<Memcached.KeyedItem>> touchedKeyedMiss = client.GatKQAsync(new(0, Key("-other")), Cancelled).AsTask();
        Task<OptionalReply<Memcached.KeyedItem>> touchedKeyedHit = client.GatKQAsync(new(0, Key()), Cancelled).AsTask();
        await client.NoOpAsync(default, Cancelled).Soon();

        var item = new Memcached.Item(1, Hello, stored.Cas);
        var keyed = new Memcached.KeyedItem(1, Key(), Hello, stored.Cas);
        Assert.False((await miss.Soon()).HasReply);
        Assert.Equal(item, (await hit.Soon()).Reply);
        Assert.False((await keyedMiss.Soon()).HasReply);
        Assert.Equal(keyed, (await keyedHit.Soon()).Reply);
        Assert.False((await touchedMiss.Soon()).HasReply);
        Assert.Equal(item, (await touchedHit.Soon()).Reply);
        Assert.False((await touchedKeyedMiss.Soon()).HasReply);
        Assert.Equal(keyed, (await touchedKeyedHit.Soon()).Reply);
    }

    [Fact]
    public async Task Quiet_changes_are_silent_when_they_succeed_and_answered_when_they_fail()
    {
        await using Memcached.Client client = await ConnectAsync();
        byte[] key = Key();
        byte[] number = Key("-number");
        byte[] none = Key("-none");
        await client.SetAsync(new(0, 0, number, "5"u8.ToArray()), Cancelled).Soon();

        Task<Status?>[] done =
        [
            QuietStatusOf(client.TrySetQAsync(new(0, 0, key, "a"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryReplaceQAsync(new(0, 0, key, "b"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryAppendQAsync(new(key, "c"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryPrependQAsync(new(key, "d"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryAddQAsync(new(0, 0, Key("-added"), "e"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryIncrementQAsync(new(3, 0, 0, number), Cancelled)),
            QuietStatusOf(client.TryDecrementQAsync(new(1, 0, 0, number), Cancelled)),
            QuietStatusOf(client.TryDeleteQAsync(new(Key("-added")), Cancelled)),
        ];
        Task<Status?>[] failed =
        [
            QuietStatusOf(client.TryAddQAsync(new(0, 0, key, "x"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryReplaceQAsync(new(0, 0, none, "x"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryAppendQAsync(new(none, "x"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryPrependQAsync(new(none, "x"u8.ToArray()), Cancelled)),
            QuietStatusOf(client.TryIncrementQAsync(new(1, 0, 0, key), Cancelled)),
            QuietStatusOf(client.TryDecrementQAsync(new(1, 0, Memcached.DoNotCreate, none), Cancelled)),
            QuietStatusOf(client.TryDeleteQAsync(new(none), Cancelled)),
            QuietStatusOf(client.TrySetQAsync(new(0, 0, none, "x"u8.ToArray(), Cas: 1), Cancelled)),
        ];
        await client.NoOpAsync(default, Cancelled).Soon();

        Assert.All(await Task.WhenAll(done).Soon(), status => Assert.Null(status));
        Assert.Equal(
            [
                Status.KeyExists, Status.KeyNotFound, Status.NotStored, Status.NotStored,
                Status.NonNumericValue, Status.KeyNotFound, Status.KeyNotFound, Status.KeyNotFound,
            ],
            await Task.WhenAll(failed).Soon());
        Assert.Equal("dbc", await TextAsync(client, key));
        Assert.Equal("7", await TextAsync(client, number));
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key("-added")), Cancelled)));
    }

    [Fact]
    public async Task A_long_quiet_run_ended_by_a_no_op_brings_each_hit_to_its_call()
    {
        const int count = 1000;
        await using Memcached.Client client = await ConnectAsync();
        Task<Status?>[] stored = [.. Enumerable.Range(0, count / 2).Select(i =>
            QuietStatusOf(client.TrySetQAsync(new((uint)i, 0, Key($"-{2 * i}"), Encoding.ASCII.GetBytes($"value {2 * i}")), Cancelled)))];
        await client.NoOpAsync(default, Cancelled).Soon();
        Assert.All(await Task.WhenAll(stored).Soon(), status => Assert.Null(status));

        Task<OptionalReply<Memcached.KeyedItem>>[] calls =
            [.. Enumerable.Range(0, count).Select(i => client.GetKQAsync(new(Key($"-{i}")), Cancelled).AsTask())];
        await client.NoOpAsync(default, Cancelled).Soon();

        OptionalReply<Memcached.KeyedItem>[] replies = await Task.WhenAll(calls).Soon();
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(i % 2 == 0, replies[i].HasReply);
            if (replies[i].HasReply)
            {
                Assert.Equal(Key($"-{i}"), replies[i].Reply.Key.ToArray());
                Assert.Equal($"value {i}", Encoding.ASCII.GetString(replies[i].Reply.Value.Span));
            }
        }
    }

    [Fact]
    public async Task Flushing_removes_everything()
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();

        await client.FlushAsync(default, Cancelled).Soon();

        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();
        Task<Status?> quiet = QuietStatusOf(client.TryFlushQAsync(default, Cancelled));
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
        Assert.Null(await quiet.Soon());
    }

    [Fact]
    public async Task Flushing_later_leaves_everything_for_now()
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();

        await client.FlushAsync(new([1000u]), Cancelled).Soon();

        Assert.Equal("hello", await TextAsync(client, Key()));
        await client.FlushAsync(new([0u]), Cancelled).Soon();
        Assert.Equal(Status.KeyNotFound, await StatusOf(client.TryGetAsync(new(Key()), Cancelled)));
    }

    [Fact]
    public async Task The_version_is_a_text_of_digits_and_dots()
    {
        await using Memcached.Client client = await ConnectAsync();

        Assert.Matches(@"^\d+\.\d+\.\d+$", (await client.VersionAsync(default, Cancelled).Soon()).Text.ToString());
    }

    [Fact]
    public async Task Statistics_come_one_by_one_and_end_with_one_without_a_name()
    {
        await using Memcached.Client client = await ConnectAsync();

        List<Memcached.Statistic> general = await AllAsync(client.StatAsync(default, Cancelled));
        List<Memcached.Statistic> settings = await AllAsync(client.StatAsync(new("settings"), Cancelled));

        Assert.Equal(default, general[^1]);
        Assert.All(general.SkipLast(1), statistic => Assert.False(statistic.IsLast));
        Assert.Contains(general, statistic => statistic.Name == "pid");
        Assert.Contains(general, statistic => statistic.Name == "curr_items");
        Assert.Contains(settings, statistic => statistic.Name == "item_size_max" && statistic.Value == "1048576");
        Assert.DoesNotContain(settings, statistic => statistic.Name == "pid");
    }

    [Fact]
    public async Task Statistics_that_the_server_does_not_have_are_refused()
    {
        await using Memcached.Client client = await ConnectAsync();

        CallRefusedException exception = await Assert.ThrowsAsync<CallRefusedException>(() => AllAsync(client.StatAsync(new("nonsense"), Cancelled)));

        Assert.Equal(Status.KeyNotFound, Assert.IsType<Memcached.Error>(exception.Error).Status);
        await client.NoOpAsync(default, Cancelled).Soon();
    }

    [Fact]
    public async Task Leaving_the_statistics_early_leaves_the_connection_usable()
    {
        await using Memcached.Client client = await ConnectAsync();

        await foreach (Memcached.Statistic statistic in client.StatAsync(default, Cancelled))
        {
            Assert.False(statistic.Name.IsEmpty);
            break;
        }

        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();
        Assert.Equal("hello", await TextAsync(client, Key()));
    }

    [Fact]
    public async Task Statistics_end_the_quiet_calls_before_them()
    {
        await using Memcached.Client client = await ConnectAsync();

        Task<OptionalReply<Memcached.Item>> miss = client.GetQAsync(new(Key()), Cancelled).AsTask();
        await AllAsync(client.StatAsync(default, Cancelled));

        Assert.False((await miss.Soon()).HasReply);
    }

    [Fact]
    public async Task Quitting_is_answered_and_ends_the_connection()
    {
        await using Memcached.Client client = await ConnectAsync();

        await client.QuitAsync(default, Cancelled).Soon();

        await client.Completion.Soon();
        await Assert.ThrowsAnyAsync<CallException>(() => client.NoOpAsync(default, Cancelled).Soon());
    }

    [Fact]
    public async Task Quitting_quietly_ends_the_connection_behind_what_was_asked_before()
    {
        await using Memcached.Client client = await ConnectAsync();

        Task<Memcached.Stored> stored = client.SetAsync(new(0, 0, Key(), Hello), Cancelled).AsTask();
        await client.QuitQAsync(default, Cancelled);

        Assert.NotEqual(0ul, (await stored.Soon()).Cas);
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_large_value_comes_back_as_it_was()
    {
        await using Memcached.Client client = await ConnectAsync();
        byte[] value = new byte[1_000_000];
        new Random(1).NextBytes(value);

        await client.SetAsync(new(0, 0, Key(), value), Cancelled).Soon();

        Assert.True((await client.GetAsync(new(Key()), Cancelled).Soon()).Value.Span.SequenceEqual(value));
    }

    [Fact]
    public async Task A_value_over_the_servers_limit_is_refused_and_the_connection_goes_on()
    {
        await using Memcached.Client client = await ConnectAsync();

        Assert.Equal(Status.ValueTooLarge, await StatusOf(client.TrySetAsync(new(0, 0, Key(), new byte[(1 << 20) + 1]), Cancelled)));

        await client.NoOpAsync(default, Cancelled).Soon();
    }

    [Fact]
    public async Task Keys_and_values_are_bytes_of_any_kind()
    {
        await using Memcached.Client client = await ConnectAsync();
        byte[] key = new byte[Memcached.MaxKeyBytes];
        new Random(2).NextBytes(key);

        await client.SetAsync(new(0, 0, key, default), Cancelled).Soon();
        Memcached.KeyedItem item = await client.GetKAsync(new(key), Cancelled).Soon();

        Assert.Equal(key, item.Key.ToArray());
        Assert.True(item.Value.IsEmpty);
    }

    [Fact]
    public async Task A_key_over_the_limit_is_refused_before_it_is_sent()
    {
        await using Memcached.Client client = await ConnectAsync();

        await Assert.ThrowsAsync<WireFormatException>(() => client.GetAsync(new(new byte[Memcached.MaxKeyBytes + 1]), Cancelled).Soon());

        await client.NoOpAsync(default, Cancelled).Soon();
    }

    [Fact]
    public async Task Callers_at_the_same_time_each_get_their_own_answer()
    {
        const int callers = 64;
        const int calls = 100;
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key("-sum"), "0"u8.ToArray()), Cancelled).Soon();

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            byte[] key = Key($"-{caller}");
            for (int call = 0; call < calls; call++)
            {
                byte[] value = Encoding.ASCII.GetBytes($"{caller}:{call}");
                await client.SetAsync(new((uint)call, 0, key, value), Cancelled);
                Memcached.Item item = await client.GetAsync(new(key), Cancelled);
                Assert.Equal((uint)call, item.Flags);
                Assert.Equal(value, item.Value.ToArray());
                await client.IncrementAsync(new(1, 0, Memcached.DoNotCreate, Key("-sum")), Cancelled);
            }
        }))).Soon();

        Assert.Equal($"{callers * calls}", (await TextAsync(client, Key("-sum"))).TrimEnd());
    }

    [Fact]
    public async Task Quiet_and_loud_callers_at_the_same_time_do_not_end_each_others_calls()
    {
        const int callers = 16;
        const int calls = 300;
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();

        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int call = 0; call < calls; call++)
            {
                // A hit must never be taken for silence because of another caller's answer.
                ValueTask<OptionalReply<Memcached.Item>> hit = client.GetQAsync(new(Key()), Cancelled);
                ValueTask<OptionalReply<Memcached.Item>> miss = client.GetQAsync(new(Key("-other")), Cancelled);
                await client.NoOpAsync(default, Cancelled);
                Assert.True((await hit).HasReply);
                Assert.False((await miss).HasReply);
            }
        }))).Soon();
    }

    [Fact]
    public async Task Cancelling_calls_leaves_the_connection_usable()
    {
        await using Memcached.Client client = await ConnectAsync();
        await client.SetAsync(new(0, 0, Key(), Hello), Cancelled).Soon();
        for (int call = 0; call < 200; call++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            Task<Memcached.Item> get = client.GetAsync(new(Key()), cancellation.Token).AsTask();
            Task<OptionalReply<Memcached.Item>> quiet = client.GetQAsync(new(Key("-other")), cancellation.Token).AsTask();
            await cancellation.CancelAsync();

            // Either was faster; the answer that comes nevertheless must not be taken for another call's.
            await get.ContinueWith(static _ => { }, TaskScheduler.Default).Soon();
            await quiet.ContinueWith(static _ => { }, TaskScheduler.Default).Soon();
            Assert.True(quiet.IsCanceled || !(await quiet).HasReply);
            Assert.True(get.IsCanceled || (await get).Value.Span.SequenceEqual(Hello));
        }

        Assert.Equal("hello", await TextAsync(client, Key()));
    }

    [Fact]
    public async Task A_call_that_runs_out_of_time_leaves_the_connection_usable()
    {
        await using Memcached.Client client = await ConnectAsync();

        // A quiet miss is answered by nothing until something else is.
        CallTimedOutException exception = await Assert.ThrowsAsync<CallTimedOutException>(
            () => client.GetQAsync(new(Key()), TimeSpan.FromMilliseconds(50), Cancelled).Soon());

        Assert.Equal(CallOutcome.TimedOut, exception.Outcome);
        await client.NoOpAsync(default, Cancelled).Soon();
    }

    /// <summary>Not a test of its own here: see <see cref="MemcachedOverTcpTests"/>.</summary>
    protected static async Task WrapAsync(Memcached.Client client)
    {
        await client.SetAsync(new(0, 0, Key(), Encoding.ASCII.GetBytes($"{ulong.MaxValue}")), Cancelled).Soon();

        Assert.Equal(2ul, (await client.IncrementAsync(new(3, 0, 0, Key()), Cancelled).Soon()).Number);
    }

    /// <summary>A key that no other test has.</summary>
    protected static byte[] Key(string suffix = "", [CallerMemberName] string test = "") => Encoding.ASCII.GetBytes($"{test}{suffix}");

    protected static async Task<string> TextAsync(Memcached.Client client, byte[] key) =>
        Encoding.ASCII.GetString((await client.GetAsync(new(key), Cancelled).Soon()).Value.Span);

    protected static async Task<Status> StatusOf<TReply>(ValueTask<CallResult<TReply, Memcached.Error>> call)
    {
        CallResult<TReply, Memcached.Error> result = await call.Soon();
        return result.IsError ? result.Error.Status : Status.Success;
    }

    /// <returns>The status of a refusal, or null for silence.</returns>
    private static async Task<Status?> QuietStatusOf<TReply>(ValueTask<CallResult<OptionalReply<TReply>, Memcached.Error>> call)
    {
        CallResult<OptionalReply<TReply>, Memcached.Error> result = await call.Soon();
        return result.TryGetReply(out OptionalReply<TReply> reply, out Memcached.Error error)
            ? reply.HasReply ? Status.Success : null
            : error.Status;
    }

    protected static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (T item in items.WithCancellation(Cancelled))
        {
            all.Add(item);
        }

        return all;
    }
}

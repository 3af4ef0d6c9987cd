using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Interception;

/// <summary>What interceptors of both sides see of answers: replies, error replies, each of many, and how calls end.</summary>
public sealed class OutcomeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sides_see_replies_and_error_replies_whatever_the_shape_of_the_call()
    {
        Witness atServer = new();
        Witness atClient = new();
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler(), new() { Interceptors = [atServer] }), new MemoryNetwork().EndPoint());
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [atClient] }, cancellationToken: Cancelled);
        await client.PriceAsync(new("apple"), Cancelled).Soon();
        await client.TryPriceAsync(new("stone"), Cancelled).Soon();
        await Assert.ThrowsAsync<CallRefusedException>(() => client.PriceAsync(new("stone"), Cancelled).Soon());
        await client.QuietPriceAsync(new("pear"), Cancelled).Soon();
        await client.TryQuietPriceAsync(new("pear"), Cancelled).Soon();
        Assert.Equal(3, (await ListAsync(client.StockAsync(default, Cancelled))).Count);
        string[] shown = ["Amount 30", "Refusal no stone here", "Refusal no stone here", "Amount 45", "Amount 45", "StockLine apple", "StockLine pear", "StockLine "];
        Assert.Equal(shown, atClient.Replies);
        Assert.Equal(["", "", "CallRefusedException", "", "", ""], atClient.Ends);
        await atServer.EndedAsync(6);
        Assert.Equal(shown, atServer.Replies);
        Assert.Equal(["", "", "", "", "", ""], atServer.Ends);
    }

    [Fact]
    public async Task A_call_that_ends_in_silence_shows_no_reply()
    {
        Witness witness = new();
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), new MemoryNetwork().EndPoint());
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [witness] }, cancellationToken: Cancelled);
        Task<OptionalReply<Till.Amount>> silent = client.QuietPriceAsync(new("stone"), Cancelled).AsTask();
        await client.PriceAsync(new("apple"), Cancelled).Soon();
        Assert.False((await silent.Soon()).HasReply);
        Assert.Equal(["Amount 30"], witness.Replies);
        Assert.Equal(["", ""], witness.Ends);
    }

    [Fact]
    public async Task Calls_that_stream_are_behind_them_on_both_sides_with_each_item_of_their_answers()
    {
        Witness atServer = new();
        Witness atClient = new();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler(), new() { Interceptors = [atServer] }), new MemoryNetwork().EndPoint());
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [atClient] }, cancellationToken: Cancelled);
        Assert.Equal(2, (await ListAsync(client.PourAsync(new(2, 0), Cancelled))).Count);
        Assert.Equal(6, (await client.FillAsync(new(0), BucketsAsync(3), Cancelled).Soon()).Sum);
        Assert.Equal(2, (await ListAsync(client.MillAsync(new(10), BucketsAsync(2), Cancelled))).Count);
        await Assert.ThrowsAsync<CallRefusedException>(() => ListAsync(client.PourAsync(new(5, 2), Cancelled)));
        string[] shown = ["Drop 1", "Drop 2", "Level 6", "Drop 10", "Drop 20", "Drop 1"];
        Assert.Equal(shown, atClient.Replies);
        Assert.Equal(["Pour", "Fill", "Mill", "Pour"], atClient.Requests);
        Assert.Equal(["", "", "", "CallRefusedException"], atClient.Ends);
        await atServer.EndedAsync(4);
        Assert.Equal(shown, atServer.Replies);
        Assert.Equal(["Pour", "Fill", "Mill", "Pour"], atServer.Requests);
        Assert.Equal(["", "", "", "CallRefusedException"], atServer.Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_thrown_at_a_reply_takes_its_place(bool isServer)
    {
        Distrustful distrustful = new();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler(), new() { Interceptors = isServer ? [distrustful] : [] }), new MemoryNetwork().EndPoint());
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = isServer ? [] : [distrustful] }, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.LookAsync(new(13), Cancelled).Soon());
        Assert.Equal("unlucky", refused.Message);
        Assert.Equal("CallRefusedException", await distrustful.Ended.Reader.ReadAsync(Cancelled).Soon());

        // In a stream it ends the enumeration, behind the items before it.
        List<int> read = [];
        refused = await Assert.ThrowsAsync<CallRefusedException>(async () =>
        {
            await foreach (Weir.Drop drop in client.PourAsync(new(20, 0), Cancelled))
            {
                read.Add(drop.Number);
            }
        });
        Assert.Equal("unlucky", refused.Message);
        Assert.Equal(Enumerable.Range(1, 12), read);
        Assert.Equal("CallRefusedException", await distrustful.Ended.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task The_time_that_a_call_has_taken_is_there_at_its_end_and_at_its_reply()
    {
        DeskHandler handler = new();
        Witness atServer = new();
        Witness atClient = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new() { Interceptors = [atServer] }), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [atClient] }, cancellationToken: Cancelled);
        Task<Desk.Sum> held = client.HoldAsync(new(1), Cancelled).AsTask();
        Assert.Equal(1, await handler.Holding.ReadAsync(Cancelled).Soon());
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(20))
        {
            await client.AddAsync(new(1, 1), Cancelled).Soon();
        }

        handler.Release(1, 11);
        await held.Soon();
        Assert.True(atClient.Longest >= TimeSpan.FromMilliseconds(20), $"{atClient.Longest}");
        await atServer.EndedAsync(atServer.Requests.Count);
        Assert.True(atServer.Longest >= TimeSpan.FromMilliseconds(20), $"{atServer.Longest}");
    }

    [Fact]
    public async Task They_see_what_is_the_callers()
    {
        Scoped scoped = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [scoped] }, cancellationToken: Cancelled);
        Scoped.Current.Value = "first";
        await client.AddAsync(new(1, 1), Cancelled).Soon();
        Scoped.Current.Value = "second";
        await client.AddAsync(new(1, 1), Cancelled).Soon();
        Assert.Equal(["first asked", "first reply", "first end", "second asked", "second reply", "second end"], scoped.Lines);
    }

    [Fact]
    public async Task A_client_that_connects_again_asks_and_tells_once_for_a_call_that_is_sent_twice()
    {
        Witness witness = new();
        var network = new MemoryNetwork();
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), network.EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(
            server.Address, new ClientOptions { Interceptors = [witness], Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.Zero } }, cancellationToken: Cancelled);
        await client.AddAsync(new(1, 1), Cancelled).Soon();
        Desk.Session first = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        first.Abort();
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await client.AddAsync(new(1, 1), Cancelled).Soon();
        Assert.Equal(["Add", "Add"], witness.Requests);
        Assert.Equal(2, witness.Ends.Count);
    }

    private static async IAsyncEnumerable<Weir.Bucket> BucketsAsync(int count)
    {
        await Task.CompletedTask;
        for (int number = 1; number <= count; number++)
        {
            yield return new Weir.Bucket(number);
        }
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (T item in items)
        {
            all.Add(item);
        }

        return all;
    }

    /// <summary>Writes down what it sees, on either side.</summary>
    private sealed class Witness : IClientInterceptor, IServerInterceptor
    {
        private readonly Channel<int> _ended = Channel.CreateUnbounded<int>();
        private long _longest;

        public ConcurrentQueue<string> Requests { get; } = new();

        public ConcurrentQueue<string> Replies { get; } = new();

        public ConcurrentQueue<string> Ends { get; } = new();

        /// <summary>The longest time that a call has taken.</summary>
        public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref _longest));

        public async Task EndedAsync(int count)
        {
            for (int end = 0; end < count; end++)
            {
                await _ended.Reader.ReadAsync(Cancelled).Soon();
            }
        }

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            Requests.Enqueue(call.MessageType.Name);
            return default;
        }

        public ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            Requests.Enqueue(typeof(TMessage).Name);
            return default;
        }

        public void OnReply<TReply>(ClientCallContext call, in TReply reply) => Show(in reply);

        public void OnReply<TReply>(ServerCallContext call, in TReply reply) => Show(in reply);

        public void OnCompleted(ClientCallContext call, Exception? failure) => End(call.Elapsed, failure);

        public void OnCompleted(ServerCallContext call, Exception? failure) => End(call.Elapsed, failure);

        private void Show<TReply>(in TReply reply) => Replies.Enqueue(reply switch
        {
            Till.Amount amount => $"Amount {amount.Cents}",
            Till.Refusal refusal => $"Refusal {refusal.Text}",
            Till.StockLine line => $"StockLine {line.Item}",
            Weir.Drop drop => $"Drop {drop.Number}",
            Weir.Level level => $"Level {level.Sum}",
            _ => typeof(TReply).Name,
        });

        private void End(TimeSpan elapsed, Exception? failure)
        {
            if (elapsed.Ticks > Volatile.Read(ref _longest))
            {
                Volatile.Write(ref _longest, elapsed.Ticks);
            }

            Ends.Enqueue(failure?.GetType().Name ?? string.Empty);
            _ended.Writer.TryWrite(0);
        }
    }

    /// <summary>Lets no thirteen through, on either side.</summary>
    private sealed class Distrustful : IClientInterceptor, IServerInterceptor
    {
        public Channel<string> Ended { get; } = Channel.CreateUnbounded<string>();

        public void OnReply<TReply>(ClientCallContext call, in TReply reply) => Check(in reply);

        public void OnReply<TReply>(ServerCallContext call, in TReply reply) => Check(in reply);

        public void OnCompleted(ClientCallContext call, Exception? failure) => Ended.Writer.TryWrite(failure?.GetType().Name ?? string.Empty);

        public void OnCompleted(ServerCallContext call, Exception? failure) => Ended.Writer.TryWrite(failure?.GetType().Name ?? string.Empty);

        private static void Check<TReply>(in TReply reply)
        {
            if (reply is Weir.Level { Count: 13 } or Weir.Drop { Number: 13 })
            {
                throw new CallRefusedException("unlucky");
            }
        }
    }

    private sealed class Scoped : IClientInterceptor
    {
        public static AsyncLocal<string> Current { get; } = new();

        public ConcurrentQueue<string> Lines { get; } = new();

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            Lines.Enqueue($"{Current.Value} asked");
            return default;
        }

        public void OnReply<TReply>(ClientCallContext call, in TReply reply) => Lines.Enqueue($"{Current.Value} reply");

        public void OnCompleted(ClientCallContext call, Exception? failure) => Lines.Enqueue($"{Current.Value} end");
    }
}

using System.Collections.Concurrent;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Interception;

/// <summary>Interceptors of clients: what they add, measure and refuse.</summary>
public sealed class ClientInterceptorTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_may_be_changed_before_it_is_sent()
    {
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        Adding adding = new();
        await using Desk.Client client = await ConnectAsync(server, adding);
        Assert.Equal(103, (await client.AddAsync(new(1, 2), Cancelled).Soon()).Value);
        await client.NoteAsync(new(5), Cancelled);
        Assert.Equal(5, await handler.Notes.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(["Desk Add True done", "Desk Note False done"], adding.Ended);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_interceptor_throws_goes_to_the_caller_and_nothing_is_sent(bool waits)
    {
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        Adding last = new();
        await using Desk.Client client = await ConnectAsync(server, new Refusing { Waits = waits }, last);
        CallNotSentException failed = await Assert.ThrowsAsync<CallNotSentException>(() => client.AddAsync(new(13, 2), Cancelled).Soon());
        Assert.Contains("the interceptor Refusing has failed: unlucky", failed.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidTimeZoneException>(failed.InnerException);
        Assert.Equal("not today", (await Assert.ThrowsAsync<CallRefusedException>(() => client.AddAsync(new(14, 2), Cancelled).Soon())).Message);
        await Assert.ThrowsAsync<CallRefusedException>(() => client.NoteAsync(new(14), Cancelled).Soon());
        await client.NoteAsync(new(1), Cancelled);
        Assert.Equal(1, await handler.Notes.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(["Desk Add True CallNotSentException", "Desk Add True CallRefusedException", "Desk Note False CallRefusedException", "Desk Note False done"], last.Ended);
    }

    [Fact]
    public async Task All_shapes_of_calls_are_behind_them()
    {
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler()), new MemoryNetwork().EndPoint());
        Adding seeing = new();
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [seeing] }, cancellationToken: Cancelled);
        Assert.Equal(30u, (await client.PriceAsync(new("apple"), Cancelled).Soon()).Cents);
        Assert.Equal(4, (await client.TryPriceAsync(new("stone"), Cancelled).Soon()).Error.Status);
        await Assert.ThrowsAsync<CallRefusedException>(() => client.PriceAsync(new("stone"), Cancelled).Soon());
        Assert.True((await client.QuietPriceAsync(new("pear"), Cancelled).Soon()).HasReply);
        Assert.False((await client.TryQuietPriceAsync(new("pear"), Cancelled).Soon()).IsError);
        await foreach (Till.StockLine line in client.StockAsync(default, Cancelled))
        {
            if (line.Item == "apple")
            {
                Assert.Equal(5, seeing.Ended.Count);
            }
        }

        Assert.Equal(
            ["Till Price True done", "Till Price True done", "Till Price True CallRefusedException", "Till QuietPrice True done", "Till QuietPrice True done", "Till Stock True done"], seeing.Ended);
    }

    [Fact]
    public async Task One_that_fails_at_the_end_is_logged_and_changes_nothing()
    {
        ListLogger log = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [new FailingAtTheEnd()], LoggerFactory = log }, cancellationToken: Cancelled);
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled).Soon()).Value);
        Assert.Contains(log.Entries, entry => entry.StartsWith("Error: Desk interceptor FailingAtTheEnd failed", StringComparison.Ordinal));
    }

    private static Task<Desk.Client> ConnectAsync(RunningServer<Desk.Wire> server, params IClientInterceptor[] interceptors) =>
        Desk.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = interceptors }, cancellationToken: Cancelled);

    /// <summary>Adds a hundred to what is added, and notes how it ends.</summary>
    private sealed class Adding : IClientInterceptor
    {
        public ConcurrentQueue<string> Ended { get; } = new();

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            if (message is Desk.Add add)
            {
                message = (TMessage)(object)(add with { Left = add.Left + 100 });
            }

            return default;
        }

        public void OnCompleted(ClientCallContext call, Exception? failure)
        {
            Assert.NotNull(call.Server);
            Ended.Enqueue($"{call.Protocol} {call.MessageType.Name} {call.ExpectsReply} {failure?.GetType().Name ?? "done"}");
        }
    }

    private sealed class Refusing : IClientInterceptor
    {
        public bool Waits { get; init; }

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            int number = message switch
            {
                Desk.Add add => add.Left,
                Desk.Note note => note.Number,
                _ => 0,
            };
            return Waits ? LaterAsync(number) : Check(number);

            static async ValueTask LaterAsync(int number)
            {
                await Task.Yield();
                await Check(number);
            }

            static ValueTask Check(int number) => number switch
            {
                13 => throw new InvalidTimeZoneException("unlucky"),
                14 => throw new CallRefusedException("not today"),
                _ => default,
            };
        }
    }

    private sealed class FailingAtTheEnd : IClientInterceptor
    {
        public void OnCompleted(ClientCallContext call, Exception? failure) => throw new InvalidTimeZoneException();
    }
}

using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <content>Calls, messages and pushes behind interceptors that answer at once.</content>
public sealed partial class AllocationTests
{
    [Fact]
    public async Task A_call_behind_interceptors_of_the_server_that_answer_at_once_allocates_nothing()
    {
        var counting = new Counting();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this, new() { Interceptors = [counting, counting] }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await PingAsync(client, 1, Warm);
        await MeasureAsync(() => PingAsync(client, 1, Calls / 10), Calls / 10);
        Assert.True(counting.Asked >= 2 * (Warm + (Calls / 10)));
        Assert.True(counting.Replies >= 2 * (Warm + (Calls / 10)));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 64)]
    [InlineData(true, 1)]
    [InlineData(true, 64)]
    public async Task A_call_behind_interceptors_of_the_client_that_answer_at_once_allocates_nothing(bool reconnects, int inFlight)
    {
        var counting = new Counting();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await ConnectAsync(server, counting, reconnects);
        await PingAsync(client, inFlight, Warm);
        await MeasureAsync(() => PingAsync(client, inFlight, Calls / 10), Calls / 10);
        Assert.Equal(counting.Asked, counting.Replies);
        Assert.True(counting.Asked >= 2 * (Warm + (Calls / 10)));
    }

    [Fact]
    public async Task A_one_way_message_behind_interceptors_of_the_client_allocates_nothing()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Beacon.Client client = await ConnectAsync(server, new Counting(), reconnects: false);
        await SendAsync(client, Warm);
        await MeasureAsync(() => SendAsync(client, Calls), Calls);
    }

    [Fact]
    public async Task A_pushed_message_behind_interceptors_of_the_client_allocates_nothing()
    {
        var counting = new Counting();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        var handler = new CountingHandler();
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [counting] }, handler, Cancelled);
        await PushAsync(Warm / 10);
        await MeasureAsync(() => PushAsync(Calls / 10), Calls / 10);
        Assert.True(counting.Pushes >= (Warm + Calls) / 10);

        async Task PushAsync(int count)
        {
            for (int message = 0; message < count; message++)
            {
                await client.NoteAsync(new(-1));
                await handler.ReceivedAsync();
            }
        }
    }

    private static Task<Beacon.Client> ConnectAsync(RunningServer<Beacon.Wire> server, Counting counting, bool reconnects) => Beacon.Client.ConnectAsync(
        server.Address, new ClientOptions { Interceptors = [counting, counting], Reconnect = reconnects ? new ReconnectOptions() : null }, cancellationToken: Cancelled);

    private static async Task PingAsync(Beacon.Client client, int inFlight, int count)
    {
        var calls = new ValueTask<Beacon.Pong>[inFlight];
        for (int call = 0; call < count; call += inFlight)
        {
            for (int index = 0; index < inFlight; index++)
            {
#pragma warning disable CA2012 // Kept in an array that exists already, and awaited once.
                calls[index] = client.PingAsync(new(call + index));
#pragma warning restore CA2012
            }

            for (int index = 0; index < inFlight; index++)
            {
                if ((await calls[index]).Number != call + index)
                {
                    Assert.Fail("The reply is another one's.");
                }
            }
        }
    }

    private sealed class Counting : IServerInterceptor, IClientInterceptor
    {
        private int _asked;
        private int _replies;
        private int _pushes;
        private int _completed;

        public int Asked => Volatile.Read(ref _asked);

        public int Replies => Volatile.Read(ref _replies);

        public int Pushes => Volatile.Read(ref _pushes);

        public int Completed => Volatile.Read(ref _completed);

        public ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return default;
        }

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return default;
        }

        public void OnReply<TReply>(ServerCallContext call, in TReply reply) => Interlocked.Increment(ref _replies);

        public void OnReply<TReply>(ClientCallContext call, in TReply reply) => Interlocked.Increment(ref _replies);

        public void OnCompleted(ServerCallContext call, Exception? failure) => Interlocked.Increment(ref _completed);

        public void OnCompleted(ClientCallContext call, Exception? failure) => Interlocked.Increment(ref _completed);

        public void OnPush<TMessage>(ClientCallContext call, in TMessage message) => Interlocked.Increment(ref _pushes);
    }
}

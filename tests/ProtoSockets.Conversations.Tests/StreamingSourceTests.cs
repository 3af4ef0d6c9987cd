using System.IO.Pipelines;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Sources that do not give what was announced, and senders that give up: a typed error on both sides, and a closed connection.</summary>
public sealed class StreamingSourceTests
{
    private const int Announced = 300_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(299_999, "The source ended too early: 299999 of 300000")]
    [InlineData(0, "The source ended too early: 0 of 300000")]
    [InlineData(300_001, "The source gives more bytes than were announced")]
    [InlineData(9_000_000, "The source gives more bytes than were announced")]
    public async Task A_stream_that_gives_too_few_or_too_many_bytes_closes_the_connection(int gives, string reason)
    {
        TaskCompletionSource<Exception?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningServer<Depot.Wire> server = Depots.Start(Noting(read));
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using PatternStream source = new(gives);
        StreamedBytesException failed = await Assert.ThrowsAsync<StreamedBytesException>(
            () => client.StoreAsync(new("parcel", StreamedBytes.From(source, Announced)), Cancelled).Soon());
        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
        Assert.Equal(Announced, failed.Length);
        Assert.True(failed.Transferred < Announced);
        Assert.True(source.IsDisposed);
        StreamedBytesException cut = Assert.IsType<StreamedBytesException>(await read.Task.Soon());
        Assert.Equal(Announced, cut.Length);
        Assert.True(cut.Transferred < Announced);
        await client.Completion.Soon();
        await Assert.ThrowsAsync<CallNotSentException>(() => client.PingAsync(new(1), Cancelled).Soon());
    }

    [Theory]
    [InlineData(299_999, "The source ended too early: 299999 of 300000")]
    [InlineData(300_001, "The source gives more bytes than were announced")]
    public async Task A_pipe_that_gives_too_few_or_too_many_bytes_closes_the_connection(int gives, string reason)
    {
        TaskCompletionSource<Exception?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningServer<Depot.Wire> server = Depots.Start(Noting(read));
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        StreamedBytesException failed = await Assert.ThrowsAsync<StreamedBytesException>(
            () => client.StoreAsync(new("parcel", StreamedBytes.From(PipeReader.Create(new PatternStream(gives)), Announced)), Cancelled).Soon());
        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
        Assert.IsType<StreamedBytesException>(await read.Task.Soon());
    }

    [Fact]
    public async Task A_source_that_throws_closes_the_connection_and_is_told()
    {
        TaskCompletionSource<Exception?> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningServer<Depot.Wire> server = Depots.Start(Noting(read));
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        PatternStream source = new(Announced) { BeforeRead = static position => position > 100_000 ? throw new TimeZoneNotFoundException("what a disk may say") : default };
        StreamedBytesException failed = await Assert.ThrowsAsync<StreamedBytesException>(
            () => client.StoreAsync(new("parcel", StreamedBytes.From(source, Announced)), Cancelled).Soon());
        Assert.IsType<TimeZoneNotFoundException>(failed.InnerException);
        Assert.True(failed.Transferred is > 100_000 and < Announced);
        Assert.IsType<StreamedBytesException>(await read.Task.Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_reply_whose_source_ends_too_early_closes_the_connection_and_its_reader_learns_it()
    {
        DepotHandler handler = new() { OnAsk = static _ => StreamedBytes.From(new PatternStream(200_000), Announced) };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Depot.Parcel parcel = await client.AskAsync(new(1), Cancelled).Soon();
        StreamedBytesException cut = await Assert.ThrowsAsync<StreamedBytesException>(() => parcel.Data.ToArrayAsync(Announced, Cancelled).Soon());
        Assert.Equal((200_000, Announced), (cut.Transferred, cut.Length));
        Assert.Contains("ended too early", Assert.IsType<StreamedBytesException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon()).Message, StringComparison.Ordinal);
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_source_may_go_on_behind_the_bytes_and_be_left_open_if_that_is_said()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        MemoryStream source = new(Parcels.Make(Announced + 5));
        Assert.Equal(
            await Parcels.WeightAsync(Announced), await client.StoreAsync(new("parcel", StreamedBytes.From(source, Announced, leaveOpen: true, allowMore: true)), Cancelled).Soon());
        Assert.Equal(Announced, source.Position);

        PipeReader pipe = PipeReader.Create(new MemoryStream(Parcels.Make(Announced + 5)));
        Assert.Equal(
            await Parcels.WeightAsync(Announced), await client.StoreAsync(new("parcel", StreamedBytes.From(pipe, Announced, leaveOpen: true, allowMore: true)), Cancelled).Soon());
        ReadResult rest = await pipe.ReadAtLeastAsync(5, Cancelled);
        Assert.Equal(5, rest.Buffer.Length);
    }

    [Fact]
    public async Task Cancelling_in_the_midst_closes_the_connection_and_before_it_nothing_is_sent()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.StoreAsync(new("parcel", StreamedBytes.From(new PatternStream(Announced), Announced)), cancelled.Token).Soon());
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);

        using CancellationTokenSource midst = new();
        PatternStream source = new(Announced)
        {
            BeforeRead = async position =>
            {
                if (position > 100_000)
                {
                    await midst.CancelAsync();
                }
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.StoreAsync(new("parcel", StreamedBytes.From(source, Announced)), midst.Token).Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_source_is_closed_also_when_the_message_can_not_be_sent()
    {
        PatternStream source = new(Announced);
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<CallNotSentException>(() => client.StoreAsync(new("parcel", StreamedBytes.From(source, Announced)), Cancelled).Soon());
        Assert.True(source.IsDisposed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_is_closed_also_when_the_call_or_message_does_not_get_to_a_connection(bool isPooled)
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        Depot.Client client = await Depot.Client.ConnectAsync(server.Address, new ClientOptions { Connections = isPooled ? 2 : 1 }, cancellationToken: Cancelled);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        PatternStream[] sources = [new(Announced), new(Announced), new(Announced), new(Announced), new(Announced)];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.StoreAsync(new("parcel", StreamedBytes.From(sources[0], Announced)), cancelled.Token).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.DropAsync(new(1, StreamedBytes.From(sources[1], Announced)), cancelled.Token));
        await client.DisposeAsync();
        await Assert.ThrowsAsync<CallNotSentException>(() => client.StoreAsync(new("parcel", StreamedBytes.From(sources[2], Announced)), Cancelled).Soon());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => client.DropAsync(new(1, StreamedBytes.From(sources[3], Announced)), Cancelled).Soon());
        await Assert.ThrowsAsync<CallNotSentException>(() => client.EchoAsync(new(StreamedBytes.From(sources[4], Announced)), Cancelled).Soon());
        Assert.All(sources, static source => Assert.True(source.IsDisposed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_is_closed_also_when_an_interceptor_refuses_it(bool waits)
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, new ClientOptions { Interceptors = [new Refusing { Waits = waits }] }, cancellationToken: Cancelled);
        PatternStream[] sources = [new(Announced), new(Announced)];
        await Assert.ThrowsAsync<CallRefusedException>(() => client.StoreAsync(new("parcel", StreamedBytes.From(sources[0], Announced)), Cancelled).Soon());
        await Assert.ThrowsAsync<CallRefusedException>(() => client.DropAsync(new(1, StreamedBytes.From(sources[1], Announced)), Cancelled).Soon());
        Assert.All(sources, static source => Assert.True(source.IsDisposed));
    }

    /// <summary>A handler that notes what reading to the end threw.</summary>
    private static DepotHandler Noting(TaskCompletionSource<Exception?> read) => new()
    {
        OnStore = async (_, data, ct) =>
        {
            read.SetResult(await Record.ExceptionAsync(() => data.CopyToAsync(Stream.Null, CancellationToken.None)));
            return default;
        },
    };

    /// <summary>Lets nothing go, at once or after a while.</summary>
    private sealed class Refusing : IClientInterceptor
    {
        public bool Waits { get; init; }

        public ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken)
        {
            return Waits ? LaterAsync() : throw new CallRefusedException("not today");

            static async ValueTask LaterAsync()
            {
                await Task.Yield();
                throw new CallRefusedException("not today");
            }
        }
    }
}

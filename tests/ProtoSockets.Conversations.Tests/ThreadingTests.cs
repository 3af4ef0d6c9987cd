using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Which thread runs what. That conversations are the same in each mode, all other tests here show: they run in each.</summary>
[Collection(nameof(ThreadingTests))]
[CollectionDefinition(nameof(ThreadingTests), DisableParallelization = true)]
public sealed class ThreadingTests : Beacon.IServerHandler, IDisposable
{
    private const int Blocking = -1;
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly ManualResetEventSlim _isBlocked = new();
    private readonly ManualResetEventSlim _mayGoOn = new();
    private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _handledBy;
    private string? _ambient;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static TransportAddress Anywhere => TransportAddress.Parse("tcp://127.0.0.1:0");

    public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken)
    {
        _handledBy = Thread.CurrentThread;
        _ambient = Ambient.Value;
        if (request.Number == Blocking)
        {
            _isBlocked.Set();
            _mayGoOn.Wait(cancellationToken);
        }

        return new(new Beacon.Pong(request.Number));
    }

    public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;

    [Theory]
    [MemberData(nameof(ThreadingUnderTest.Modes), MemberType = typeof(ThreadingUnderTest))]
    public async Task Handlers_run_where_the_mode_says(ThreadingMode mode)
    {
        await using RunningServer<Beacon.Wire> server = Start(mode);
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = mode }, cancellationToken: Cancelled);
        for (int call = 0; call < 100; call++)
        {
            Assert.Equal(call, (await client.PingAsync(new(call), Cancelled).Soon()).Number);
        }

        bool isOwn = _handledBy!.Name?.StartsWith("ProtoSockets ", StringComparison.Ordinal) == true;
        Assert.Equal(mode is ThreadingMode.Dedicated or ThreadingMode.Spin, isOwn);
        Assert.Equal(mode == ThreadingMode.Pool, _handledBy.IsThreadPoolThread);
    }

    [Theory]
    [InlineData(ThreadingMode.Pool)]
    [InlineData(ThreadingMode.Dedicated)]
    [InlineData(ThreadingMode.Spin)]
    public async Task A_handler_that_blocks_its_thread_holds_up_its_own_connection_alone(ThreadingMode mode)
    {
        await using RunningServer<Beacon.Wire> server = Start(mode);
        await using Beacon.Client blocked = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = mode }, cancellationToken: Cancelled);
        await using Beacon.Client other = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = mode }, cancellationToken: Cancelled);
        Task<Beacon.Pong> held = blocked.PingAsync(new(Blocking), Cancelled).AsTask();
        Assert.True(_isBlocked.Wait(Patience.Long, Cancelled));
        Assert.Equal(1, (await other.PingAsync(new(1), Cancelled).Soon()).Number);
        Assert.False(held.IsCompleted);
        _mayGoOn.Set();
        Assert.Equal(Blocking, (await held.Soon()).Number);
    }

    [Theory]
    [MemberData(nameof(ThreadingUnderTest.Modes), MemberType = typeof(ThreadingUnderTest))]
    public async Task Handlers_do_not_see_the_ambient_values_of_whoever_started_the_server(ThreadingMode mode)
    {
        Ambient.Value = "of the test";
        await using RunningServer<Beacon.Wire> server = Start(mode);
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = mode }, cancellationToken: Cancelled);
        await client.PingAsync(new(1), Cancelled).Soon();
        Assert.NotNull(_handledBy);
        Assert.Null(_ambient);
    }

    [Theory]
    [InlineData(ThreadingMode.Dedicated)]
    [InlineData(ThreadingMode.Spin)]
    public async Task A_thread_of_its_own_serves_transports_that_no_thread_can_wait_for(ThreadingMode mode)
    {
        TransportAddress address = TransportAddress.Parse("memory:threading");
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this, new ServerOptions { Threading = mode }), address);
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = mode }, cancellationToken: Cancelled);
        for (int call = 0; call < 100; call++)
        {
            Assert.Equal(call, (await client.PingAsync(new(call), Cancelled).Soon()).Number);
        }

        Assert.StartsWith("ProtoSockets ", _handledBy!.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inline_fails_with_what_to_do_where_sockets_do_not_complete_inline()
    {
        Assert.SkipWhen(ThreadingUnderTest.Mode == ThreadingMode.Inline, "They do in this process.");
        await using var unbound = new Beacon.Server(this, new ServerOptions { Threading = ThreadingMode.Inline });
        InvalidOperationException binding = Assert.Throws<InvalidOperationException>(() => unbound.Bind(Anywhere));
        Assert.Contains("InlineCompletions.TryEnable()", binding.Message, StringComparison.Ordinal);

        await using RunningServer<Beacon.Wire> server = Start(ThreadingMode.Pool);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Threading = ThreadingMode.Inline }, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Inline_code_that_blocks_is_reported_while_it_blocks_and_goes_on_on_the_pool()
    {
        Assert.SkipUnless(ThreadingUnderTest.Mode == ThreadingMode.Inline, "Sockets do not complete inline in this process.");
        var log = new ListLogger(entry =>
        {
            if (entry.Contains("blocked an I/O thread", StringComparison.Ordinal))
            {
                // Nothing but the report lets the handler go.
                _mayGoOn.Set();
                _reported.TrySetResult();
            }
        });
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this, new ServerOptions { Threading = ThreadingMode.Inline, LoggerFactory = log }), Anywhere);
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.PingAsync(new(1), Cancelled).Soon();
        Task<Beacon.Pong> held = client.PingAsync(new(Blocking), Cancelled).AsTask();
        await _reported.Task.Soon();
        Assert.Equal(Blocking, (await held.Soon()).Number);
        await client.PingAsync(new(2), Cancelled).Soon();
        Assert.True(_handledBy!.IsThreadPoolThread);
    }

    [Fact]
    public void The_mode_of_options_that_name_none_is_a_setting_of_the_process() =>
        Assert.Equal(ThreadingUnderTest.Mode, new ClientOptions().Threading);

    public void Dispose()
    {
        _isBlocked.Dispose();
        _mayGoOn.Dispose();
    }

    private RunningServer<Beacon.Wire> Start(ThreadingMode mode) => new(new Beacon.Server(this, new ServerOptions { Threading = mode }), Anywhere);
}

using ProtoSockets.Transports;

namespace ProtoSockets.Testing.Tests;

/// <summary>What was said, as text, and said again.</summary>
public sealed class ConversationTests
{
    private const string Greeting = """
        # ProtoSockets conversation 1
        client 68 69 0D 0A
        server 68 69 0D 0A
        client end
        server end

        """;

    [Fact]
    public async Task What_is_said_is_written_down_in_order()
    {
        ConversationRecorder recorder = new();
        await using EchoServer server = new(new EchoHandler());
        await using (Echo.Client client = await Echo.Client.ConnectAsync(recorder.Over(server.Address), cancellationToken: TestContext.Current.CancellationToken))
        {
            await client.SayAsync(new("hi"), TestContext.Current.CancellationToken);
        }

        Conversation conversation = Assert.Single(recorder.Conversations);
        Assert.Equal(Greeting.ReplaceLineEndings("\n"), conversation.ToText());
        Assert.Equal("hi\r\n"u8.ToArray(), conversation.BytesFrom(Side.Server));
    }

    [Fact]
    public async Task A_server_that_answers_as_it_did_passes()
    {
        await using EchoServer server = new(new EchoHandler());

        await Conversation.Parse(Greeting).ReplayToServerAsync(server.Address);
    }

    [Fact]
    public async Task A_server_that_answers_otherwise_is_shown_where()
    {
        await using EchoServer server = new(new EchoHandler("!"));

        ExpectationException failure = await Expect.FailsAsync<ExpectationException>(Conversation.Parse(Greeting).ReplayToServerAsync(server.Address, Echo.Describe));

        Assert.StartsWith(
            "In part 2 the server sends something else than it did.\nThe bytes differ at offset 2, in ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not_waited_for_for_ever()
    {
        using StreamListener silent = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint("silent"), new BindOptions());

        ExpectationException failure = await Expect.FailsAsync<ExpectationException>(
            Conversation.Parse(Greeting).ReplayToServerAsync(silent.LocalEndPoint, patience: TimeSpan.FromMilliseconds(20)));

        Assert.StartsWith("In part 2 the server sends something else than it did.\nThe bytes differ at offset 0: 68 was expected, and there is the end.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_is_answered_as_it_was()
    {
        using StreamListener listener = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint("replay"), new BindOptions());
        Task replaying = Conversation.Parse(Greeting).ReplayToClientAsync(listener, Echo.Describe);

        await using (Echo.Client client = await Echo.Client.ConnectAsync(listener.LocalEndPoint, cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal("hi", (await client.SayAsync(new("hi"), TestContext.Current.CancellationToken)).Text);
        }

        await replaying;
    }

    [Fact]
    public async Task A_client_that_says_something_else_is_shown_where()
    {
        using StreamListener listener = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint("replay"), new BindOptions());
        Task replaying = Conversation.Parse(Greeting).ReplayToClientAsync(listener, Echo.Describe);

        await using Echo.Client client = await Echo.Client.ConnectAsync(listener.LocalEndPoint, cancellationToken: TestContext.Current.CancellationToken);
        ValueTask<Echo.Said> call = client.SayAsync(new("ho"), TestContext.Current.CancellationToken);

        ExpectationException failure = await Expect.FailsAsync<ExpectationException>(replaying);
        Assert.StartsWith("In part 1 the client sends something else than it did.\nThe bytes differ at offset 1", failure.Message, StringComparison.Ordinal);
        await Expect.OutcomeUnknownAsync(call);
    }

    /// <summary>In the default envelope the client's ids are random, and the server gives back what it was sent: it can be played to again.</summary>
    [Fact]
    public async Task A_conversation_in_the_default_envelope_is_played_to_a_server_again()
    {
        ConversationRecorder recorder = new();
        await using (TillOnNetwork till = new(FaultPlan.None))
        {
            await using Till.Client client = await Till.Client.ConnectAsync(recorder.Over(till.Network.Stream()), cancellationToken: TestContext.Current.CancellationToken);
            await client.AddAsync(new(5, "bolt"), TestContext.Current.CancellationToken);
            await client.AddAsync(new(7, "nut"), TestContext.Current.CancellationToken);
        }

        await using TillOnNetwork again = new(FaultPlan.None);
        await recorder.Conversations[0].ReplayToServerAsync(again.Network.Stream(), Till.Describe);

        await using TillOnNetwork dearer = new(FaultPlan.None);
        await using Till.Client before = await dearer.ConnectAsync();
        await before.AddAsync(new(1000, "gold"), TestContext.Current.CancellationToken);
        ExpectationException failure = await Expect.FailsAsync<ExpectationException>(recorder.Conversations[0].ReplayToServerAsync(dearer.Network.Stream(), Till.Describe));
        Assert.Contains("in Cents = 5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_read_back_with_dumps_in_it()
    {
        Conversation conversation = new(
            new ConversationPart(Side.Client, "a long line\r\n"u8.ToArray()),
            new ConversationPart(Side.Client, "and another\r\n"u8.ToArray()),
            new ConversationPart(Side.Server, "yes\r\n"u8.ToArray(), ConversationEnd.Reset));

        string text = conversation.ToText(Echo.Describe);

        Assert.Contains("# byte 0: Echo.Say, request from the client, 13 bytes", text, StringComparison.Ordinal);
        Conversation read = Conversation.Parse(text);
        Assert.Equal(conversation.ToText(), read.ToText());
        Assert.Equal(ConversationEnd.Reset, read.Parts[^1].End);
        Assert.Equal(26, read.Parts[0].Bytes.Length);
    }

    [Theory]
    [InlineData("clinet 00", "Line 1: \"clinet\" is not a side; there are client and server.")]
    [InlineData("\n 00", "Line 2: there are bytes, and no side that sent them.")]
    [InlineData("client 0", "Line 1: Line 1 ends with half a byte.")]
    public void Text_that_is_no_conversation_is_refused(string text, string why) => Assert.Equal(why, Assert.Throws<FormatException>(() => Conversation.Parse(text)).Message);

    [Fact]
    public void Datagrams_are_not_recorded() => Assert.Throws<ArgumentException>(() => new ConversationRecorder().Over(new TestNetwork().Datagrams()));
}

/// <summary>A server of <see cref="Echo"/> until the end of a test.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Echo.Server _server;
    private readonly Task _running;

    public EchoServer(EchoHandler handler)
    {
        _server = new Echo.Server(handler);
        Address = new TestNetwork().Stream("echo");
        _server.Bind(Address);
        _running = _server.RunAsync(_stopping.Token);
    }

    public TransportAddress Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        _stopping.Dispose();
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Correlation ids that are tokens of lines. The foreign peers are Python's sockets.</summary>
public sealed class TagTests
{
    /// <summary>Says its port; reads three commands, and completes them in the opposite order with something untagged in front; then refuses one, and completes what nobody asked for.</summary>
    private const string PythonServer = """
        import socket
        listener = socket.create_server(('127.0.0.1', 0))
        print(listener.getsockname()[1], flush=True)
        connection, _ = listener.accept()
        stream = connection.makefile('rwb')
        lines = [stream.readline() for _ in range(3)]
        for line in lines:
            print(line.decode('ascii').strip(), flush=True)
        for index in (2, 1, 0):
            tag = lines[index].split(b' ')[0]
            stream.write(b'* %d EXISTS\r\n' % index + tag + b' OK number %d\r\n' % index)
        stream.flush()
        line = stream.readline()
        stream.write(line.split(b' ')[0] + b' NO not here\r\n')
        stream.flush()
        stream.readline()
        stream.write(b'NOBODY OK done\r\n')
        stream.flush()
        stream.read()
        """;

    /// <summary>Sends commands under tags of its own in pieces of one byte, and says what comes back.</summary>
    private const string PythonClient = """
        import socket, sys
        connection = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream = connection.makefile('rb')
        for command in (b'A001 NOOP\r\n', b'. noop\r\n', b'abcdefghijklmnop LOGIN me secret\r\n', b'a2 login you wrong\r\n', b'a3 FETCH 1\r\n', b'\xc3\xa4 NOOP\r\n'):
            for byte in command:
                connection.send(bytes([byte]))
            print(stream.readline().decode('utf-8').strip().encode('ascii', 'backslashreplace').decode('ascii'), flush=True)
        """;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Tags_stand_in_front_of_the_verb()
    {
        Assert.Equal("A001 NOOP\r\n", Ascii(new Mailbox.Noop("A001").ToBytes()));
        Assert.Equal("A002 LOGIN me secret\r\n", Ascii(new Mailbox.Login("A002", "me", "secret").ToBytes()));
        Assert.Equal("A003 BAD what?\r\n", Ascii(new Mailbox.Refusal("A003", "BAD", "what?").ToBytes()));
        Assert.Equal("ASK:rain:1\n", Ascii(new Questions.Ask("rain", "1").ToBytes()));

        byte[] login = "A002 LOGIN me secret\r\n"u8.ToArray();
        Assert.True(Mailbox.Login.TryRead(login, out Mailbox.Login read, out int consumed, out _));
        Assert.Equal((new Mailbox.Login("A002", "me", "secret"), login.Length), (read, consumed));
        for (int cut = 0; cut < login.Length; cut++)
        {
            Assert.False(Mailbox.Login.TryRead(login.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData("A001 NOPE\r\n", 5, "the verb is \"NOPE\", and this message's is \"NOOP\"")]
    [InlineData("NOOP\r\n", 4, "the line has no further token")]
    [InlineData(" NOOP\r\n", 0, "a token is empty")]
    [InlineData("abcdefghijklmnopq NOOP\r\n", 0, "17 bytes are over the limit of 16")]
    public void A_line_without_its_tag_or_verb_is_malformed(string line, int offset, string reason)
    {
        Assert.False(Mailbox.Noop.TryRead(Encoding.ASCII.GetBytes(line), out _, out _, out WireError? error));
        Assert.Equal((WireErrorKind.Malformed, (long)offset), (error!.Kind, (long)error.Offset));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A001 NOOP\r\n", Side.Client, FrameKind.Request, "A001")]
    [InlineData("A001 FETCH\r\n", Side.Client, FrameKind.Unknown, "A001")]
    [InlineData("A001 OK\r\n", Side.Server, FrameKind.Reply, "A001")]
    [InlineData("A001 BAD what?\r\n", Side.Server, FrameKind.Error, "A001")]
    [InlineData("* OK still here\r\n", Side.Server, FrameKind.Message, "")]
    public void A_frame_is_told_by_the_verb_behind_its_tag(string line, Side from, FrameKind kind, string tag)
    {
        WireReader reader = new(Encoding.ASCII.GetBytes(line), isComplete: true, from);
        Assert.True(Mailbox.Wire.TryReadRoute(ref reader, out FrameRoute route));
        Assert.Equal((kind, CorrelationBytes.Of(Encoding.ASCII.GetBytes(tag))), (route.Kind, route.CorrelationId));
    }

    [Theory]
    [InlineData("abcdefghijklmnopq NOOP\r\n", "Tag", 0, "17 bytes are over the limit of 16")]
    [InlineData("\0a NOOP\r\n", "Noop.Tag", 0, "a correlation id begins with no byte 00")]
    [InlineData(" NOOP\r\n", "Tag", 0, "the line has no token 1, which is its correlation id")]
    public void A_tag_that_no_message_has_is_an_error_at_its_place(string line, string path, int offset, string reason)
    {
        WireReader reader = new(Encoding.ASCII.GetBytes(line), isComplete: true, Side.Client);
        Assert.False(Mailbox.Wire.TryReadRoute(ref reader, out _));
        Assert.Equal((path, (long)offset, reason), (reader.Error!.Path, (long)reader.Error.Offset, reader.Error.Reason));
    }

    [Fact]
    public void A_tag_behind_the_verb_is_an_error_at_its_place()
    {
        WireReader reader = new("ASK:rain:12345\n"u8.ToArray(), isComplete: true, Side.Client);
        Assert.False(Questions.Wire.TryReadRoute(ref reader, out _));
        Assert.Equal(("Ask.Number", 9L, "5 bytes are over the limit of 4"), (reader.Error!.Path, (long)reader.Error.Offset, reader.Error.Reason));
    }

    [Fact]
    public async Task A_foreign_server_completes_commands_in_any_order()
    {
        await using RunningProgram python = RunningProgram.Start(new ProcessStartInfo(ExternalProgram.Find("python3", "python3"), ["-c", PythonServer]));
        var address = TransportAddress.Parse($"tcp://127.0.0.1:{await python.HearAsync()}");
        await using Mailbox.Client client = await Mailbox.Client.ConnectAsync(address, cancellationToken: Cancelled);
        Task<Mailbox.Done>[] calls =
        [
            client.NoopAsync(default, Cancelled).AsTask(), client.LoginAsync(new(string.Empty, "me", "secret"), Cancelled).AsTask(), client.NoopAsync(new("mine"), Cancelled).AsTask(),
        ];
        Assert.Matches("^[A-Z][0-9A-Z]{15} NOOP$", await python.HearAsync());
        Assert.Matches("^[A-Z][0-9A-Z]{15} LOGIN me secret$", await python.HearAsync());
        Assert.Equal("mine NOOP", await python.HearAsync());
        Mailbox.Done[] done = await Task.WhenAll(calls).Soon();
        Assert.Equal(["number 0", "number 1", "number 2"], done.Select(reply => reply.Text.ToString()));
        Assert.Equal("mine", done[2].Tag.ToString());
        var pushes = client.ReceiveAsync<Mailbox.Untagged>(Cancelled);
        foreach (int index in (int[])[2, 1, 0])
        {
            Assert.Equal($"{index} EXISTS", (await pushes.NextAsync().Soon()).Text.ToString());
        }

        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.NoopAsync(default, Cancelled).Soon());
        Assert.Equal("not here", Assert.IsType<Mailbox.Refusal>(refused.Error).Text.ToString());
        await Assert.ThrowsAsync<CallLostException>(() => client.NoopAsync(default, Cancelled).Soon());
    }

    [Fact]
    public async Task A_foreign_client_gets_the_tags_back_that_it_sent()
    {
        await using var server = new RunningServer<Mailbox.Wire>(new Mailbox.Server(new Post()), Anywhere);
        await using RunningProgram python = RunningProgram.Start(new ProcessStartInfo(
            ExternalProgram.Find("python3", "python3"), ["-c", PythonClient, $"{((IPEndPoint)server.EndPoint).Port}"]));
        Assert.Equal("A001 OK done", await python.HearAsync());
        Assert.Equal(". OK done", await python.HearAsync());
        Assert.Equal("abcdefghijklmnop OK welcome", await python.HearAsync());
        Assert.Equal("a2 NO who?", await python.HearAsync());
        Assert.Equal("a3 BAD unknown", await python.HearAsync());
        Assert.Equal("\\xe4 OK done", await python.HearAsync());
    }

    [Fact]
    public async Task A_tag_that_is_too_long_ends_the_connection()
    {
        await using var server = new RunningServer<Mailbox.Wire>(new Mailbox.Server(new Post()), Anywhere);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint, Cancelled);
        await socket.SendAsync("abcdefghijklmnopq NOOP\r\n"u8.ToArray(), Cancelled);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[64], Cancelled).AsTask().Soon());
    }

    [Fact]
    public async Task A_tag_that_cannot_be_sent_is_refused_and_the_next_one_is_not()
    {
        await using var server = new RunningServer<Mailbox.Wire>(new Mailbox.Server(new Post()), Anywhere);
        await using Mailbox.Client client = await Mailbox.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach ((string tag, string reason) in new[] { ("abcdefghijklmnopq", "17"), ("two words", "20"), ("\0x", "begins with the byte 00") })
        {
            Assert.Contains(reason, (await Assert.ThrowsAsync<WireFormatException>(() => client.NoopAsync(new(tag), Cancelled).Soon())).Message, StringComparison.Ordinal);
        }

        Assert.Equal("done", (await client.NoopAsync(new("fine"), Cancelled).Soon()).Text.ToString());
    }

    [Fact]
    public async Task Short_tags_count()
    {
        await using var server = new RunningServer<Questions.Wire>(new Questions.Server(new Oracle()), Anywhere);
        await using Questions.Client client = await Questions.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach (string expected in (string[])["A001", "A002", "A003"])
        {
            Questions.Answer answer = await client.AskAsync(new("rain", default), Cancelled).Soon();
            Assert.Equal((expected, "about rain"), (answer.Number.ToString(), answer.Text.ToString()));
        }
    }

    [Fact]
    public void Tags_are_read_and_written_without_allocating()
    {
        byte[] request = "A001 NOOP\r\n"u8.ToArray();
        byte[] reply = new byte[64];
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            WireReader reader = new(request, isComplete: true, Side.Client);
            _ = Mailbox.Wire.TryReadRoute(ref reader, out FrameRoute route);
            Write(new Mailbox.Done(default, "done"), reply, in route);
        }));
        Assert.Equal("A001 OK done\r\n", Ascii(reply[..14]));

        static void Write<T>(T message, byte[] destination, in FrameRoute route)
            where T : IProtocolMessage<T>
        {
            WireWriter writer = new(destination, Side.Server);
            message.WriteFrame(ref writer, in route);
        }
    }

    private static string Ascii(byte[] bytes) => Encoding.ASCII.GetString(bytes);

    private sealed class Post : Mailbox.IServerHandler
    {
        public ValueTask<CallResult<Mailbox.Done, Mailbox.Refusal>> NoopAsync(Mailbox.Noop request, Mailbox.Session session, CancellationToken cancellationToken) =>
            new(new Mailbox.Done(default, "done"));

        public ValueTask<CallResult<Mailbox.Done, Mailbox.Refusal>> LoginAsync(Mailbox.Login request, Mailbox.Session session, CancellationToken cancellationToken) =>
            new(request.Password == "secret" ? new Mailbox.Done(default, "welcome") : new Mailbox.Refusal(default, "NO", "who?"));

        public Mailbox.Refusal? OnUnknownRequest(long messageId, Mailbox.Session session) => new Mailbox.Refusal(default, "BAD", "unknown");
    }

    private sealed class Oracle : Questions.IServerHandler
    {
        public ValueTask<Questions.Answer> AskAsync(Questions.Ask request, Questions.Session session, CancellationToken cancellationToken) =>
            new(new Questions.Answer(default, $"about {request.Topic}"));
    }
}

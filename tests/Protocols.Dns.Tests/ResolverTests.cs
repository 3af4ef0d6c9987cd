using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DnsSample.Tests;

/// <summary>The resolver against the sample's server, and against peers that do not behave.</summary>
public sealed class ResolverTests
{
    private static readonly ResolverOptions Quick = new() { Timeout = TimeSpan.FromSeconds(20), RetryInterval = TimeSpan.FromMilliseconds(50) };

    private static readonly Question Www = new(DomainName.Parse("www.example.test"), RecordType.A, RecordClass.IN);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_question_is_answered(bool usesTcp)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint, Quick with { UsesTcp = usesTcp }).ResolveAsync(Www, Bounded.Token);
        Assert.Equal(usesTcp ? "TCP" : "UDP", answer.Transport);
        Assert.Equal((RecordData)new HostAddress(IPAddress.Parse("192.0.2.10")), answer.Response.Answers.Single().Data);
        Assert.True(answer.Response.IsAuthoritative);
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_for_again_over_tcp()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Question big = Www with { Name = DomainName.Parse("big.example.test"), Type = RecordType.TXT };
        Resolution answer = await new Resolver(server.EndPoint, Quick with { UsesEdns = false }).ResolveAsync(big, Bounded.Token);
        Assert.Equal(("TCP", true), (answer.Transport, answer.WasTruncated));
        Assert.Equal(6, ((RecordData.TextStrings)answer.Response.Answers.Single().Data!.Value).Strings.Length);
    }

    [Fact]
    public async Task A_zone_is_transferred()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        List<ResourceRecord> records = await new Resolver(server.EndPoint, Quick).TransferAsync(DomainName.Parse("example.test"), Bounded.Token).ToListAsync(Bounded.Token);
        IReadOnlyList<ResourceRecord> expected = MasterFile.Read(TestZone.Path);
        Assert.Equal(expected.Append(expected[0]), records);
    }

    [Fact]
    public async Task A_zone_that_is_not_handed_out_is_a_failure()
    {
        await using RunningServer server = await RunningServer.StartAsync(allowsTransfer: false);
        ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(async () =>
            await new Resolver(server.EndPoint, Quick).TransferAsync(DomainName.Parse("example.test"), Bounded.Token).ToListAsync(Bounded.Token));
        Assert.Equal(ResolutionFailure.TransferFailed, exception.Failure);
        Assert.Contains("REFUSED", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_got_lost_is_sent_again()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var relay = new DatagramRelay(server.EndPoint, dropped: 1);
        Resolution answer = await new Resolver(relay.EndPoint, Quick).ResolveAsync(Www, Bounded.Token);
        Assert.Equal("UDP", answer.Transport);
        Assert.Single(answer.Response.Answers);
        Assert.Equal(1, relay.Dropped);
        Assert.True(relay.FromClient >= 2);
    }

    [Fact]
    public async Task Responses_that_are_not_to_the_question_are_passed_over()
    {
        using var peer = new FakeServer();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick).ResolveAsync(Www, Bounded.Token);
        (byte[] query, EndPoint client) = await peer.ReceiveAsync();
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(query);

        await peer.SendAsync(Answer((ushort)(id ^ 1), Www, 1), client); // for another query
        await peer.SendAsync(Answer(id, Www with { Name = DomainName.Parse("wWw.example.test") }, 2), client); // in another case
        await peer.SendAsync(Answer(id, Www with { Type = RecordType.AAAA }, 3), client); // to another question
        await peer.SendAsync(Bytes.Hex("00"), client); // no response at all
        await peer.SendAsync(query, client); // the query itself
        using (var stranger = new FakeServer())
        {
            await stranger.SendAsync(Answer(id, Www, 4), client); // from another address
        }

        await peer.SendAsync(Answer(id, Www, 5), client);
        Resolution answer = await asking;
        Assert.Equal("192.0.2.5", RecordText.Print(answer.Response.Answers.Single().Data));
    }

    [Fact]
    public async Task Only_responses_to_other_questions_are_a_failure_of_their_own()
    {
        using var peer = new FakeServer();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick with { Timeout = TimeSpan.FromSeconds(2) }).ResolveAsync(Www, Bounded.Token);
        (byte[] query, EndPoint client) = await peer.ReceiveAsync();
        await peer.SendAsync(Answer(BinaryPrimitives.ReadUInt16BigEndian(query), Www with { Type = RecordType.MX }, 1), client);
        ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(() => asking);
        Assert.Equal(ResolutionFailure.WrongQuestion, exception.Failure);
    }

    [Fact]
    public async Task A_format_error_for_something_else_is_no_answer()
    {
        using var peer = new FakeServer();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick).ResolveAsync(Www, Bounded.Token);
        (byte[] query, EndPoint client) = await peer.ReceiveAsync();
        var error = new Dns.Response { Code = ResponseCode.FormatError, Questions = [Www with { Type = RecordType.MX }] };
        await peer.SendAsync(Bytes.Of(error, new Dns.Header { Id = BinaryPrimitives.ReadUInt16BigEndian(query) }), client);
        ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(() => asking);
        Assert.Equal(ResolutionFailure.WrongQuestion, exception.Failure);
    }

    [Fact]
    public async Task A_malformed_response_is_a_failure_that_says_where()
    {
        using var peer = new FakeServer();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick).ResolveAsync(Www, Bounded.Token);
        (byte[] query, EndPoint client) = await peer.ReceiveAsync();
        await peer.SendAsync(Answer(BinaryPrimitives.ReadUInt16BigEndian(query), Www, 1)[..^1], client);
        ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(() => asking);
        Assert.Equal(ResolutionFailure.Malformed, exception.Failure);
        Assert.Contains("Answers[0].Data", exception.Message, StringComparison.Ordinal);
        ProtoSockets.WireFormatException inner = Assert.IsType<ProtoSockets.WireFormatException>(exception.InnerException);
        Assert.NotNull(inner.Error);
    }

    [Fact]
    public async Task A_server_that_knows_no_edns_is_asked_without()
    {
        using var peer = new FakeServer();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick).ResolveAsync(Www, Bounded.Token);
        (byte[] query, EndPoint client) = await peer.ReceiveAsync();
        Assert.NotNull(Edns.Find(Read.Query(query).Additional));

        // FORMERR, with nothing but the header (RFC 6891, section 7).
        await peer.SendAsync([query[0], query[1], 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], client);
        byte[] first = query;
        while (query.AsSpan().SequenceEqual(first))
        {
            // The first query may have been sent again meanwhile.
            (query, client) = await peer.ReceiveAsync();
        }

        Assert.Null(Edns.Find(Read.Query(query).Additional));
        await peer.SendAsync(Answer(BinaryPrimitives.ReadUInt16BigEndian(query), Www, 7), client);
        Resolution answer = await asking;
        Assert.Equal("192.0.2.7", RecordText.Print(answer.Response.Answers.Single().Data));
    }

    [Fact]
    public async Task Refusals_are_answers()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint, Quick).ResolveAsync(Www with { Name = DomainName.Parse("www.example.net") }, Bounded.Token);
        Assert.Equal(ResponseCode.Refused, answer.Response.Code);
    }

    [Fact]
    public async Task Silence_is_a_failure()
    {
        using var peer = new FakeServer();
        ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(() =>
            new Resolver(peer.EndPoint, Quick with { Timeout = TimeSpan.FromMilliseconds(200) }).ResolveAsync(Www, Bounded.Token));
        Assert.Equal(ResolutionFailure.NoResponse, exception.Failure);
    }

    [Fact]
    public async Task A_connection_that_ends_early_is_a_failure()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Resolution> asking = new Resolver(listener.LocalEndPoint!, Quick with { UsesTcp = true }).ResolveAsync(Www, Bounded.Token);
        using (Socket accepted = await listener.AcceptAsync(Bounded.Token))
        {
            byte[] buffer = new byte[512];
            Assert.True(await accepted.ReceiveAsync(buffer, Bounded.Token) > 2);
            await accepted.SendAsync(Bytes.Hex("0020 1234"), Bounded.Token);
            accepted.Shutdown(SocketShutdown.Send);
            ResolutionException exception = await Assert.ThrowsAsync<ResolutionException>(() => asking);
            Assert.Equal(ResolutionFailure.ConnectionLost, exception.Failure);
        }
    }

    [Fact]
    public async Task A_token_ends_the_wait()
    {
        using var peer = new FakeServer();
        using var giveUp = new CancellationTokenSource();
        Task<Resolution> asking = new Resolver(peer.EndPoint, Quick).ResolveAsync(Www, giveUp.Token);
        await peer.ReceiveAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Bounded.Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_ask_at_the_same_time_through_one_client()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (ProtoSockets.Transports.Transport transport in new ProtoSockets.Transports.Transport[] { ProtoSockets.Transports.Transports.Udp, ProtoSockets.Transports.Transports.Tcp })
        {
            await using Dns.Client client = await Dns.Client.ConnectAsync(
                new ProtoSockets.TransportAddress(transport, server.EndPoint), cancellationToken: Bounded.Token);
            Dns.Response[] responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(async index =>
            {
                var query = new Dns.Query { Questions = [Www with { Name = DomainName.Parse($"n{index}.wild.example.test"), Type = RecordType.TXT }] };
                return await client.QueryAsync(query, Bounded.Token).FirstAsync(Bounded.Token);
            }));
            Assert.Equal(Enumerable.Range(0, 200).Select(index => $"n{index}.wild.example.test."), responses.Select(response => response.Answers.Single().Name.ToString()));
        }
    }

    private static byte[] Answer(ushort id, Question question, byte lastOctet) => Bytes.Of(
        new Dns.Response
        {
            Questions = [question],
            Answers = [new ResourceRecord(question.Name, RecordType.A, RecordClass.IN, 1) { Data = new HostAddress(new IPAddress([192, 0, 2, lastOctet])) }],
        },
        new Dns.Header { Id = id });
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Tests.Text;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members of unknown length: in chunks, and to the end of the connection. The peers are .NET's HTTP client, Python's HTTP server, and sockets by hand.</summary>
public sealed class StreamingChunkTests
{
    private const int Large = 500_009;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Chunks_by_hand()
    {
        byte[] chunks = [/* Number */ 0, 7, /* length */ 3, 0, 10, 11, 12, /* end */ 0, 0];
        Assert.Equal(chunks, new Conveyor.Load(7, new byte[] { 10, 11, 12 }).ToBytes());
        Assert.True(Conveyor.Load.TryRead(chunks, out Conveyor.Load load, out int consumed, out _));
        Assert.Equal((new Conveyor.Load(7, new byte[] { 10, 11, 12 }), chunks.Length), (load, consumed));
        byte[] several = [0, 7, /* length */ 2, 0, 10, 11, /* length */ 1, 0, 12, /* end */ 0, 0];
        Assert.True(Conveyor.Load.TryRead(several, out Conveyor.Load same, out _, out _));
        Assert.Equal(load, same);
        for (int cut = 0; cut < several.Length; cut++)
        {
            Assert.False(Conveyor.Load.TryRead(several.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }

        byte[] wide = new Conveyor.Parts(1, new byte[300]).ToBytes();
        Assert.Equal((byte[])[0, 1, 255, .. new byte[255], 45, .. new byte[45], 0], wide);
        Assert.Equal("2000001 bytes", Assert.Throws<WireFormatException>(() => new ChunkedWeb.Response("HTTP/1.1", 200, "OK", [], new byte[2_000_001]).ToBytes()).Message[11..24]);
        Assert.Equal("HTTP/1.1 200 OK\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n"u8.ToArray(), new ChunkedWeb.Response("HTTP/1.1", 200, "OK", [], "0123456789"u8.ToArray()).ToBytes());
        Assert.Contains("Parts = 3 streamed bytes", Conveyor.Describe(several, Side.Client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(58, 64, FrameStatus.Found)]
    [InlineData(60, 66, FrameStatus.Found)]
    [InlineData(60, 65, FrameStatus.Malformed)]
    [InlineData(61, 66, FrameStatus.Malformed)]
    public void Where_a_frame_is_wanted_whole_its_head_and_the_lengths_of_its_chunks_count_for_the_limit(int bytes, int most, FrameStatus status)
    {
        // Number, the length of the chunk, the end: 6 bytes.
        byte[] frame = new Conveyor.Load(7, new byte[bytes]).ToBytes();
        FrameScan scan = new(Side.Client);
        Assert.Equal(status, Conveyor.Wire.Find(frame, ref scan, most, out FrameBounds bounds, out string? reason));
        Assert.Equal(status == FrameStatus.Found ? new FrameBounds(0, frame.Length, frame.Length) : default, bounds);
        Assert.Equal(status == FrameStatus.Found ? null : $"a frame of at least {frame.Length} bytes is over the limit of {most}", reason);
    }

    [Fact]
    public async Task A_foreign_http_client_reads_chunks()
    {
        await using var server = new RunningServer<ChunkedWeb.Wire>(new ChunkedWeb.Server(new Pages()), Anywhere);
        using HttpClient client = new() { Timeout = Patience.Long };
        for (int call = 0; call < 3; call++)
        {
            byte[] body = await client.GetByteArrayAsync(new Uri($"http://{server.EndPoint}/{Large}"), Cancelled);
            Assert.Equal(Parcels.Make(Large), body);
        }

        Assert.Empty(await client.GetByteArrayAsync(new Uri($"http://{server.EndPoint}/0"), Cancelled));
    }

    [Fact]
    public async Task A_foreign_http_client_sends_chunks()
    {
        Uploads uploads = new();
        await using var server = new RunningServer<UploadWeb.Wire>(new UploadWeb.Server(uploads), Anywhere);
        using HttpClient client = new() { Timeout = Patience.Long };
        for (int call = 0; call < 2; call++)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://{server.EndPoint}/")) { Content = new StreamContent(new PatternStream(Large)) };
            request.Headers.TransferEncodingChunked = true;
            using HttpResponseMessage response = await client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal([Large, Large], uploads.Received);
    }

    [Fact]
    public async Task A_foreign_http_client_reads_to_the_end_of_the_connection()
    {
        await using var server = new RunningServer<ClosingWeb.Wire>(new ClosingWeb.Server(new Pages()), Anywhere);
        using HttpClient client = new() { Timeout = Patience.Long };
        foreach (int length in new[] { Large, 0, 3 })
        {
            Assert.Equal(Parcels.Make(length), await client.GetByteArrayAsync(new Uri($"http://{server.EndPoint}/{length}"), Cancelled));
        }
    }

    [Fact]
    public async Task What_a_foreign_http_server_sends_is_read_to_the_end_of_the_connection()
    {
        string folder = Directory.CreateTempSubdirectory("web-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "page"), Parcels.Make(Large), Cancelled);
            await using RealServer server = await RealServer.StartAsync(new RealServerProgram
            {
                Name = "python3",
                Package = "python3",
                Arguments = port => ["-m", "http.server", $"{port}", "--bind", "127.0.0.1", "--directory", folder],
            });
            await using ClosingWeb.Client client = await ClosingWeb.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
            ClosingWeb.Response response = await client.RequestAsync(new("GET", "/page", "HTTP/1.0", []), Cancelled).Soon();
            Assert.Equal((200, -1L), (response.Status, response.Body.Length));
            Assert.Equal(Parcels.Make(Large), await response.Body.ToArrayAsync(Large, Cancelled).Soon());
            await client.Completion.Soon();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(Large)]
    public async Task Binary_chunks_go_there_and_back_as_they_come(int length)
    {
        await using var server = new RunningServer<Conveyor.Wire>(new Conveyor.Server(new Belt()), Anywhere);
        await using Conveyor.Client client = await Conveyor.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (ushort call = 0; call < 3; call++)
        {
            Conveyor.Parts parts = await client.LoadAsync(new(call, call == 1 ? Parcels.Make(length) : StreamedBytes.ToEndOf(new PatternStream(length))), Cancelled).Soon();
            Assert.Equal(call, parts.Number);
            Assert.Equal(Parcels.Make(length), await parts.All.ToArrayAsync(length, Cancelled).Soon());
        }
    }

    [Fact]
    public async Task Chunks_are_found_wherever_they_are_cut()
    {
        Uploads uploads = new();
        await using var server = new RunningServer<UploadWeb.Wire>(new UploadWeb.Server(uploads), Anywhere);
        byte[] bytes = "POST / HTTP/1.1\r\n\r\n3;a=b\r\nabc\r\nA \r\n0123456789\r\n0\r\nMd5: x\r\n\r\nPOST / HTTP/1.1\r\n\r\n0\r\n\r\n"u8.ToArray();
        string expected = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            byte[] answers = await Depots.ExchangeAsync(server.EndPoint, bytes, cut, expected.Length);
            Assert.Equal(expected, Encoding.ASCII.GetString(answers));
        }

        Assert.Equal((13 * (bytes.Length - 1), 2 * (bytes.Length - 1)), (uploads.Received.Sum(), uploads.Received.Count));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\n\r\nxyz\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n-1\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n8000000000000000\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n3\r\nabc0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n3\r\nab")]
    [InlineData("POST / HTTP/1.1\r\n\r\n3\r\nabc\r\n")]
    [InlineData("POST / HTTP/1.1\r\n\r\n0\r\n")]
    public async Task Chunks_that_lie_or_are_cut_are_one_typed_error_and_other_connections_go_on(string sent)
    {
        Uploads uploads = new();
        await using var server = new RunningServer<UploadWeb.Wire>(new UploadWeb.Server(uploads), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Encoding.ASCII.GetBytes(sent), Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        await Depots.WaitForEndAsync(socket);
        Assert.IsType<StreamedBytesException>(await uploads.Ended.Task.Soon());
        Assert.Empty(uploads.Received);
        await using UploadWeb.Client healthy = await UploadWeb.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(204, (await healthy.RequestAsync(new("POST", "/", "HTTP/1.1", [], StreamedBytes.ToEndOf(new PatternStream(Large))), Cancelled).Soon()).Status);
    }

    [Fact]
    public async Task More_than_the_member_may_have_is_refused_on_both_sides()
    {
        await using var server = new RunningServer<Conveyor.Wire>(new Conveyor.Server(new Belt()), Anywhere);
        await using Conveyor.Client client = await Conveyor.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);

        // The reply begins as the request is read: the call fails, or the reading of its reply does.
        await Assert.ThrowsAnyAsync<IOException>(async () => await (await client.LoadAsync(new(1, StreamedBytes.ToEndOf(new PatternStream(1_000_001))), Cancelled).Soon()).All.CopyToAsync(Stream.Null, Cancelled).Soon());
        await client.Completion.Soon();
        await using var pages = new RunningServer<ChunkedWeb.Wire>(new ChunkedWeb.Server(new Pages()), Anywhere);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        await using ChunkedWeb.Client reader = await ChunkedWeb.Client.ConnectAsync(socket.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await socket.AcceptAsync(Cancelled);
        Task<ChunkedWeb.Response> call = reader.RequestAsync(new("GET", "/", "HTTP/1.1", []), Cancelled).AsTask();
        await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\n1E8481\r\n"u8.ToArray(), Cancelled);
        ChunkedWeb.Response response = await call.Soon();
        StreamedBytesException received = await Assert.ThrowsAsync<StreamedBytesException>(() => response.Body.CopyToAsync(Stream.Null, Cancelled).Soon());
        Assert.Contains("More than the 2000000 bytes", Assert.IsType<WireFormatException>(received.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_that_nobody_reads_are_passed_over_and_what_only_the_connection_ends_closes_it()
    {
        await using var server = new RunningServer<ChunkedWeb.Wire>(new ChunkedWeb.Server(new Pages()), Anywhere);
        await using ChunkedWeb.Client client = await ChunkedWeb.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int call = 0; call < 3; call++)
        {
            ChunkedWeb.Response response = await client.RequestAsync(new("GET", $"/{Large}", "HTTP/1.1", []), Cancelled).Soon();
            response.Body.Dispose();
        }

        await using var closing = new RunningServer<ClosingWeb.Wire>(new ClosingWeb.Server(new Pages()), Anywhere);
        await using ClosingWeb.Client other = await ClosingWeb.Client.ConnectAsync(closing.Address, cancellationToken: Cancelled);
        ClosingWeb.Response endless = await other.RequestAsync(new("GET", $"/{1 << 30}", "HTTP/1.0", []), Cancelled).Soon();
        endless.Body.Dispose();
        await other.Completion.Soon();
    }

    [Fact]
    public async Task A_source_of_unknown_length_is_for_members_of_unknown_length()
    {
        await using RunningServer<Depot.Wire> server = Depots.Start(new DepotHandler());
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        WireFormatException refused = await Assert.ThrowsAsync<WireFormatException>(() => client.StoreAsync(new("parcel", StreamedBytes.ToEndOf(new PatternStream(3))), Cancelled).Soon());
        Assert.Contains("its length stands in front of it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Bytes);
    }

    /// <summary>Gives as many bytes as the target says.</summary>
    private sealed class Pages : ChunkedWeb.IServerHandler, ClosingWeb.IServerHandler
    {
        public ValueTask<ChunkedWeb.Response> RequestAsync(ChunkedWeb.Request request, ChunkedWeb.Session session, CancellationToken cancellationToken) =>
            new(new ChunkedWeb.Response("HTTP/1.1", 200, "OK", [new("Transfer-Encoding", "chunked")], BodyOf(request.Target)));

        public ValueTask<ClosingWeb.Response> RequestAsync(ClosingWeb.Request request, ClosingWeb.Session session, CancellationToken cancellationToken) =>
            new(new ClosingWeb.Response("HTTP/1.0", 200, "OK", [], BodyOf(request.Target)));

        private static StreamedBytes BodyOf(string target)
        {
            int length = int.Parse(target.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            return length < 10 ? Parcels.Make(length) : StreamedBytes.ToEndOf(new PatternStream(length));
        }
    }

    /// <summary>Counts what it has read to the end.</summary>
    private sealed class Uploads : UploadWeb.IServerHandler
    {
        public List<int> Received { get; } = [];

        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<UploadWeb.Response> RequestAsync(UploadWeb.Request request, UploadWeb.Session session, CancellationToken cancellationToken)
        {
            int length = (await request.Body.ToArrayAsync(1 << 20, cancellationToken)).Length;
            lock (Received)
            {
                Received.Add(length);
            }

            return new("HTTP/1.1", 204, "No Content", []);
        }

        public ValueTask DisconnectedAsync(UploadWeb.Session session, Exception? reason)
        {
            Ended.TrySetResult(reason);
            return default;
        }
    }

    /// <summary>Sends back what it gets, as it comes.</summary>
    private sealed class Belt : Conveyor.IServerHandler
    {
        public ValueTask<Conveyor.Parts> LoadAsync(Conveyor.Load request, Conveyor.Session session, CancellationToken cancellationToken) => new(new Conveyor.Parts(request.Number, request.Parts));
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Replies that are matched by their ids and an id in their bodies, and calls of the server.</summary>
public sealed class TypedReplyTests : Relay.IServerHandler, Relay.IClientHandler
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private readonly ConcurrentQueue<string> _atServer = new();
    private readonly ConcurrentQueue<string> _atClient = new();
    private readonly TaskCompletionSource<Relay.Session> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    ValueTask Relay.IServerHandler.ConnectedAsync(Relay.Session session, CancellationToken cancellationToken)
    {
        _session.TrySetResult(session);
        return default;
    }

    ValueTask Relay.IServerHandler.NoteAsync(Relay.Note message, Relay.Session session, CancellationToken cancellationToken)
    {
        _atServer.Enqueue(message.Text);
        return default;
    }

    async ValueTask<Relay.NoteTaken> Relay.IServerHandler.SureNoteAsync(Relay.SureNote request, Relay.Session session, CancellationToken cancellationToken)
    {
        // As brokers do: what the note leads to is on its way before the note is answered.
        await session.NoteAsync(new(request.Topic, $"push of {request.Id}"), cancellationToken);
        return new Relay.NoteTaken(9999);
    }

    ValueTask<Relay.Watching> Relay.IServerHandler.WatchAsync(Relay.Watch request, Relay.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Relay.Watching(0, 1));

    ValueTask<Relay.Pong> Relay.IServerHandler.PingAsync(Relay.Ping request, Relay.Session session, CancellationToken cancellationToken) => default;

    ValueTask Relay.IClientHandler.NoteAsync(Relay.Note message, Relay.Client client, CancellationToken cancellationToken)
    {
        _atClient.Enqueue(message.Text);
        return default;
    }

    async ValueTask<Relay.NoteTaken> Relay.IClientHandler.SureNoteAsync(Relay.SureNote request, Relay.Client client, CancellationToken cancellationToken)
    {
        // A call within the answer to a call of the other side, under the same numbers.
        Relay.Watching watching = await client.WatchAsync(new(0, request.Topic), cancellationToken);
        _atClient.Enqueue($"{request.Id}: {request.Text}, {watching.Code}");
        return default;
    }

    [Fact]
    public async Task Calls_of_all_kinds_get_their_own_replies()
    {
        await using var server = new RunningServer<Relay.Wire>(new Relay.Server(this), Anywhere);
        await using Relay.Client client = await Relay.Client.ConnectAsync(server.Address, handler: this, cancellationToken: Cancelled);
        Task<Relay.NoteTaken>[] notes = [.. Enumerable.Range(0, 100).Select(number => client.SureNoteAsync(new("t", 0, $"{number}"), Cancelled).AsTask())];
        Task<Relay.Pong> ping = client.PingAsync(default, Cancelled).AsTask();
        Task<Relay.Watching>[] watches = [.. Enumerable.Range(0, 100).Select(_ => client.WatchAsync(new(0, "t"), Cancelled).AsTask())];

        await ping.Soon();
        Relay.NoteTaken[] taken = await Task.WhenAll(notes).Soon();
        Relay.Watching[] watching = await Task.WhenAll(watches).Soon();
        ushort[] ids = [.. taken.Select(reply => reply.Id), .. watching.Select(reply => reply.Id)];
        Assert.Equal(200, ids.Distinct().Count());
        Assert.DoesNotContain((ushort)0, ids);
        Assert.Equal(100, _atClient.Count);
    }

    [Fact]
    public async Task The_server_calls_its_client_which_calls_back()
    {
        await using var server = new RunningServer<Relay.Wire>(new Relay.Server(this), Anywhere);
        await using Relay.Client client = await Relay.Client.ConnectAsync(server.Address, handler: this, cancellationToken: Cancelled);
        Relay.Session session = await _session.Task.Soon();
        Assert.Equal(new Relay.NoteTaken(1), await session.SureNoteAsync(new("t", 0, "first"), Cancelled).Soon());
        Assert.Equal(new Relay.NoteTaken(700), await session.SureNoteAsync(new("t", 700, "second"), Cancelled).Soon());
        Assert.Equal(["1: first, 1", "700: second, 1"], _atClient);
    }

    [Fact]
    public async Task A_client_without_a_handler_ends_the_connection_on_a_request()
    {
        await using var server = new RunningServer<Relay.Wire>(new Relay.Server(this), Anywhere);
        await using Relay.Client client = await Relay.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Relay.Session session = await _session.Task.Soon();
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => session.SureNoteAsync(new("t", 0, "first"), Cancelled).Soon());
        Assert.Equal(CallOutcome.Unknown, lost.Outcome);
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_call_of_the_server_ends_with_its_time_and_with_the_connection()
    {
        await using var server = new RunningServer<Relay.Wire>(new Relay.Server(this), Anywhere);
        using Socket socket = await ConnectAsync(server.EndPoint);
        Relay.Session session = await _session.Task.Soon();
        await Assert.ThrowsAsync<CallTimedOutException>(() => session.SureNoteAsync(new("t", 0, "x"), TimeSpan.FromMilliseconds(30), Cancelled).Soon());
        Task<Relay.NoteTaken> waiting = session.SureNoteAsync(new("t", 0, "y"), Cancelled).AsTask();
        byte[] expected = [0x31, 0x06, 0x00, 0x01, (byte)'t', 0x00, 0x01, (byte)'x', 0x31, 0x06, 0x00, 0x01, (byte)'t', 0x00, 0x02, (byte)'y'];
        Assert.Equal(expected, await ReadAsync(socket, expected.Length));

        // The late answer to the first is passed over; the second call still waits when the connection ends.
        await socket.SendAsync(new byte[] { 0x40, 0x02, 0x00, 0x01 }, Cancelled);
        Assert.False(waiting.IsCompleted);
        socket.Close();
        await Assert.ThrowsAsync<CallLostException>(() => waiting.Soon());
        await Assert.ThrowsAsync<CallNotSentException>(() => session.SureNoteAsync(new("t", 0, "z"), Cancelled).Soon());
    }

    [Fact]
    public async Task A_reply_of_another_kind_or_with_another_id_is_never_taken_for_the_answer()
    {
        foreach (byte[] wrong in (byte[][])[[0x90, 0x03, 0x00, 0x01, 0x00], [0x40, 0x02, 0x00, 0x02], [0x40, 0x02, 0x00, 0x00], [0xD0, 0x00]])
        {
            (Relay.Client client, Socket peer) = await ConnectToRawAsync();
            using Socket socket = peer;
            Task<Relay.NoteTaken> note = client.SureNoteAsync(new("t", 0, "x"), Cancelled).AsTask();
            Assert.Equal([0x31, 0x06, 0x00, 0x01, (byte)'t', 0x00, 0x01, (byte)'x'], await ReadAsync(socket, 8));
            await socket.SendAsync(wrong, Cancelled);
            CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => note.Soon());
            Assert.Contains("a reply that nobody asked for", lost.Message, StringComparison.Ordinal);
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pushes_ahead_of_the_answer_and_answers_out_of_order_are_told_apart()
    {
        (Relay.Client client, Socket peer) = await ConnectToRawAsync();
        using Socket socket = peer;
        Task<Relay.NoteTaken> note = client.SureNoteAsync(new("t", 0, "x"), Cancelled).AsTask();
        Task<Relay.Pong> ping = client.PingAsync(default, Cancelled).AsTask();
        Task<Relay.Watching> watch = client.WatchAsync(new(0, "t"), Cancelled).AsTask();
        Task<Relay.Watching> chosen = client.WatchAsync(new(0xABCD, "t"), Cancelled).AsTask();
        _ = await ReadAsync(socket, 8 + 2 + 7 + 7);
        await socket.SendAsync(
            new byte[]
            {
                0x90, 0x03, 0xAB, 0xCD, 0x07, // Watching 0xABCD
                0x30, 0x04, 0x00, 0x01, (byte)'t', (byte)'p', // Note
                0xD0, 0x00, // Pong
                0x90, 0x03, 0x00, 0x02, 0x08, // Watching 2
                0x40, 0x02, 0x00, 0x01, // NoteTaken 1
            },
            Cancelled);
        Assert.Equal(new Relay.Watching(0xABCD, 7), await chosen.Soon());
        Assert.Equal(new Relay.Watching(2, 8), await watch.Soon());
        await ping.Soon();
        Assert.Equal(new Relay.NoteTaken(1), await note.Soon());
        await client.DisposeAsync();
        Assert.Equal(["p"], _atClient);
    }

    [Fact]
    public async Task An_id_that_is_in_use_is_not_given_out_again()
    {
        (Relay.Client client, Socket peer) = await ConnectToRawAsync();
        using Socket socket = peer;
        using var cancel = new CancellationTokenSource();
        Task<Relay.Watching> abandoned = client.WatchAsync(new(2, "t"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.Soon());
        Task<Relay.Watching> first = client.WatchAsync(new(0, "t"), Cancelled).AsTask();
        Task<Relay.Watching> second = client.WatchAsync(new(0, "t"), Cancelled).AsTask();
        CallNotSentException taken = await Assert.ThrowsAsync<CallNotSentException>(() => client.WatchAsync(new(2, "t"), Cancelled).Soon());
        Assert.Contains("under the id 2", taken.Message, StringComparison.Ordinal);
        _ = await ReadAsync(socket, 3 * 7);
        await socket.SendAsync(
            new byte[]
            {
                0x90, 0x03, 0x00, 0x02, 0x00, // Watching 2: too late
                0x90, 0x03, 0x00, 0x03, 0x03, // Watching 3
                0x90, 0x03, 0x00, 0x01, 0x01, // Watching 1
            },
            Cancelled);
        Assert.Equal(new Relay.Watching(1, 1), await first.Soon());
        Assert.Equal(new Relay.Watching(3, 3), await second.Soon());
        Task<Relay.Watching> again = client.WatchAsync(new(2, "t"), Cancelled).AsTask();
        Assert.Equal(0x02, (await ReadAsync(socket, 7))[3]);
        await socket.SendAsync(new byte[] { 0x90, 0x03, 0x00, 0x02, 0x00 }, Cancelled);
        Assert.Equal(2, (await again.Soon()).Id);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_cancelled_calls_reply_is_not_taken_for_the_next_ones()
    {
        (Relay.Client client, Socket peer) = await ConnectToRawAsync();
        using Socket socket = peer;
        using var cancel = new CancellationTokenSource();
        Task<Relay.Pong> abandoned = client.PingAsync(default, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.Soon());
        Task<Relay.Pong> ping = client.PingAsync(default, Cancelled).AsTask();
        Task<Relay.Watching> watch = client.WatchAsync(new(0, "t"), Cancelled).AsTask();
        _ = await ReadAsync(socket, 2 + 2 + 7);
        await socket.SendAsync(new byte[] { 0xD0, 0x00, 0x90, 0x03, 0x00, 0x01, 0x00 }, Cancelled);
        await watch.Soon();
        Assert.False(ping.IsCompleted);
        await socket.SendAsync(new byte[] { 0xD0, 0x00 }, Cancelled);
        await ping.Soon();
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData("4001")] // NoteTaken, cut
    [InlineData("40020001")] // NoteTaken that nobody asked for
    [InlineData("D000")] // a Pong, which a client does not send
    [InlineData("32050001740001")] // Level 2
    public async Task A_server_ends_a_conversation_that_makes_no_sense(string hex)
    {
        await using var server = new RunningServer<Relay.Wire>(new Relay.Server(this), Anywhere);
        using Socket socket = await ConnectAsync(server.EndPoint);
        await socket.SendAsync(Convert.FromHexString(hex), Cancelled);
        if (hex.Length == 4)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        Assert.Equal(0, await ReceiveOrResetAsync(socket));
    }

    private async Task<(Relay.Client Client, Socket Peer)> ConnectToRawAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Socket> accepting = listener.AcceptAsync(Cancelled).AsTask();
        Relay.Client client = await Relay.Client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, handler: this, cancellationToken: Cancelled);
        return (client, await accepting.Soon());
    }

    private static async Task<Socket> ConnectAsync(EndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, Cancelled);
        return socket;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(read), Cancelled).Soon();
            Assert.NotEqual(0, received);
            read += received;
        }

        return bytes;
    }

    private static async Task<int> ReceiveOrResetAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[16], Cancelled).Soon();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}

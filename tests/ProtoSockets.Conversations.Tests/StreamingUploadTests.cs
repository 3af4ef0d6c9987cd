using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that go on until the client ends its half of the connection, and answers behind them. The foreign peers are Python's sockets.</summary>
public sealed class StreamingUploadTests
{
    private const int Large = 500_009;

    /// <summary>Reads to the end, answers, closes.</summary>
    private const string PythonServer = """
        import hashlib, socket, sys
        server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            peer, _ = server.accept()
            with peer:
                received = b""
                try:
                    while piece := peer.recv(65536):
                        received += piece
                    body = received.partition(b"\r\n")[2]
                    peer.sendall(b"STORED %d %s\r\n" % (len(body), hashlib.sha256(body).hexdigest().encode()))
                except OSError:
                    pass
        """;

    /// <summary>Sends, ends its half, and prints what comes then.</summary>
    private const string PythonClient = """
        import socket, sys
        peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        peer.sendall(b"STAT before\r\nPUT parcel\r\n" + b"x" * int(sys.argv[2]))
        peer.shutdown(socket.SHUT_WR)
        while piece := peer.recv(65536):
            sys.stdout.write(piece.decode())
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task A_foreign_server_reads_to_the_clients_end_and_answers(int length)
    {
        await using RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = "python3",
            Package = "python3",
            Arguments = port => ["-c", PythonServer, $"{port}"],
        });
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
        DropSlot.Stored stored = await client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(new PatternStream(length)) }, Cancelled).Soon();
        Assert.Equal((length, Slot.DigestOf(Parcels.Make(length))), (stored.Bytes, stored.Digest.ToString()));
        await client.Completion.Soon();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(Large)]
    public async Task A_foreign_client_that_has_ended_its_half_gets_the_answer(int length)
    {
        await using RunningServer<DropSlot.Wire> server = Start(new Slot());
        string python = ExternalProgram.Find("python3", "python3");
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", PythonClient, $"{((IPEndPoint)server.EndPoint).Port}", $"{length}"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal($"STORED 6 before\nSTORED {length} {Slot.DigestOf([.. Enumerable.Repeat((byte)'x', length)])}\n", result.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("tcp", 0)]
    [InlineData("tcp", 3)]
    [InlineData("tcp", Large)]
    [InlineData("memory", 0)]
    [InlineData("memory", Large)]
    public async Task The_answer_follows_the_clients_end_however_long_the_handler_takes(string carrier, int length)
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot, carrier);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        slot.BeforeAnswer = async () =>
        {
            // Another connection is served from its beginning to its end meanwhile, so that the end of this one has long come.
            await using DropSlot.Client other = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            await other.StatAsync(new("other"), Cancelled).Soon();
            answered.SetResult();
        };
        DropSlot.Stored stored = await client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(new PatternStream(length)) }, Cancelled).Soon();
        await answered.Task.Soon();
        Assert.Equal((length, Slot.DigestOf(Parcels.Make(length))), (stored.Bytes, stored.Digest.ToString()));
        await client.Completion.Soon();
        Assert.Null(await slot.Ended.Task.Soon());
        await Assert.ThrowsAsync<CallNotSentException>(() => client.StatAsync(new("late"), Cancelled).Soon());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("memory")]
    public async Task Both_sides_may_end_with_what_they_stream(string carrier)
    {
        await using RunningServer<DropSlot.Wire> server = Start(new Slot(), carrier);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        DropSlot.Mirrored mirrored = await client.MirrorAsync(new(StreamedBytes.ToEndOf(new PatternStream(Large))), Cancelled).Soon();
        Assert.Equal(Parcels.Make(Large), await mirrored.Body.ToArrayAsync(Large, Cancelled).Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_message_without_an_answer_ends_the_same_way()
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.LogAsync(new(StreamedBytes.ToEndOf(new PatternStream(Large))), Cancelled).Soon();
        Assert.Equal(Large, await slot.Logged.Task.Soon());
        await client.Completion.Soon();
        Assert.Null(await slot.Ended.Task.Soon());
    }

    [Fact]
    public async Task Nothing_gets_into_what_is_sent_to_the_end()
    {
        await using RunningServer<DropSlot.Wire> server = Start(new Slot());
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PatternStream source = new(Large)
        {
            BeforeRead = async _ =>
            {
                begun.TrySetResult();
                await goOn.Task;
            },
        };
        Task<DropSlot.Stored> put = client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(source) }, Cancelled).AsTask();
        await begun.Task.Soon();
        CallNotSentException refused = await Assert.ThrowsAsync<CallNotSentException>(() => client.StatAsync(new("between"), Cancelled).Soon());
        Assert.Contains("ends with the connection", refused.Message, StringComparison.Ordinal);
        goOn.SetResult();
        Assert.Equal(Slot.DigestOf(Parcels.Make(Large)), (await put.Soon()).Digest.ToString());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("memory")]
    public async Task A_source_that_fails_is_not_taken_for_the_end(string carrier)
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot, carrier);
        await using DropSlot.Client client = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        PatternStream source = new(Large)
        {
            BeforeRead = async position =>
            {
                if (position > 100_000)
                {
                    await slot.Begun.Task;
                    throw new IOException("the disk is gone");
                }
            },
        };
        await Assert.ThrowsAsync<StreamedBytesException>(() => client.PutAsync(new() { Name = "parcel", Body = StreamedBytes.ToEndOf(source) }, Cancelled).Soon());
        Assert.IsAssignableFrom<IOException>(await slot.Failed.Task.Soon());
        await client.Completion.Soon();
    }

    [Fact]
    public async Task A_reset_in_the_middle_is_not_taken_for_the_end_and_others_go_on()
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot);
        using (Socket socket = await Depots.ConnectAsync(server.EndPoint))
        {
            socket.LingerState = new LingerOption(true, 0);
            await socket.SendAsync("PUT parcel\r\nabc"u8.ToArray(), Cancelled);
            await slot.Begun.Task.Soon();
        }

        Assert.IsAssignableFrom<IOException>(await slot.Failed.Task.Soon());
        await using DropSlot.Client healthy = await DropSlot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(4, (await healthy.StatAsync(new("four"), Cancelled).Soon()).Bytes);
    }

    [Fact]
    public async Task More_than_the_member_may_have_ends_the_connection()
    {
        Slot slot = new();
        await using RunningServer<DropSlot.Wire> server = Start(slot);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        try
        {
            await socket.SendAsync((byte[])[.. "PUT parcel\r\n"u8, .. new byte[2_000_001]], Cancelled);
            await Depots.WaitForEndAsync(socket);
        }
        catch (SocketException)
        {
            // The server ends the connection while this is still sending.
        }

        StreamedBytesException refused = Assert.IsType<StreamedBytesException>(await slot.Failed.Task.Soon());
        Assert.Contains("More than the 2000000 bytes", refused.Message, StringComparison.Ordinal);
    }

    private static RunningServer<DropSlot.Wire> Start(Slot slot, string carrier = "tcp") =>
        new(new DropSlot.Server(slot), TransportAddress.Parse(carrier == "tcp" ? "tcp://127.0.0.1:0" : $"memory:{Guid.NewGuid():N}"));
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Conversations that a server ends, and the answers that are on their way when it does.</summary>
public sealed class ClosingTests
{
    private const int HeaderSize = 7;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_closes_the_session_is_answered_first(bool answersLater)
    {
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(new FuseHandler()), Anywhere);
        for (int round = 0; round < 50; round++)
        {
            await using Fuse.Client client = await Fuse.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            Assert.Equal(new Fuse.Echo(round), await client.LastAsync(new(round, answersLater), Cancelled).Soon());
            await client.Completion.Soon();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_comes_behind_the_request_that_closes_is_not_handled(bool answersLater)
    {
        var handler = new FuseHandler();
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(handler), Anywhere);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        byte[] bytes = [.. Frame(1, 1, 0, 0, 0, 5), .. Frame(3, 2, 0, 0, 0, 6, answersLater ? (byte)1 : (byte)0), .. Frame(1, 3, 0, 0, 0, 7)];
        await socket.SendAsync(bytes, Cancelled);

        byte[] answers = await ReadToEndAsync(socket);

        Assert.Equal([.. Frame(1, 1, 0, 0, 0, 5), .. Frame(3, 2, 0, 0, 0, 6)], answers);
        Assert.Equal(5, handler.LastAsked);
    }

    [Fact]
    public async Task A_message_without_an_answer_can_close_the_session_behind_the_answers_before_it()
    {
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(new FuseHandler()), Anywhere);
        await using Fuse.Client client = await Fuse.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Fuse.Echo>[] asked = [.. Enumerable.Range(1, 100).Select(number => client.AskAsync(new(number), Cancelled).AsTask())];

        await client.LeaveAsync(default, Cancelled);

        Assert.Equal(Enumerable.Range(1, 100), (await Task.WhenAll(asked).Soon()).Select(echo => echo.Number));
        await client.Completion.Soon();
    }

    [Fact]
    public async Task Stopping_lets_a_handler_answer_that_has_not_waited_for_anything()
    {
        Assert.SkipWhen(ThreadingUnderTest.Mode == ThreadingMode.Inline, "The handler blocks its thread, which inline code must not.");
        using var blocks = new ManualResetEventSlim();
        var handler = new FuseHandler { Blocks = blocks };
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(handler), Anywhere);
        await using Fuse.Client client = await Fuse.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Fuse.Echo> asked = client.AskAsync(new(1), Cancelled).AsTask();
        Assert.True(handler.IsBlocked.Wait(Patience.Long, Cancelled));

        server.Stop();

        // The listener is gone once stopping has begun to look at the connections; then the handler is let go.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await probe.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
            }
        });
        blocks.Set();
        Assert.Equal(new Fuse.Echo(1), await asked.Soon());
    }

    [Fact]
    public async Task A_quiet_call_that_is_slow_to_write_is_not_ended_by_the_answer_to_a_later_one()
    {
        await using var server = new RunningServer<Fuse.Wire>(new Fuse.Server(new FuseHandler()), Anywhere);
        await using Fuse.Client client = await Fuse.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using var isWriting = new ManualResetEventSlim();
        using var isAnswered = new ManualResetEventSlim();
        SlowInteger.Before = (4711, () =>
        {
            // The other call can't overtake this one, so this wait ends by its time.
            isWriting.Set();
            isAnswered.Wait(TimeSpan.FromMilliseconds(300));
        }
        );
        try
        {
            Task<OptionalReply<Fuse.Echo>> hush = Task.Run(async () => await client.HushAsync(new(4711), Cancelled), Cancelled);
            Assert.True(isWriting.Wait(Patience.Long, Cancelled));
            Task<Fuse.Echo> ask = Task.Run(async () => await client.AskAsync(new(1), Cancelled), Cancelled);
            Assert.Equal(new Fuse.Echo(1), await ask.Soon());
            isAnswered.Set();

            Assert.Equal(new Fuse.Echo(4711), (await hush.Soon()).Reply);
        }
        finally
        {
            SlowInteger.Before = null;
        }
    }

    private static byte[] Frame(byte code, byte ticket, params byte[] body)
    {
        byte[] frame = [code, 0, 0, 0, 0, 0, ticket, .. body];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)(HeaderSize + body.Length));
        return frame;
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: false);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancelled).Soon();
        return all.ToArray();
    }
}

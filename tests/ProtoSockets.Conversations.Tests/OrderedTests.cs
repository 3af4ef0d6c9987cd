using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A protocol without correlation ids: lines of text.</summary>
public sealed class OrderedTests : Lines.IServerHandler
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _begun = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask<Lines.Answer> CommandAsync(Lines.Command request, Lines.Session session, CancellationToken cancellationToken)
    {
        _begun.Enqueue(request.Text);
        if (request.Text.StartsWith("slow", StringComparison.Ordinal))
        {
            await _release.Task.WaitAsync(cancellationToken);
        }

        return new Lines.Answer($"did {request.Text}");
    }

    [Fact]
    public async Task Replies_keep_the_order_of_the_requests_however_slow_a_handler_is()
    {
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes("slow one\r\nquick\r\nthird\r\n"), Cancelled);
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        Task<string?> first = reader.ReadLineAsync(Cancelled).AsTask();
        Assert.False(first.IsCompleted);
        _release.SetResult();
        Assert.Equal("did slow one", await first.Soon());
        Assert.Equal("did quick", await reader.ReadLineAsync(Cancelled).Soon());
        Assert.Equal("did third", await reader.ReadLineAsync(Cancelled).Soon());
        Assert.Equal(["slow one", "quick", "third"], _begun);
    }

    [Fact]
    public async Task Pipelined_calls_get_their_own_replies_and_a_cancelled_ones_reply_is_passed_over()
    {
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Lines.Client client = await Lines.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using var cancel = new CancellationTokenSource();
        Task<Lines.Answer> slow = client.CommandAsync(new("slow"), cancel.Token).AsTask();
        Task<Lines.Answer>[] calls = [.. Enumerable.Range(0, 50).Select(number => client.CommandAsync(new($"{number}"), Cancelled).AsTask())];
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow.Soon());
        _release.SetResult();
        for (int number = 0; number < calls.Length; number++)
        {
            Assert.Equal($"did {number}", (await calls[number].Soon()).Text);
        }
    }

    [Fact]
    public async Task A_line_split_anywhere_is_one_command()
    {
        _release.SetResult();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(this), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        foreach (char letter in "hello\r\n")
        {
            await socket.SendAsync(new[] { (byte)letter }, Cancelled);
        }

        Assert.Equal("did hello", await reader.ReadLineAsync(Cancelled).Soon());
    }
}

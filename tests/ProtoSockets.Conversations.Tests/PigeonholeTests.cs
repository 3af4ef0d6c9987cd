using System.Collections.Concurrent;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Fewer ids than calls: the rest wait until one is free.</summary>
public sealed class PigeonholeTests : Pigeonholes.IServerHandler
{
    private const int Holes = 255;

    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<byte> _holes = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask<Pigeonholes.Letter> AskAsync(Pigeonholes.Ask request, Pigeonholes.Session session, CancellationToken cancellationToken)
    {
        string name = request.Name;
        _holes.Enqueue(request.Hole);
        if (_holes.Count == Holes)
        {
            _full.SetResult();
        }

        await _full.Task.WaitAsync(cancellationToken);
        return new Pigeonholes.Letter(0, name);
    }

    [Fact]
    public async Task Calls_wait_for_an_id_that_is_free()
    {
        await using var server = new RunningServer<Pigeonholes.Wire>(
            new Pigeonholes.Server(this, new ServerOptions { MaxCallsInFlight = 1000 }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Pigeonholes.Client client = await Pigeonholes.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Pigeonholes.Letter>[] calls = [.. Enumerable.Range(0, 3 * Holes).Select(number => client.AskAsync(new($"{number}", 0), Cancelled).AsTask())];
        Pigeonholes.Letter[] letters = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(0, 3 * Holes).Select(number => $"{number}"), letters.Select(letter => letter.Text));
        Assert.Equal(Enumerable.Range(1, Holes).Select(hole => (byte)hole), _holes.Take(Holes).Order());
        Assert.DoesNotContain((byte)0, _holes);
    }
}

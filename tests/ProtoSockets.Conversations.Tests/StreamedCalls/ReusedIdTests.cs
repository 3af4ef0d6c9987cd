using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>A client that begins a call under the id of one that streams. By then its handler has been called.</summary>
public sealed class ReusedIdTests
{
    private const byte Request = 2;
    private const byte Fill = 3;
    private const byte Mill = 6;
    private const int First = 1;
    private const int Second = 2;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fill)]
    [InlineData(Mill)]
    public async Task The_handler_is_told_by_its_stream_and_waited_for(byte message)
    {
        var handler = new StubbornHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Flow.Anywhere);
        using RawPeer peer = await RawPeer.GreetAsync<Weir.Wire>(server.EndPoint, capabilities: 4);
        await peer.SendAsync(RawPeer.Frame(Request, Fill, 7, 0, 0, 0, First));
        await handler.FirstBegun.Task.Soon();
        await peer.SendAsync(RawPeer.Frame(Request, message, 7, 0, 0, 0, Second));

        Exception told = await handler.Told.Task.Soon();
        Assert.Contains("another one streams", Assert.IsType<ConnectionClosedException>(told).Message, StringComparison.Ordinal);
        await peer.ReadToEndAsync();
        handler.GoOn.TrySetResult();

        // What belongs to the conversation is disposed behind its last handler: so long its message stays where it is.
        Assert.Equal(message == Fill, await handler.HasEndedAtRelease.Task.Soon());
    }

    /// <summary>Its second handler looks at nothing but its items, and ends when the test says so.</summary>
    private sealed class StubbornHandler : Weir.IServerHandler, IAsyncDisposable
    {
        private bool _hasEnded;

        public TaskCompletionSource FirstBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Exception> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<bool> HasEndedAtRelease { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask ConnectedAsync(Weir.Session session, CancellationToken cancellationToken)
        {
            session.RegisterForDisposeAsync(this);
            return default;
        }

        public async ValueTask<Weir.Level> FillAsync(Weir.Fill request, IAsyncEnumerable<Weir.Bucket> items, Weir.Session session, CancellationToken cancellationToken)
        {
            if (request.Most == First)
            {
                FirstBegun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await ReadAsync(items);
            await GoOn.Task;
            _hasEnded = true;
            return new Weir.Level(0, 0);
        }

        public IAsyncEnumerable<Weir.Drop> MillAsync(Weir.Mill request, IAsyncEnumerable<Weir.Bucket> items, Weir.Session session, CancellationToken cancellationToken)
        {
            // Not by what it gives back, which nobody asks for then.
            _ = ReadAsync(items);
            return NothingAsync();
        }

        public IAsyncEnumerable<Weir.Drop> PourAsync(Weir.Pour request, Weir.Session session, CancellationToken cancellationToken) => NothingAsync();

        public ValueTask<Weir.Level> LookAsync(Weir.Look request, Weir.Session session, CancellationToken cancellationToken) => new(new Weir.Level(request.Number, 0));

        public async IAsyncEnumerable<Weir.Barrel> RollAsync(Weir.Roll request, Weir.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public ValueTask DisposeAsync()
        {
            HasEndedAtRelease.TrySetResult(_hasEnded);
            return default;
        }

        private static async IAsyncEnumerable<Weir.Drop> NothingAsync()
        {
            await Task.CompletedTask;
            yield break;
        }

        private async Task ReadAsync(IAsyncEnumerable<Weir.Bucket> items)
        {
            try
            {
                await foreach (Weir.Bucket item in items.WithCancellation(CancellationToken.None))
                {
                    // None come.
                }
            }
            catch (Exception exception)
            {
                Told.TrySetResult(exception);
            }
        }
    }
}

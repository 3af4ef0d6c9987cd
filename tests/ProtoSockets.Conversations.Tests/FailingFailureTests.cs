using System.Runtime.CompilerServices;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Handlers that fail, and fail again when they are asked what to answer.</summary>
public sealed class FailingFailureTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("now")]
    [InlineData("later")]
    public async Task What_OnFailure_throws_ends_its_own_connection_and_no_other(string when)
    {
        using var log = new ListLogger();
        var handler = new FailingHandler();
        await using var server = new RunningServer<Till.Wire>(new Till.Server(handler, new ServerOptions { LoggerFactory = log }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using Till.Client healthy = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Till.Client failing = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await Assert.ThrowsAnyAsync<IOException>(() => failing.PriceAsync(new(when), Cancelled).Soon());
        await failing.Completion.Soon();
        await handler.Released.Task.Soon();
        Assert.Equal(30u, (await healthy.PriceAsync(new("apple"), Cancelled).Soon()).Cents);
        Assert.Equal(2, log.Entries.Count(entry => entry.Contains("handler failed on message", StringComparison.Ordinal)));
    }

    private sealed class FailingHandler : Till.IServerHandler, IAsyncDisposable
    {
        /// <summary>Ends when the call that fails counts as ended: what belongs to a conversation is disposed behind its last call.</summary>
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<CallResult<Till.Amount, Till.Refusal>> PriceAsync(Till.Price request, Till.Session session, CancellationToken cancellationToken)
        {
            if (request.Item == "apple")
            {
                return new(new Till.Amount(30));
            }

            session.RegisterForDisposeAsync(this);
            return request.Item == "now" ? throw new InvalidTimeZoneException("first") : ThrowLaterAsync();
        }

        public ValueTask<CallResult<OptionalReply<Till.Amount>, Till.Refusal>> QuietPriceAsync(Till.QuietPrice request, Till.Session session, CancellationToken cancellationToken) => default;

        public async IAsyncEnumerable<Till.StockLine> StockAsync(Till.Stock request, Till.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return new Till.StockLine(string.Empty);
        }

        public Till.Refusal? OnUnknownRequest(long messageId, Till.Session session) => null;

        public Till.Refusal? OnFailure(Exception exception, Till.Session session) => throw new InvalidTimeZoneException("second");

        public ValueTask DisposeAsync()
        {
            Released.TrySetResult();
            return default;
        }

        private static async ValueTask<CallResult<Till.Amount, Till.Refusal>> ThrowLaterAsync()
        {
            await Task.Yield();
            throw new InvalidTimeZoneException("first");
        }
    }
}

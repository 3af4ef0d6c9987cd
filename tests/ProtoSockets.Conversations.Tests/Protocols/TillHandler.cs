using System.Runtime.CompilerServices;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Knows the prices of apples and pears.</summary>
internal sealed class TillHandler : Till.IServerHandler
{
    private static readonly Dictionary<string, uint> Prices = new(StringComparer.Ordinal) { ["apple"] = 30, ["pear"] = 45 };

    public async ValueTask<CallResult<Till.Amount, Till.Refusal>> PriceAsync(Till.Price request, Till.Session session, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (string.Equals(request.Item, "broken", StringComparison.Ordinal))
        {
            throw new InvalidTimeZoneException("secret");
        }

        return Prices.TryGetValue(request.Item, out uint cents) ? new Till.Amount(cents) : new Till.Refusal(4, $"no {request.Item} here");
    }

    public async ValueTask<CallResult<OptionalReply<Till.Amount>, Till.Refusal>> QuietPriceAsync(
        Till.QuietPrice request, Till.Session session, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Prices.TryGetValue(request.Item, out uint cents) ? (OptionalReply<Till.Amount>)new Till.Amount(cents) : default;
    }

    public async IAsyncEnumerable<Till.StockLine> StockAsync(
        Till.Stock request, Till.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string item in Prices.Keys)
        {
            await Task.Yield();
            yield return new Till.StockLine(item);
        }

        yield return new Till.StockLine(string.Empty);
    }

    public Till.Refusal? OnUnknownRequest(long messageId, Till.Session session) => new Till.Refusal(1, $"no message {messageId}");

    public Till.Refusal? OnFailure(Exception exception, Till.Session session) => new Till.Refusal(2, exception is WireFormatException ? "malformed" : "failed");
}

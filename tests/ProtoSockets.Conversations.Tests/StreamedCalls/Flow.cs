using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;
using static ProtoSockets.Transports.Transports;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>What tests of streamed calls share.</summary>
internal static class Flow
{
    public static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    public static TransportAddress Bound(string carrier) => carrier switch
    {
        "tls" => new TransportAddress(Tls(Localhost.Server), new IPEndPoint(IPAddress.Loopback, 0)),
        "memory" => TransportAddress.Parse($"memory:{Guid.NewGuid():N}"),
        _ => Anywhere,
    };

    public static async Task MoveAsync(IAsyncEnumerator<Weir.Drop> drops, int count)
    {
        for (int read = 0; read < count; read++)
        {
            Assert.True(await drops.MoveNextAsync().Soon());
        }
    }

    public static async Task<List<int>> NumbersAsync(IAsyncEnumerable<Weir.Drop> drops, List<int>? into = null)
    {
        into ??= [];
        await foreach (Weir.Drop drop in drops)
        {
            into.Add(drop.Number);
        }

        return into;
    }

    public static async IAsyncEnumerable<Weir.Bucket> BucketsAsync(int count)
    {
        await Task.CompletedTask;
        for (int number = 1; number <= count; number++)
        {
            yield return new Weir.Bucket(number);
        }
    }
}

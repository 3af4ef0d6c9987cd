using System.IO.Pipelines;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that stream, over everything that carries them, and by far larger than a frame may be.</summary>
public sealed class StreamingTests
{
    private const int Large = 3_000_017;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Addresses => new("tcp://127.0.0.1:0", "memory://parcels", "unix://@");

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_request_streams_from_a_stream_and_its_handler_reads_it_as_it_comes(string address)
    {
        await using RunningServer<Depot.Wire> server = Start(new DepotHandler(), address);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        foreach (int length in new[] { 0, 1, 15, 4000, 16_384, 16_385, 65_536, Large })
        {
            using PatternStream source = new(length);
            Assert.Equal(await Parcels.WeightAsync(length), await client.StoreAsync(new("parcel", StreamedBytes.From(source, length)), Cancelled));
            Assert.True(source.IsDisposed);
        }
    }

    private static RunningServer<Depot.Wire> Start(DepotHandler handler, string address, ServerOptions? options = null) => new(
        new Depot.Server(handler, options),
        TransportAddress.Parse(address == "unix://@" ? $"unix://{Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")[..12])}" : address == "memory://parcels" ? $"memory://{Guid.NewGuid():N}" : address));
}

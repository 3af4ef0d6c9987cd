using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.Channels;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Diagnostics;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>How calls are counted that were not taken on.</summary>
public sealed class TurnedAwayTelemetryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task They_are_counted_under_what_carried_them(string carrier)
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(handler, new ServerOptions { MaxCalls = 1, Threading = ThreadingMode.Dedicated }), TransportAddress.Parse($"{carrier}://127.0.0.1:0"));
        Channel<string?> counted = Channel.CreateUnbounded<string?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "protosockets.server.turned_away_calls")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        int port = ((IPEndPoint)server.EndPoint).Port;
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            // Others run beside this test.
            Dictionary<string, object?> named = tags.ToArray().ToDictionary();
            if (named["server.port"] is int at && at == port)
            {
                counted.Writer.TryWrite(named["network.transport"] as string);
            }
        });
        listener.Start();
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Ferry.Docked> held = client.SailAsync(new(1), Cancelled).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await Assert.ThrowsAsync<TryElsewhereException>(() => client.HailAsync(new(2), Cancelled).Soon());
        Assert.Equal(carrier, await counted.Reader.ReadAsync(Cancelled).Soon());
        handler.Dock();
        await held.Soon();
    }
}

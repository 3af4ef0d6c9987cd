using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>Hears of the calls that a server does not take on, by its metrics.</summary>
internal sealed class TurnedAwayCalls : IDisposable
{
    private readonly Channel<string?> _carriers = Channel.CreateUnbounded<string?>();
    private readonly MeterListener _listener = new();

    public TurnedAwayCalls(EndPoint server)
    {
        int port = ((IPEndPoint)server).Port;
        _listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name == "protosockets.server.turned_away_calls")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            // Others run beside this test.
            Dictionary<string, object?> named = tags.ToArray().ToDictionary();
            if (named["server.port"] is int at && at == port)
            {
                _carriers.Writer.TryWrite(named["network.transport"] as string);
            }
        });
        _listener.Start();
    }

    /// <summary>Waits for the next one.</summary>
    /// <returns>What carried it.</returns>
    public Task<string?> NextAsync() => _carriers.Reader.ReadAsync(TestContext.Current.CancellationToken).Soon();

    public void Dispose() => _listener.Dispose();
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;

namespace ProtoSockets.Diagnostics;

/// <summary>A client that connects again or has several connections, as its metrics know it.</summary>
internal interface IObservedConnections
{
    /// <summary>The protocol's name.</summary>
    string Protocol { get; }

    /// <summary>The first of its addresses.</summary>
    TransportAddress Address { get; }

    /// <summary>Counts its connections.</summary>
    /// <param name="counts">For each <see cref="ClientState"/> how many are in it; added to.</param>
    void CountStates(Span<int> counts);
}

/// <summary>The instruments of connections that clients make, named as OpenTelemetry names those of database clients, which have conventions for pools.</summary>
internal static class ConnectionTelemetry
{
    private const string State = "protosockets.client.connection.state";

    // With the instrument that shows them, which nobody else holds.
    private static readonly ConcurrentDictionary<IObservedConnections, Instrument> Clients = new();

    private static readonly Histogram<double> CreateTime = Telemetry.Meter.CreateHistogram(
        "protosockets.client.connection.create_time", "s", "How long clients took to make a connection, or to fail: handshakes and preparation included.", tags: null, Telemetry.Seconds);

    private static readonly Counter<long> Lost = Telemetry.Meter.CreateCounter<long>(
        "protosockets.client.connection.lost", "{connection}", "Connections that clients have lost and make again.");

    // Observed rather than counted, so that who begins to listen late sees what is.
    private static readonly ObservableUpDownCounter<long> Count = Telemetry.Meter.CreateObservableUpDownCounter(
        "protosockets.client.connection.count", Observe, "{connection}", "Connections that clients are to have, by their state.");

    /// <summary>Whether somebody wants to know how long connecting takes.</summary>
    public static bool IsCreateTimeObserved => CreateTime.Enabled;

    /// <summary>Has a client's connections counted.</summary>
    public static void Add(IObservedConnections client) => Clients.TryAdd(client, Count);

    /// <summary>Has a client's connections no longer counted.</summary>
    public static void Remove(IObservedConnections client) => Clients.TryRemove(client, out _);

    /// <summary>Tells of an attempt to connect.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="address">What was connected to.</param>
    /// <param name="start">When it began, as <see cref="Stopwatch.GetTimestamp"/> says.</param>
    /// <param name="failure">Why it failed, or null.</param>
    public static void RecordAttempt(string protocol, TransportAddress address, long start, Exception? failure)
    {
        TagList tags = TagsOf(protocol, address);
        if (failure is not null)
        {
            tags.Add("error.type", Telemetry.ErrorTypeOf(failure));
        }

        CreateTime.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
    }

    /// <summary>Tells of a connection that was lost.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="address">What was connected to.</param>
    /// <param name="reason">Why; null when the server has said goodbye.</param>
    public static void CountLost(string protocol, TransportAddress address, Exception? reason)
    {
        if (Lost.Enabled)
        {
            TagList tags = TagsOf(protocol, address);
            if (reason is not null)
            {
                tags.Add("error.type", Telemetry.ErrorTypeOf(reason));
            }

            Lost.Add(1, tags);
        }
    }

    private static TagList TagsOf(string protocol, TransportAddress address) => Telemetry.ConnectionTags(protocol, address.EndPoint, address.Transport is Transports.StreamTransport);

    /// <summary>All connections, with those of clients that say the same of themselves in one measurement: of two alike an exporter would keep one.</summary>
    private static IEnumerable<Measurement<long>> Observe()
    {
        List<Measurement<long>> measurements = [];
        int[] counts = new int[Enum.GetValues<ClientState>().Length];
        foreach (IGrouping<(string Protocol, string Server), IObservedConnections> alike in Clients.Keys.GroupBy(static client => (client.Protocol, client.Address.ToString())))
        {
            Array.Clear(counts);
            foreach (IObservedConnections client in alike)
            {
                client.CountStates(counts);
            }

            foreach ((ClientState state, string name) in (ReadOnlySpan<(ClientState, string)>)[(ClientState.Connecting, "connecting"), (ClientState.Connected, "connected"), (ClientState.BackingOff, "backing_off")])
            {
                TagList tags = TagsOf(alike.Key.Protocol, alike.First().Address);
                tags.Add(State, name);
                measurements.Add(new Measurement<long>(counts[(int)state], tags));
            }
        }

        return measurements;
    }
}

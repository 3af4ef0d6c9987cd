using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Diagnostics;

/// <summary>
/// The instruments, by OpenTelemetry's semantic conventions for RPC, version 1.45. Whoever has something to tell asks first whether somebody listens: that is two loads, and all that being off costs.
/// </summary>
internal static class Telemetry
{
    private const string System = "protosockets";

    private static readonly string? Version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Source = new(ProtoSocketsDiagnostics.ActivitySourceName, Version);

    public static readonly Meter Meter = new(ProtoSocketsDiagnostics.MeterName, Version);

    // The boundaries that the conventions name.
    public static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    public static readonly Histogram<double> ClientDuration =
        Meter.CreateHistogram("rpc.client.call.duration", "s", "Duration of outgoing calls, until the last reply or the failure.", tags: null, Seconds);

    public static readonly Histogram<double> ServerDuration =
        Meter.CreateHistogram("rpc.server.call.duration", "s", "Duration of incoming calls, until the handler has ended and its answer is handed over.", tags: null, Seconds);

    private static readonly UpDownCounter<long> Connections =
        Meter.CreateUpDownCounter<long>("protosockets.server.active_connections", "{connection}", "Connections that the server holds.");

    private static readonly Counter<long> Rejected =
        Meter.CreateCounter<long>("protosockets.server.rejected_connections", "{connection}", "Connections closed at once because there were as many as allowed.");

    private static readonly Counter<long> TurnedAway =
        Meter.CreateCounter<long>("protosockets.server.turned_away_calls", "{call}", "Calls that were not taken on: there were as many as allowed, or the server was shutting down.");

    /// <summary>Whether somebody wants to know of outgoing calls.</summary>
    public static bool IsClientObserved => ClientDuration.Enabled || Source.HasListeners();

    /// <summary>Whether somebody wants to know of incoming calls.</summary>
    public static bool IsServerObserved => ServerDuration.Enabled || Source.HasListeners();

    public static void CountConnection(string protocol, EndPoint? local, int change)
    {
        if (Connections.Enabled)
        {
            Connections.Add(change, ConnectionTags(protocol, local));
        }
    }

    public static void CountRejected(string protocol, EndPoint? local)
    {
        if (Rejected.Enabled)
        {
            Rejected.Add(1, ConnectionTags(protocol, local));
        }
    }

    public static void CountTurnedAway(string protocol, EndPoint? local, bool isStream)
    {
        if (TurnedAway.Enabled)
        {
            TurnedAway.Add(1, ConnectionTags(protocol, local, isStream));
        }
    }

    /// <summary>What measurements and spans of a call say alike.</summary>
    /// <param name="method">Protocol and message: <c>Chat/Join</c>.</param>
    /// <param name="server">The server's end point.</param>
    /// <param name="isStream">Whether a stream carries it, and not datagrams.</param>
    /// <param name="failure">What the call failed with, or null.</param>
    public static TagList CallTags(string method, EndPoint? server, bool isStream, Exception? failure)
    {
        TagList tags = new() { { "rpc.system.name", System }, { "rpc.method", method } };
        AddServer(ref tags, server, isStream);
        if (failure is not null)
        {
            tags.Add("error.type", ErrorTypeOf(failure));
            if (failure is CallRefusedException refused)
            {
                tags.Add("rpc.response.status_code", refused.Code.ToString());
            }
        }

        return tags;
    }

    /// <summary>What measurements of connections say alike.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="server">The server's end point.</param>
    /// <param name="isStream">Whether it is a stream, and not datagrams.</param>
    public static TagList ConnectionTags(string protocol, EndPoint? server, bool isStream = true)
    {
        TagList tags = new() { { "rpc.system.name", System }, { "protosockets.protocol", protocol } };
        AddServer(ref tags, server, isStream);
        return tags;
    }

    private static void AddServer(ref TagList tags, EndPoint? server, bool isStream)
    {
        switch (server)
        {
            case IPEndPoint ip:
                tags.Add("server.address", ip.Address.ToString());
                tags.Add("server.port", ip.Port);
                break;
            case DnsEndPoint name:
                tags.Add("server.address", name.Host);
                tags.Add("server.port", name.Port);
                break;
            case not null:
                tags.Add("server.address", server.ToString());
                break;
        }

        if (server is IPEndPoint or DnsEndPoint or UnixDomainSocketEndPoint)
        {
            tags.Add("network.transport", server is UnixDomainSocketEndPoint ? "unix" : isStream ? "tcp" : "udp");
        }
    }

    /// <summary>One of few: the conventions want no more values than a metric can bear.</summary>
    public static string ErrorTypeOf(Exception failure) => failure switch
    {
        CallRefusedException refused => refused.Code.ToString(),
        TryElsewhereException elsewhere => elsewhere.Code.ToString(),
        CallTimedOutException => "timeout",
        OperationCanceledException => "cancelled",
        _ => failure.GetType().FullName!,
    };
}

/// <summary>The name of a call, made once for each message.</summary>
internal static class MethodName<TProtocol, TMessage>
    where TProtocol : struct, Runtime.IProtocol
{
    public static readonly string Value = $"{TProtocol.Description.Name}/{(typeof(TMessage).Name == "View" ? typeof(TMessage).DeclaringType!.Name : typeof(TMessage).Name)}";
}

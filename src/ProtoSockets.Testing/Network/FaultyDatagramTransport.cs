using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>A transport of datagrams over which a plan is laid.</summary>
internal sealed class FaultyDatagramTransport(DatagramTransport inner, FaultPlan plan, TimeProvider clock, OpenEnds ends) : DatagramTransport
{
    public override string Scheme => inner.Scheme;

    public override DatagramChannel Bind(EndPoint endPoint, BindOptions options) =>
        new FaultyChannel(inner.Bind(endPoint, options), plan, Side.Client, ends.NextAccepted(), clock, ends);

    public override async ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        DatagramChannel channel = await inner.ConnectAsync(endPoint, options, cancellationToken).ConfigureAwait(false);
        return new FaultyChannel(channel, plan, Side.Server, ends.NextConnected(), clock, ends);
    }
}

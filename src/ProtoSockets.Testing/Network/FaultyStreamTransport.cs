using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>A transport of streams over which a plan is laid.</summary>
internal sealed class FaultyStreamTransport(StreamTransport inner, FaultPlan plan, TimeProvider clock, OpenEnds ends) : StreamTransport
{
    public override string Scheme => inner.Scheme;

    public override StreamListener Listen(EndPoint endPoint, BindOptions options) => new Listener(this, inner.Listen(endPoint, options));

    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        StreamConnection connection = await inner.ConnectAsync(endPoint, options, cancellationToken).ConfigureAwait(false);
        return new FaultyConnection(connection, plan, Side.Client, ends.NextConnected(), clock, ends);
    }

    private FaultyConnection Accepted(StreamConnection connection) => new FaultyConnection(connection, plan, Side.Server, ends.NextAccepted(), clock, ends);

    private sealed class Listener(FaultyStreamTransport transport, StreamListener listener) : StreamListener
    {
        public override EndPoint LocalEndPoint => listener.LocalEndPoint;

        public override Socket? Socket => listener.Socket;

        public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) =>
            transport.Accepted(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false));

        protected override void Dispose(bool disposing) => listener.Dispose();
    }
}

using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listener whose peers are proxies.</summary>
internal sealed class ProxyListener(StreamListener inner, ProxyProtocolOptions options) : StreamListener
{
    public override EndPoint LocalEndPoint => inner.LocalEndPoint;

    public override Socket? Socket => inner.Socket;

    /// <summary>The listener as one for proxies, if the options say so.</summary>
    public static StreamListener Around(StreamListener listener, ProxyProtocolOptions? options) => options is null ? listener : listener.BehindProxy(options);

    internal override StreamListener BehindProxy(ProxyProtocolOptions proxy) => this;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) =>
        new ProxyConnection(await inner.AcceptAsync(cancellationToken).ConfigureAwait(false), options);

    protected override void Dispose(bool disposing) => inner.Dispose();
}

using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>A transport of streams whose connections are recorded.</summary>
internal sealed class RecordedTransport(StreamTransport inner, ConversationRecorder recorder) : StreamTransport
{
    public override string Scheme => inner.Scheme;

    public override StreamListener Listen(EndPoint endPoint, BindOptions options) => new Listener(inner.Listen(endPoint, options), recorder);

    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken) =>
        recorder.Over(await inner.ConnectAsync(endPoint, options, cancellationToken).ConfigureAwait(false), Side.Client);

    private sealed class Listener(StreamListener listener, ConversationRecorder recorder) : StreamListener
    {
        public override EndPoint LocalEndPoint => listener.LocalEndPoint;

        public override Socket? Socket => listener.Socket;

        public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) =>
            recorder.Over(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false), Side.Server);

        protected override void Dispose(bool disposing) => listener.Dispose();
    }
}

using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Groups;

/// <summary>A client's transport whose connections stop receiving when they are told to.</summary>
internal sealed class PausedTransport(StreamTransport inner) : StreamTransport
{
    private volatile TaskCompletionSource? _pause;

    public override string Scheme => inner.Scheme;

    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _pause, null)?.TrySetResult();

    public override StreamListener Listen(EndPoint endPoint, BindOptions options) => inner.Listen(endPoint, options);

    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken) =>
        new Connection(this, await inner.ConnectAsync(endPoint, options, cancellationToken));

    private sealed class Connection(PausedTransport transport, StreamConnection connection) : StreamConnection
    {
        public override EndPoint? LocalEndPoint => connection.LocalEndPoint;

        public override EndPoint? RemoteEndPoint => connection.RemoteEndPoint;

        public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (transport._pause is { } pause)
            {
                await pause.Task.WaitAsync(cancellationToken);
            }

            return await connection.ReceiveAsync(buffer, cancellationToken);
        }

        public override int TrySend(ReadOnlySpan<byte> bytes) => connection.TrySend(bytes);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => connection.SendAsync(bytes, cancellationToken);

        public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => connection.ShutdownSendAsync(cancellationToken);

        protected override void Dispose(bool disposing) => connection.Dispose();
    }
}

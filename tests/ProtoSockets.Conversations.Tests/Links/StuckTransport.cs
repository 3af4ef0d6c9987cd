using System.Collections.Concurrent;
using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>A client's transport whose connections take nothing any more when they are told to, until they are lost.</summary>
internal sealed class StuckTransport(StreamTransport inner) : StreamTransport
{
    private TaskCompletionSource? _hold;

    /// <summary>All connections, in the order in which they were made.</summary>
    public ConcurrentQueue<Connection> Connections { get; } = new();

    public override string Scheme => inner.Scheme;

    /// <summary>Has no further connection be made until <see cref="LetGo"/>.</summary>
    public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => Interlocked.Exchange(ref _hold, null)?.TrySetResult();

    public override StreamListener Listen(EndPoint endPoint, BindOptions options) => inner.Listen(endPoint, options);

    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        // Without the token, as transports of others may: who gives up is gone when it goes on.
        await (Volatile.Read(ref _hold)?.Task ?? Task.CompletedTask);
        var connection = new Connection(await inner.ConnectAsync(endPoint, options, CancellationToken.None));
        Connections.Enqueue(connection);
        return connection;
    }

    internal sealed class Connection(StreamConnection connection) : StreamConnection
    {
        private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isStuck;

        public override EndPoint? LocalEndPoint => connection.LocalEndPoint;

        public override EndPoint? RemoteEndPoint => connection.RemoteEndPoint;

        public void Stick() => _isStuck = true;

        public void Lose() => _lost.TrySetException(new IOException("The test has lost it."));

        public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            using CancellationTokenSource lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task<int> receiving = connection.ReceiveAsync(buffer, lost.Token).AsTask();
            if (await Task.WhenAny(receiving, _lost.Task) == receiving)
            {
                return await receiving;
            }

            // It must not use the buffer behind the end of this.
            await lost.CancelAsync();
            await receiving.ContinueWith(static _ => { }, TaskScheduler.Default);
            throw new IOException("The test has lost it.");
        }

        public override int TrySend(ReadOnlySpan<byte> bytes) => _isStuck ? 0 : connection.TrySend(bytes);

        public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (_isStuck)
            {
                await _lost.Task.WaitAsync(cancellationToken);
            }

            await connection.SendAsync(bytes, cancellationToken);
        }

        public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => connection.ShutdownSendAsync(cancellationToken);

        protected override void Dispose(bool disposing)
        {
            Lose();
            connection.Dispose();
        }
    }
}

using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Transports;

/// <summary>
/// Notes that nothing more comes from below TLS. <see cref="System.Net.Security.SslStream"/> gives the same for it as for the peer's close_notify, behind which it receives no more.
/// </summary>
internal sealed class WatchedEnd
{
    private volatile bool _hasCome;

    public bool HasCome => _hasCome;

    /// <summary>Waits for a receive, and looks at what it gives.</summary>
    public ValueTask<int> Watch(ValueTask<int> receiving)
    {
        if (!receiving.IsCompletedSuccessfully)
        {
            return WaitAsync(receiving);
        }

        int count = receiving.Result;
        _hasCome |= count == 0;
        return new ValueTask<int>(count);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> receiving)
    {
        int count = await receiving.ConfigureAwait(false);
        _hasCome |= count == 0;
        return count;
    }
}

/// <summary>A socket's stream whose end is noted.</summary>
internal sealed class WatchedSocketStream(Socket socket, WatchedEnd end) : NetworkStream(socket, ownsSocket: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : end.Watch(base.ReadAsync(buffer, cancellationToken));
}

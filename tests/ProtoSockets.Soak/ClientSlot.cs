using ProtoSockets.Soak.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Soak;

/// <summary>A client that connects again when its connection has ended.</summary>
internal sealed class ClientSlot(Spoken protocol, TransportAddress address, ClientOptions options) : IAsyncDisposable
{
    private const int MaxAttempts = 1000;

    private readonly SemaphoreSlim _turn = new(1);
    private SpokenClient? _client;

    /// <summary>A client whose connection has not ended, as far as is known.</summary>
    public async Task<SpokenClient> GetAsync()
    {
        if (_client is { Closed.IsCancellationRequested: false } client)
        {
            return client;
        }

        await _turn.WaitAsync();
        try
        {
            for (int attempt = 1; _client is null || _client.Closed.IsCancellationRequested; attempt++)
            {
                if (_client is { } ended)
                {
                    _client = null;
                    await ended.DisposeAsync();
                }

                try
                {
                    _client = await protocol.ConnectAsync(address, options, CancellationToken.None);
                }
                catch (Exception failure) when (failure is ConnectException or ConnectionClosedException or HandshakeException && attempt < MaxAttempts)
                {
                    // Connecting meets the same faults as calling.
                }
            }

            return _client;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.DisposeAsync();
        }

        _turn.Dispose();
    }
}

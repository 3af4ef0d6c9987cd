using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>An end of a connection that speaks no protocol: it sends what it is told, and reads whatever comes until there is no more.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly StreamConnection _connection;
    private readonly CancellationTokenSource _closing = new();
    private readonly MemoryStream _received = new();

    public RawConnection(StreamConnection connection)
    {
        _connection = connection;
        Ended = ReadAsync();
    }

    /// <summary>Ends when the other end has, with all that it sent.</summary>
    public Task<byte[]> Ended { get; }

    /// <summary>Sends bytes, some at a time; what the other end does not want to hear is dropped.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, int piece)
    {
        try
        {
            for (int start = 0; start < bytes.Length; start += piece)
            {
                await _connection.SendAsync(bytes.Slice(start, Math.Min(piece, bytes.Length - start)), _closing.Token).AsTask().WaitAsync(Failures.Patience);
            }
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // It closed the connection.
        }
    }

    /// <summary>Says that no more comes.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _connection.ShutdownSendAsync(_closing.Token);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // It closed the connection.
        }
    }

    /// <summary>Cuts the connection off.</summary>
    public void Reset() => _connection.Reset();

    public void Dispose()
    {
        _closing.Cancel();
        _connection.Dispose();
        _closing.Dispose();
    }

    private async Task<byte[]> ReadAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await _connection.ReceiveAsync(buffer, _closing.Token) is > 0 and var count)
            {
                _received.Write(buffer, 0, count);
            }
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Over, one way or the other.
        }

        return _received.ToArray();
    }
}

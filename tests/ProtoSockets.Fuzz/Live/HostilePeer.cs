using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>The end of a connection that says what it is told to, and reads whatever it hears.</summary>
internal sealed class HostilePeer : IDisposable
{
    private const int MostKeptBytes = 4096;

    private readonly StreamConnection _connection;
    private readonly byte[] _heard = new byte[MostKeptBytes];
    private readonly TaskCompletionSource _hasHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Takes a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="enough">How many bytes have to be heard for <see cref="HasHeard"/>.</param>
    public HostilePeer(StreamConnection connection, int enough = MostKeptBytes)
    {
        _connection = connection;
        Ended = ListenAsync(enough);
    }

    /// <summary>Ends when the other side has said its last.</summary>
    public Task Ended { get; }

    /// <summary>Ends when enough has been heard, or all.</summary>
    public Task HasHeard => _hasHeard.Task;

    /// <summary>The beginning of what has been heard.</summary>
    public ReadOnlySpan<byte> Heard => _heard.AsSpan(0, Volatile.Read(ref _count));

    /// <summary>Sends bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _connection.SendAsync(bytes, CancellationToken.None);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The other side has heard enough.
        }
    }

    /// <summary>Sends bytes, as many at a time as the mode says, and then ends or resets the connection.</summary>
    public async Task SayAsync(LiveMode mode, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int length = Math.Min(bytes.Length, mode.PieceBytes);
                await _connection.SendAsync(bytes[..length], CancellationToken.None);
                bytes = bytes[length..];
            }

            if (!mode.IsReset)
            {
                await _connection.ShutdownSendAsync(CancellationToken.None);
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The other side has heard enough.
        }

        if (mode.IsReset)
        {
            _connection.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static bool IsEnd(Exception exception) => exception is IOException or SocketException or ObjectDisposedException;

    private async Task ListenAsync(int enough)
    {
        byte[] buffer = new byte[MostKeptBytes];
        try
        {
            while (await _connection.ReceiveAsync(buffer, CancellationToken.None) is var received and > 0)
            {
                int kept = Math.Min(received, MostKeptBytes - _count);
                buffer.AsSpan(0, kept).CopyTo(_heard.AsSpan(_count));
                Volatile.Write(ref _count, _count + kept);
                if (_count >= enough)
                {
                    _hasHeard.TrySetResult();
                }
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // Reset, by either side.
        }

        _hasHeard.TrySetResult();
    }
}

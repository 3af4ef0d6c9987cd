using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>
/// Turns connections away in good order: tells the peer in place of hello that it may try elsewhere, and reads to the end, so that no reset takes the message from it. A few at a time: who comes
/// when the others have not left yet is closed at once.
/// </summary>
internal sealed class Doorman : IDisposable
{
    private const int MaxAtOnce = 64;
    private const int MaxBytesRead = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ServerOptions _options;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _leaving = [];

    public Doorman(ServerOptions options) => _options = options;

    /// <summary>Ends when all that are being told have left; each has a limited time for it.</summary>
    public Task WhenLeftAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_leaving);
        }
    }

    /// <summary>Turns a connection away, and closes it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="code">Why.</param>
    public void TurnAway(StreamConnection connection, RefusalCode code)
    {
        lock (_gate)
        {
            if (_leaving.Count < MaxAtOnce)
            {
                Task told = TellAsync(connection, code);
                _leaving.Add(told);
                _ = told.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
                return;
            }
        }

        connection.Dispose();
    }

    public void Dispose() => _closing.Cancel();

    private void Forget(Task told)
    {
        lock (_gate)
        {
            _leaving.Remove(told);
        }
    }

    private async Task TellAsync(StreamConnection connection, RefusalCode code)
    {
        await Task.Yield();
        using (connection)
        using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token))
        using (_options.TimeProvider.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, Patience, Timeout.InfiniteTimeSpan))
        {
            try
            {
                await connection.HandshakeAsync(patience.Token).ConfigureAwait(false);
                await connection.SendAsync(Message(code), patience.Token).ConfigureAwait(false);
                await connection.ShutdownSendAsync(patience.Token).ConfigureAwait(false);
                byte[] unread = new byte[512];
                int left = MaxBytesRead;
                int count;
                do
                {
                    count = await connection.ReceiveAsync(unread, patience.Token).ConfigureAwait(false);
                    left -= count;
                }
                while (count > 0 && left > 0);
            }
            catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
            {
                // It has left already, or does not leave in time.
            }
        }
    }

    private byte[] Message(RefusalCode code)
    {
        AdviceFrame frame = new(FrameKind.TryElsewhere, code, _options.RetryAfter, _options.Elsewhere);
        WireWriter writer = new(new byte[frame.GetFrameSize()], Side.Server);
        frame.WriteFrame(ref writer, default);
        return writer.Written.ToArray();
    }
}

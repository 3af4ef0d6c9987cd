using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>The receive loop over datagrams.</summary>
internal sealed class DatagramPump : IDisposable
{
    /// <summary>
    /// After so many datagrams that nobody had to wait for, many are received at a time if more are there already. Not before: that takes a larger buffer, and two more system calls for each wait. And not for a peer
    /// that answers each so fast that nobody waits for it, but alone. There is no way back: the system no longer tells where those end that it put together before.
    /// </summary>
    private const int BusyStreak = 32;

    /// <summary>How long a thread of its own waits before it looks whether the loop is to end: what ends it does not always close the channel, over which the last answers still go.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>As over streams: <see cref="StreamPump{TProtocol}"/>.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;
    private const int SpinSteps = 8;

    private readonly DatagramChannel _channel;
    private readonly IDatagramConsumer _consumer;
    private readonly DatagramBuffer _buffer;
    private readonly IoThreadWatch? _watch;
    private readonly ThreadingMode _mode;
    private volatile bool _isInline;
    private bool _isBusy;
    private int _streak;

    /// <summary>Makes a loop that has not begun.</summary>
    /// <param name="channel">Where from.</param>
    /// <param name="maxDatagramBytes">The largest datagram that is accepted.</param>
    /// <param name="mode">Which thread hands datagrams over.</param>
    /// <param name="consumer">Who gets them.</param>
    public DatagramPump(DatagramChannel channel, int maxDatagramBytes, ThreadingMode mode, IDatagramConsumer consumer)
    {
        _channel = channel;
        _consumer = consumer;
        _buffer = new DatagramBuffer(maxDatagramBytes);
        _mode = mode;
        _isInline = mode == ThreadingMode.Inline;
        _watch = _isInline ? new IoThreadWatch(OnBlocking) : null;
    }

    private bool IsOnOwnThread => _mode is ThreadingMode.Dedicated or ThreadingMode.Spin && _channel.CanWait;

    /// <summary>Receives until the channel is closed or the token is cancelled.</summary>
    /// <returns>Why it ended.</returns>
    public Task<Exception> RunAsync(CancellationToken cancellationToken) =>
        IsOnOwnThread ? RunOnThreadAsync(cancellationToken) : RunFreelyAsync(cancellationToken);

    private async Task<Exception> RunFreelyAsync(CancellationToken cancellationToken)
    {
        SocketAddress from = _channel.CreateAddress();
        while (true)
        {
            try
            {
                DatagramRun run;
                if (_isBusy)
                {
                    run = await _channel.ReceiveManyAsync(_buffer.Room, from, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    ValueTask<int> receiving = _channel.ReceiveAsync(_buffer.Room, from, cancellationToken);
                    bool hasWaited = !receiving.IsCompleted;
                    int count = await receiving.ConfigureAwait(false);
                    run = new DatagramRun(count, count);
                    CheckBusy(hasWaited);
                }

                Take(in run, from);
            }
            catch (SocketException problem)
            {
                if (!_consumer.OnProblem(problem))
                {
                    return problem;
                }
            }
            catch (Exception end) when (ConnectionFailures.IsExpected(end))
            {
                return end;
            }
        }
    }

    private Task<Exception> RunOnThreadAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => ended.SetResult(RunOnThread(cancellationToken))) { IsBackground = true, Name = "ProtoSockets datagrams" }.UnsafeStart();
        return ended.Task;
    }

    /// <summary>The same loop on a thread of its own, which waits in the system.</summary>
    private Exception RunOnThread(CancellationToken cancellationToken)
    {
        SocketAddress from = _channel.CreateAddress();
        while (true)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                bool hasWaited = !_channel.WaitUntilReadable(TimeSpan.Zero);
                if ((!hasWaited || WaitUntilReadable()) && _channel.TryReceive(_buffer.Room.Span, from, _isBusy, out DatagramRun run))
                {
                    CheckBusy(hasWaited);
                    Take(in run, from);
                }
            }
            catch (SocketException problem)
            {
                if (!_consumer.OnProblem(problem))
                {
                    return problem;
                }
            }
            catch (Exception end) when (ConnectionFailures.IsExpected(end))
            {
                return end;
            }
        }
    }

    private bool WaitUntilReadable()
    {
        if (_mode == ThreadingMode.Spin && Environment.ProcessorCount > 1)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                Thread.SpinWait(SpinSteps);
                if (_channel.WaitUntilReadable(TimeSpan.Zero))
                {
                    return true;
                }
            }
            while (Stopwatch.GetTimestamp() - start < SpinTicks);
        }

        return _channel.WaitUntilReadable(LookInterval);
    }

    private void Take(in DatagramRun run, SocketAddress from)
    {
        if (_consumer.TryFindSender(from, run.Count, out object? sender))
        {
            HandOver(_buffer.Take(in run), in run, sender);
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _buffer.Dispose();
    }

    /// <summary>Before what was received is handled, which may bring the next.</summary>
    private void CheckBusy(bool hasWaited)
    {
        _streak = hasWaited ? 0 : _streak + 1;
        if (_streak == BusyStreak)
        {
            _streak = 0;
            if (!_isBusy && _channel.CanReceiveMany && IsAnotherThere())
            {
                _isBusy = true;
                _buffer.Grow(_channel.ReceiveManyBytes);
            }
        }
    }

    private bool IsAnotherThere() => !_channel.CanWait || _channel.WaitUntilReadable(TimeSpan.Zero);

    private void HandOver(in ReceivedFrame all, in DatagramRun run, object? sender)
    {
        bool isPoolThread = Thread.CurrentThread.IsThreadPoolThread;
        if (!_isInline && !IsOnOwnThread && !(_consumer.IsAlone && isPoolThread))
        {
            ReceivedDatagrams.Queue(in all, in run, _consumer, sender);
            return;
        }

        IoThreadWatch? watch = isPoolThread ? null : _watch;
        watch?.Enter();
        ReceivedDatagrams.HandOver(in all, in run, _consumer, sender);
        watch?.Leave();
    }

    /// <summary>User code keeps the thread on which others wait: it would again. What comes next goes to the pool.</summary>
    private void OnBlocking(TimeSpan elapsed)
    {
        _isInline = false;
        _consumer.OnBlocking(elapsed);
    }
}

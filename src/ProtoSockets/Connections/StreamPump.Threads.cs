using System.Diagnostics;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <content>The receive loop, and the thread that it runs on.</content>
internal sealed partial class StreamPump<TProtocol>
{
    /// <summary>How long a thread that spins looks for more before it sleeps: longer than a round trip between two cores, shorter than a time slice.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;

    /// <summary>Between two looks, in steps of <see cref="Thread.SpinWait"/>.</summary>
    private const int SpinSteps = 8;

    /// <summary>
    /// Whether users' code may run on the thread of the receive loop. On a thread of the pool it may: one hop to it, by the socket, is enough. A member that streams is fed by the loop while a handler reads
    /// it, so there the two can't share a thread.
    /// </summary>
    private bool MayHandOverHere => !TProtocol.HasStreams && (_mode != ThreadingMode.Pool || Thread.CurrentThread.IsThreadPoolThread);

    /// <summary>The receive loop. Ends, without an exception, when the peer has finished or the connection failed; the consumer is told in its turn.</summary>
    /// <param name="cancellationToken">Stops receiving; the connection can't be received from afterwards, and is closed by whoever stops it.</param>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (TProtocol.Description.HandsOver)
        {
            return RunStepsAsync(cancellationToken);
        }

        if (!TProtocol.HasStreams && _mode is ThreadingMode.Dedicated or ThreadingMode.Spin)
        {
            return RunOnThreadAsync(cancellationToken);
        }

        // Away from the caller, who may not have the client yet that a handler waits for; and without the caller's ambient values, which would be there in every handler.
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            return RunFreelyAsync(cancellationToken);
        }
        finally
        {
            flow?.Undo();
        }
    }

    private async Task RunFreelyAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        CancellationToken receiving = _connection.ClosingEndsReceives ? CancellationToken.None : cancellationToken;
        Exception? failure = _start < _end ? TakeFrames() : null;
        try
        {
            while (failure is null)
            {
                if (TProtocol.HasStreams && _stream is not null)
                {
                    // The frame goes on where the connection does; behind it may follow others that have come already.
                    failure = await FeedAsync(cancellationToken).ConfigureAwait(false);
                    if (failure is null && _start < _end)
                    {
                        failure = TakeFrames();
                        await WaitForQueueRoom().ConfigureAwait(false);
                    }

                    continue;
                }

                int count = await _connection.ReceiveAsync(_buffer.Memory[_end..], receiving).ConfigureAwait(false);
                if (!TryTake(count, out failure))
                {
                    break;
                }

                ValueTask room = failure is null ? WaitForQueueRoom() : default;
                if (!room.IsCompletedSuccessfully)
                {
                    await room.ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            failure = exception;
        }

        _buffer.Release();
        End(failure);
    }

    private Task RunOnThreadAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            RunOnThread(cancellationToken);
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = $"ProtoSockets {TProtocol.Description.Name}",
        };
        thread.UnsafeStart();
        return ended.Task;
    }

    /// <summary>The same loop on a thread of its own, which waits in the system.</summary>
    private void RunOnThread(CancellationToken cancellationToken)
    {
        Exception? failure = _start < _end ? TakeFrames() : null;
        using var waiter = new BlockingWaiter();
        try
        {
            while (failure is null && TryTake(Receive(waiter, cancellationToken), out failure))
            {
                if (failure is null)
                {
                    waiter.Wait(WaitForQueueRoom());
                }
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            failure = exception;
        }

        _buffer.Release();
        End(failure);
    }

    private int Receive(BlockingWaiter waiter, CancellationToken cancellationToken)
    {
        Memory<byte> room = _buffer.Memory[_end..];
        if (!_connection.CanWait)
        {
            return waiter.Wait(_connection.ReceiveAsync(room, cancellationToken));
        }

        if (_mode == ThreadingMode.Spin && Environment.ProcessorCount > 1)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                if (_connection.TryReceive(room.Span) is >= 0 and int arrived)
                {
                    return arrived;
                }

                Thread.SpinWait(SpinSteps);
            }
            while (Stopwatch.GetTimestamp() - start < SpinTicks);
        }

        return _connection.Receive(room.Span);
    }

    /// <summary>Takes what was received.</summary>
    /// <param name="count">How many bytes; 0 is the end.</param>
    /// <param name="failure">Why the connection can't go on, or null.</param>
    /// <returns>False at the end.</returns>
    private bool TryTake(int count, out Exception? failure)
    {
        if (count == 0)
        {
            failure = _start == _end ? null : new ConnectionClosedException(
                $"The peer closed the connection in the middle of a frame: {_end - _start} bytes of it had come.");
            return false;
        }

        Received(count);
        failure = TakeFrames();
        return true;
    }

    /// <summary>User code keeps the thread on which others wait: they would again. What is there now ends where it is, what comes next goes to the pool.</summary>
    private void OnBlocking(TimeSpan elapsed)
    {
        if (_mode == ThreadingMode.Pool)
        {
            return;
        }

        _mode = ThreadingMode.Pool;
        _consumer.OnBlocking(elapsed);
    }
}

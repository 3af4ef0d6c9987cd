using ProtoSockets.Runtime;
using ProtoSockets.Streams;

namespace ProtoSockets.Calls;

/// <content>Requests whose last member streams.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>
    /// Starts a call whose request streams. Its time begins when the request was sent to its last byte; until then <c>StreamTimeout</c> bounds it.
    /// </summary>
    /// <returns>The call: once the request was sent, or at once where the reply streams as well, since the peer may answer as it reads.</returns>
    private async ValueTask<PendingCall<TReply, TError>> StartStreamedAsync<TRequest, TReply, TError>(
        TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        PendingCall<TReply, TError>? call = null;
        CallKey key = default;
        Task sending = await BeginStreamedAsync(
            () =>
            {
                call = TryStart<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken);
                key = call?.Key ?? default;
                return call is not null;
            },
            () => key,
            TailOf(in request),
            timeout,
            cancellationToken).ConfigureAwait(false);
        if (TReply.IsStreamed)
        {
            return call!;
        }

        try
        {
            await sending.ConfigureAwait(false);
        }
        catch
        {
            // The connection is closed, and the call ends with it: whoever waits for it gives its object back.
            _ = ForgetAsync(call!);
            throw;
        }

        return call!;

        static async Task ForgetAsync(ValueTask<OptionalReply<TReply>> call)
        {
            try
            {
                _ = await call.ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or WireFormatException)
            {
                // The caller gets what went wrong with the sending.
            }
        }
    }

    /// <summary>Starts a call with many replies whose request streams.</summary>
    internal async Task StartStreamedAsync<TRequest, TReply>(PendingCall call, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
    {
        Task sending = await BeginStreamedAsync(
            () => TryStart(call, in request, timeout), () => call.Key, TailOf(in request), timeout, cancellationToken).ConfigureAwait(false);
        if (!TReply.IsStreamed)
        {
            await sending.ConfigureAwait(false);
        }
    }

    /// <summary>Starts a call when no other message streams, and sends what follows.</summary>
    /// <returns>A task that ends with the last byte.</returns>
    private async Task<Task> BeginStreamedAsync(Func<bool> tryStart, Func<CallKey> getKey, OutgoingTail tail, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await EnterAsync(timeout, cancellationToken).ConfigureAwait(false);
                bool isStarted = false;
                try
                {
                    isStarted = tryStart();
                }
                finally
                {
                    if (!isStarted)
                    {
                        LeaveStream();
                    }
                }

                if (isStarted)
                {
                    Task sending = SendAsync(getKey(), tail, timeout, cancellationToken);

                    // Where nobody waits for it, the connection is closed when it fails, and the call learns it from there.
                    _ = sending.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                    return sending;
                }

                await WaitForCallRoomAsync(timeout, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            tail.Dispose();
            throw;
        }
    }

    private async Task EnterAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await EnterStreamAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CallNotSentException($"another message streamed for {timeout.TotalSeconds:0.###} s", exception);
        }
    }

    private async Task SendAsync(CallKey key, OutgoingTail tail, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await SendTailAsync(tail, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            LeaveStream();
            tail.Dispose();
        }

        if (timeout != Timeout.InfiniteTimeSpan)
        {
            Calls.SetDeadline(key, Now + (long)timeout.TotalMilliseconds);
        }
    }
}

using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>How calls with many replies begin: on the connection, or on one of several.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    /// <summary>Where a batch of this thread goes, that belongs to one of several connections.</summary>
    [ThreadStatic]
    private static ClientLink<TProtocol>? t_batchLink;

    /// <summary>Starts a call with many replies on a connection.</summary>
    private async ValueTask<PendingStream<TReply, TError>> StartManyAsync<TRequest, TReply, TError>(
        ClientLink<TProtocol> link, TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, Action? ahead, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        var call = new PendingStream<TReply, TError>(isLast, _options.PushBacklog, mayWait: link.CanWaitForReaders) { Ahead = ahead };
        if (FrameLink<TProtocol>.MustStream(in request))
        {
            await link.StartStreamedAsync<TRequest, TReply>(call, request, timeout, cancellationToken).ConfigureAwait(false);
            return call;
        }

        while (!link.TryStart(call, in request, timeout))
        {
            await link.WaitForCallRoomAsync(timeout, cancellationToken).ConfigureAwait(false);
        }

        return call;
    }

    /// <summary>Starts a call with many replies on one of several connections; on another one, when nothing of it came and it may be sent again.</summary>
    private async ValueTask<(ClientLink<TProtocol> Link, PendingStream<TReply, TError> Call)> StartManyAsync<TRequest, TReply, TError>(
        LinkPool<TProtocol> pool, TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, Action? ahead, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        long deadlineAt = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : pool.Time + (long)timeout.TotalMilliseconds;
        while (true)
        {
            TimeSpan left = deadlineAt == long.MaxValue ? timeout : TimeSpan.FromMilliseconds(Math.Max(0, deadlineAt - pool.Time));
            ClientLink<TProtocol> link;
            try
            {
                link = await pool.WhenReadyAsync(left, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                FrameLink<TProtocol>.GiveUp(in request);
                throw;
            }

            try
            {
                PendingStream<TReply, TError> call = await StartManyAsync<TRequest, TReply, TError>(
                    link, request, isLast, left, ahead is null ? null : () => SendAheadOn(link, ahead), cancellationToken).ConfigureAwait(false);
                try
                {
                    await call.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
                    return (link, call);
                }
                catch
                {
                    link.Abandon(call);
                    throw;
                }
            }
            catch (CallException exception) when (deadlineAt > pool.Time && !pool.IsEnding && !FrameLink<TProtocol>.MustStream(in request) && pool.MayGoElsewhere(link, exception, TRequest.IsIdempotent))
            {
                // On the next one.
            }
        }
    }

    private static void SendAheadOn(ClientLink<TProtocol> link, Action ahead)
    {
        t_batchLink = link;
        try
        {
            ahead();
        }
        finally
        {
            t_batchLink = null;
        }
    }
}

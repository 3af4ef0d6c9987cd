using System.Runtime.CompilerServices;
using ProtoSockets.Clients;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <content>Calls that are answered by a stream, or send one: the default envelope's items, ends and credits.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>How much of a stream is taken before somebody reads it.</summary>
    internal abstract StreamWindow Window { get; }

    /// <summary>Sends a request when the enumeration starts, and enumerates what answers it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="source">The stream to send with it; null for none.</param>
    /// <param name="timeout">How long the call may take, to the end of the answer.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    internal IAsyncEnumerable<TReply> StreamAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem>? source, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        IAsyncEnumerable<TReply> replies = EnumerateAsync<TRequest, TItem, TReply, TError>(request, source, timeout, cancellationToken);
        return Telemetry.IsClientObserved ? ClientCall.WatchManyAsync<TProtocol, TRequest, TReply>(replies, ServerEndPoint, IsStream, cancellationToken) : replies;
    }

    /// <summary>Sends a request and a stream behind it, and waits for the reply or the error reply.</summary>
    internal ValueTask<CallResult<TReply, TError>> TryCallTakingAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> source, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientCall? watched = Telemetry.IsClientObserved ? ClientCall.Start<TProtocol, TRequest>(ServerEndPoint, IsStream) : null;
        ValueTask<CallResult<TReply, TError>> called = CallTakingAsync<TRequest, TItem, TReply, TError>(request, source, timeout, cancellationToken);
        return watched is null ? called : watched.WatchAsync(called, static result => result.IsError);
    }

    private async IAsyncEnumerable<TReply> EnumerateAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem>? source, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        long deadlineAt = DeadlineIn(timeout);
        while (true)
        {
            TimeSpan left = LeftUntil(deadlineAt, timeout);
            CallingLink<TProtocol> link = Pool is null ? this : await Pool.WhenReadyAsync(left, cancellationToken).ConfigureAwait(false);
            OutgoingItems? outgoing = source is null ? null : new OutgoingItems();
            var call = new ReplyStream<TReply, TError>(link.Window, link.Grant) { Outgoing = outgoing };
            CancellationTokenRegistration cancellation = default;
            try
            {
                bool isThere;
                try
                {
                    link.CheckPeerStreams();
                    while (!link.TryStartStream(call, in request, left, cancellationToken))
                    {
                        await link.WaitForCallRoomAsync(left, cancellationToken).ConfigureAwait(false);
                    }

                    cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((PendingCall)state!).OnFailure(new OperationCanceledException(token)), call);
                    if (outgoing is not null)
                    {
                        _ = link.SendItemsAsync(source!, outgoing, call.Key);
                    }

                    isThere = await call.Items.MoveNextAsync().ConfigureAwait(false);
                }
                catch (CallException failure) when (MayTryAnother(link, failure, TRequest.IsIdempotent, outgoing, deadlineAt))
                {
                    continue;
                }

                while (isThere)
                {
                    // What is kept is no reason to go on with an enumeration that was cancelled.
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return call.Items.Current;
                    cancellationToken.ThrowIfCancellationRequested();
                    isThere = await call.Items.MoveNextAsync().ConfigureAwait(false);
                }

                yield break;
            }
            finally
            {
                await cancellation.DisposeAsync().ConfigureAwait(false);
                call.Items.Stop();
                link.Abandon(call);
                outgoing?.Stop();
            }
        }
    }

    private async ValueTask<CallResult<TReply, TError>> CallTakingAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> source, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ArgumentNullException.ThrowIfNull(source);
        long deadlineAt = DeadlineIn(timeout);
        while (true)
        {
            TimeSpan left = LeftUntil(deadlineAt, timeout);
            CallingLink<TProtocol> link = Pool is null ? this : await Pool.WhenReadyAsync(left, cancellationToken).ConfigureAwait(false);
            var outgoing = new OutgoingItems();
            try
            {
                ValueTask<CallResult<TReply, TError>> call = await link.StartTakingAsync<TRequest, TItem, TReply, TError>(request, source, outgoing, left, cancellationToken).ConfigureAwait(false);
                return await call.ConfigureAwait(false);
            }
            catch (CallException failure) when (MayTryAnother(link, failure, TRequest.IsIdempotent, outgoing, deadlineAt))
            {
                // On the next one.
            }
            finally
            {
                outgoing.Stop();
            }
        }
    }

    /// <summary>Whether a call that streams is made again on another connection: nothing of its answer came, and of what it sends nothing was read.</summary>
    private bool MayTryAnother(CallingLink<TProtocol> link, CallException failure, bool isIdempotent, OutgoingItems? outgoing, long deadlineAt) =>
        Pool is { IsEnding: false } pool && deadlineAt > Now && outgoing?.TryWithdraw() != false && pool.MayGoElsewhere((ClientLink<TProtocol>)link, failure, isIdempotent);

    /// <summary>When a call ends at the latest that begins now.</summary>
    private protected long DeadlineIn(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Now + (long)timeout.TotalMilliseconds;

    private TimeSpan LeftUntil(long deadlineAt, TimeSpan timeout) =>
        Pool is null || deadlineAt == long.MaxValue ? timeout : TimeSpan.FromMilliseconds(Math.Max(0, deadlineAt - Now));

    /// <summary>Takes a frame within a call: an end, or a credit. Those of calls that have ended are passed over.</summary>
    /// <returns>What the peer did wrong by sending it, or null.</returns>
    private protected Exception? TakeCallFrame(in ReceivedFrame frame, in FrameRoute route)
    {
        if (!Calls.TryFind(route.CorrelationId, out PendingCall? call, out CallKey key, out OutgoingItems? outgoing))
        {
            return null;
        }

        WireReader reader = frame.Read(Side.Server);
        if (route.Kind == FrameKind.Credit)
        {
            return !CreditFrame.TryReadFrame(ref reader, out CreditFrame credit) ? new WireFormatException(reader.Error!)
                : outgoing is null ? new ConnectionClosedException("The server granted items to a call that sends none.")
                : !outgoing.Credit.TryGrant(credit.Items, credit.Bytes) ? new ConnectionClosedException("The server granted more items than can be counted.")
                : null;
        }

        if (call is not ReplyStream)
        {
            return new ConnectionClosedException("The server ended the stream of a call that is answered by none.");
        }

        if (!StreamEndFrame.TryReadFrame(ref reader, out StreamEndFrame end))
        {
            return new WireFormatException(reader.Error!);
        }

        EndStream(key, end.Failure);
        return null;
    }

    /// <summary>Starts a call that gets one reply, and sends what goes with it.</summary>
    private async ValueTask<PendingCall<TReply, TError>> StartTakingAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> source, OutgoingItems outgoing, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        CheckPeerStreams();
        while (true)
        {
            if (TryStart<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken, outgoing) is { } call)
            {
                _ = SendItemsAsync(source, outgoing, call.Key);
                return call;
            }

            await WaitForCallRoomAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a call that is answered by a stream: the request and the first credit leave in one piece.</summary>
    private bool TryStartStream<TRequest, TReply, TError>(ReplyStream<TReply, TError> call, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!HasRoom)
        {
            return false;
        }

        int corked = BeginAhead();
        try
        {
            if (!TryStart(call, in request, timeout))
            {
                return false;
            }

            call.Items.Open();
            return true;
        }
        finally
        {
            EndAhead(corked);
        }
    }

    private void CheckPeerStreams()
    {
        if (!PeerCapabilities.HasFlag(EnvelopeCapabilities.Streams))
        {
            throw new CallNotSentException("the peer does not know calls that stream; it was built with an older version");
        }
    }

    private void Grant(ReplyStream call, int items, long bytes) =>
        TrySend(new CreditFrame((uint)items, (uint)bytes), new FrameRoute(FrameKind.Credit, 0, Calls.CorrelationIdOf(call.Key)));

    private void DeliverItem(ReplyStream stream, CallKey key, in ReceivedFrame frame, bool isError)
    {
        ushort version = Version;
        if (isError)
        {
            EndStream(key, stream.ReadError(in frame, version));
            return;
        }

        string? wrong = stream.Take(in frame, ref version, out Exception? malformed);
        Speak(version);
        if (wrong is not null)
        {
            OnLostStep(new ConnectionClosedException($"The server sent {wrong}."));
        }
        else if (malformed is not null && Calls.TryAbandon(key, out PendingCall? call))
        {
            call.OnFailure(malformed);
        }
    }

    /// <summary>Ends a call behind its last reply. It is out of the table before its caller learns of it.</summary>
    private void EndStream(CallKey key, Exception? failure)
    {
        if (!Calls.TryRemove(key, out PendingCall? call))
        {
            return;
        }

        if (failure is null)
        {
            call.OnSilence();
        }
        else
        {
            call.OnFailure(failure);
        }

        SignalCallRoom();
    }

    /// <summary>Sends the items of a source as far as the server grants it. What the source throws fails the call, and the server gets to know that the stream has failed.</summary>
    private async Task SendItemsAsync<TItem>(IAsyncEnumerable<TItem> source, OutgoingItems outgoing, CallKey key)
        where TItem : IProtocolMessage<TItem>
    {
        ulong correlationId = Calls.CorrelationIdOf(key);
        Exception? failure = null;
        try
        {
            // Not touched before the server wants of it: until then the call may be made on another connection.
            if (!await outgoing.Credit.WaitAsync().ConfigureAwait(false) || !outgoing.TryBegin())
            {
                return;
            }

            IAsyncEnumerator<TItem> items = source.GetAsyncEnumerator(outgoing.Stopped);
            await using (items.ConfigureAwait(false))
            {
                while (await outgoing.Credit.WaitAsync().ConfigureAwait(false) && await items.MoveNextAsync().ConfigureAwait(false))
                {
                    if (!HasRoom)
                    {
                        await WaitForRoomAsync(outgoing.Stopped).ConfigureAwait(false);
                    }

                    if (!TrySend(new CountedItem<TItem>(items.Current, outgoing.Credit), new FrameRoute(FrameKind.Item, 0, correlationId)))
                    {
                        // The end of the connection fails the call.
                        return;
                    }
                }
            }
        }
#pragma warning disable CA1031 // It is the caller's source, and the caller gets what it throws.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        if (outgoing.Credit.IsStopped)
        {
            // The call has ended, and with it the stream, whatever its source makes of that.
            return;
        }

        _ = TrySend(failure is null ? default : new StreamEndFrame(failure), new FrameRoute(FrameKind.End, 0, correlationId));
        if (failure is not null && Calls.TryAbandon(key, out PendingCall? call))
        {
            call.OnFailure(failure);
        }
    }

    /// <summary>Sends a frame within a call; where the connection has ended nobody needs it.</summary>
    /// <returns>False when the connection has ended.</returns>
    private protected bool TrySend<TFrame>(in TFrame message, in FrameRoute route)
        where TFrame : IProtocolMessage<TFrame>
    {
        try
        {
            Send(in message, in route);
            return true;
        }
        catch (ConnectionClosedException)
        {
            return false;
        }
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProtoSockets.Connections;
using ProtoSockets.Interception;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>Calls and messages behind the interceptors of the client, and what the server sends. While all of them answer at once, nothing is allocated for them.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    private readonly IClientInterceptor[]? _interceptors;

    /// <summary>Whether somebody sees what the server sends before it is handled: then it is read as a record, also where the handler takes its view.</summary>
    internal bool IsIntercepted => _interceptors is not null;

    /// <summary>Shows the interceptors, if there are any, a message that the server sent unasked.</summary>
    internal void ShowPush<TMessage>(in TMessage message, bool expectsReply)
    {
        if (_interceptors is not null)
        {
            Interception<TMessage>(expectsReply, startedAt: 0).Push(in message);
        }
    }

    private ClientInterception<TProtocol> Interception<TMessage>(bool expectsReply, long startedAt) =>
        new(_link, _interceptors!, new ClientCallContext(RemoteEndPoint, TProtocol.Description.Name, typeof(TMessage), expectsReply) { StartedAt = startedAt });

    private ValueTask<TResult> InterceptCallAsync<TCall, TRequest, TOutcome, TResult>(TCall shape, TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TCall : struct, IOutgoingCall<TProtocol, TRequest, TOutcome, TResult>
        where TRequest : IProtocolMessage<TRequest>
    {
        ClientInterception<TProtocol> interception = Interception<TRequest>(expectsReply: true, Stopwatch.GetTimestamp());
        int asked = 0;
        try
        {
            if (!interception.TryAsk(ref request, ref asked, cancellationToken, out ValueTask waits))
            {
                return WaitAsync(_link, interception, shape, request, asked, waits, timeout, cancellationToken);
            }
        }
#pragma warning disable CA1031 // It is the caller's, who gets it from the task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            FrameLink<TProtocol>.GiveUp(in request);
            return FailAsync<TResult>(interception, exception);
        }

        return InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult>.Start(in interception, _link, shape, in request, timeout, cancellationToken);

        static async ValueTask<TResult> WaitAsync(
            ClientLink<TProtocol> link, ClientInterception<TProtocol> interception, TCall shape, TRequest request, int asked, ValueTask waits, TimeSpan timeout, CancellationToken cancellationToken)
        {
            try
            {
                do
                {
                    await interception.WaitAsync(asked, waits).ConfigureAwait(false);
                }
                while (!interception.TryAsk(ref request, ref asked, cancellationToken, out waits));
            }
            catch (Exception exception)
            {
                FrameLink<TProtocol>.GiveUp(in request);
                interception.Complete(exception);
                throw;
            }

            return await InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult>.Start(in interception, link, shape, in request, timeout, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask InterceptSendAsync<TMessage>(TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        ClientInterception<TProtocol> interception = Interception<TMessage>(expectsReply: false, Stopwatch.GetTimestamp());
        int asked = 0;
        bool isAsked = false;
        try
        {
            if (!interception.TryAsk(ref message, ref asked, cancellationToken, out ValueTask waits))
            {
                return WaitAsync(interception, message, asked, waits, cancellationToken);
            }

            isAsked = true;
            ValueTask sent = SendDirectAsync(in message, cancellationToken);
            if (!sent.IsCompletedSuccessfully)
            {
                return EndAsync(interception, sent);
            }

            sent.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // It is the caller's, who gets it from the task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!isAsked)
            {
                FrameLink<TProtocol>.GiveUp(in message);
            }

            return new ValueTask(FailAsync<bool>(interception, exception).AsTask());
        }

        interception.Complete(failure: null);
        return default;

        async ValueTask WaitAsync(ClientInterception<TProtocol> interception, TMessage message, int asked, ValueTask waits, CancellationToken cancellationToken)
        {
            bool isTaken = false;
            try
            {
                do
                {
                    await interception.WaitAsync(asked, waits).ConfigureAwait(false);
                }
                while (!interception.TryAsk(ref message, ref asked, cancellationToken, out waits));
                isTaken = true;
                await SendDirectAsync(in message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (!isTaken)
                {
                    FrameLink<TProtocol>.GiveUp(in message);
                }

                interception.Complete(exception);
                throw;
            }

            interception.Complete(failure: null);
        }

        static async ValueTask EndAsync(ClientInterception<TProtocol> interception, ValueTask sent)
        {
            try
            {
                await sent.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                interception.Complete(exception);
                throw;
            }

            interception.Complete(failure: null);
        }
    }

    /// <summary>A call that is answered by many replies. Each enumeration is a call.</summary>
    private async IAsyncEnumerable<TReply> InterceptManyAsync<TRequest, TReply>(
        TRequest request, Func<TRequest, CancellationToken, IAsyncEnumerable<TReply>> call, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
    {
        ClientInterception<TProtocol> interception = Interception<TRequest>(expectsReply: true, Stopwatch.GetTimestamp());
        int asked = 0;
        Exception? failure = null;
        IAsyncEnumerator<TReply>? replies = null;
        try
        {
            while (true)
            {
                try
                {
                    if (replies is null)
                    {
                        while (!interception.TryAsk(ref request, ref asked, cancellationToken, out ValueTask waits))
                        {
                            await interception.WaitAsync(asked, waits).ConfigureAwait(false);
                        }

                        replies = call(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    }

                    if (!await replies.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }

                    interception.Reply(replies.Current);
                }
                catch (Exception exception)
                {
                    if (replies is null)
                    {
                        FrameLink<TProtocol>.GiveUp(in request);
                    }

                    failure = exception;
                    throw;
                }

                yield return replies.Current;
            }
        }
        finally
        {
            if (replies is not null)
            {
                await replies.DisposeAsync().ConfigureAwait(false);
            }

            interception.Complete(failure);
        }
    }

    private static async ValueTask<TResult> FailAsync<TResult>(ClientInterception<TProtocol> interception, Exception failure)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        interception.Complete(failure);
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return default!;
    }
}

using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Clients;
using ProtoSockets.Runtime;

namespace ProtoSockets.Interception;

/// <summary>Asks the interceptors of a client about one message, and tells them what becomes of it.</summary>
internal readonly struct ClientInterception<TProtocol>(ClientLink<TProtocol> link, IClientInterceptor[] interceptors, ClientCallContext context)
    where TProtocol : struct, IProtocol
{
    /// <summary>Asks one after the other, as long as they answer at once.</summary>
    /// <param name="message">The message, which they may change.</param>
    /// <param name="asked">How many were asked already; afterwards, how many have been.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="waits">What the last one waits for, when not all have answered.</param>
    /// <returns>Whether all have answered.</returns>
    public bool TryAsk<TMessage>(ref TMessage message, ref int asked, CancellationToken cancellationToken, out ValueTask waits)
    {
        while (asked < interceptors.Length)
        {
            asked++;
            try
            {
                waits = interceptors[asked - 1].OnCallAsync(context, ref message, cancellationToken);
            }
            catch (Exception exception) when (exception is not (CallException or OperationCanceledException))
            {
                throw Refusal(asked, exception);
            }

            if (!waits.IsCompletedSuccessfully)
            {
                return false;
            }

            waits.GetAwaiter().GetResult();
        }

        waits = default;
        return true;
    }

    /// <summary>Waits for the one that was asked last.</summary>
    public async ValueTask WaitAsync(int asked, ValueTask waits)
    {
        try
        {
            await waits.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (CallException or OperationCanceledException))
        {
            throw Refusal(asked, exception);
        }
    }

    /// <summary>Shows a reply to all.</summary>
    public void Reply<TReply>(in TReply reply)
    {
        for (int index = interceptors.Length - 1; index >= 0; index--)
        {
            interceptors[index].OnReply(context, in reply);
        }
    }

    /// <summary>Shows a message to all that the server sent unasked.</summary>
    public void Push<TMessage>(in TMessage message)
    {
        for (int index = interceptors.Length - 1; index >= 0; index--)
        {
            interceptors[index].OnPush(context, in message);
        }
    }

    /// <summary>Tells all that the call has ended. Never throws.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An interceptor may throw anything; the call has ended.")]
    public void Complete(Exception? failure)
    {
        for (int index = interceptors.Length - 1; index >= 0; index--)
        {
            try
            {
                interceptors[index].OnCompleted(context, failure);
            }
            catch (Exception exception)
            {
                link.LogInterceptorFailure(interceptors[index].GetType().Name, exception);
            }
        }
    }

    private CallNotSentException Refusal(int asked, Exception exception) => new($"the interceptor {interceptors[asked - 1].GetType().Name} has failed: {exception.Message}", exception);
}

namespace ProtoSockets;

/// <summary>
/// Sees what a client sends and what it gets: to add what each request has to have, to check, to measure, to log. Those of a client are in <see cref="ClientOptions.Interceptors"/>, are asked in that order, and told the other way
/// round. One object serves all calls, many at a time; while it answers at once nothing is allocated for it.
/// </summary>
public interface IClientInterceptor
{
    /// <summary>
    /// A request or one-way message is about to be sent. What it throws goes to the caller, and nothing is sent: a <see cref="CallException"/> or <see cref="OperationCanceledException"/> as it is, any other
    /// as the cause of a <see cref="CallNotSentException"/>.
    /// </summary>
    /// <typeparam name="TMessage">The kind of message.</typeparam>
    /// <param name="call">Where it goes.</param>
    /// <param name="message">The message, to be changed as need be in front of the first wait.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>A task from whose end on the next interceptor is asked, or the message sent.</returns>
    ValueTask OnCallAsync<TMessage>(ClientCallContext call, ref TMessage message, CancellationToken cancellationToken) => default;

    /// <summary>
    /// A reply has come, and its caller gets it next: the reply, the protocol's error reply, or each one of many. What it throws goes to the caller in its place. It is called by the thread that reads from the connection.
    /// </summary>
    /// <typeparam name="TReply">The kind of reply.</typeparam>
    /// <param name="call">The call that it answers.</param>
    /// <param name="reply">The reply.</param>
    void OnReply<TReply>(ClientCallContext call, in TReply reply)
    {
    }

    /// <summary>A call has ended, with <see cref="ClientCallContext.Elapsed"/> as the time that it took; a one-way message is on its way. What it throws is logged.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">What is thrown at the caller; null for nothing.</param>
    void OnCompleted(ClientCallContext call, Exception? failure)
    {
    }

    /// <summary>
    /// The server has sent a message or request unasked, which is about to be handled, or kept for <c>ReceiveAsync</c>. What it throws is logged, as if the handler had thrown it, and the message goes no further.
    /// </summary>
    /// <typeparam name="TMessage">The kind of message.</typeparam>
    /// <param name="call">Where it is from.</param>
    /// <param name="message">The message; what it borrows is valid during the call.</param>
    void OnPush<TMessage>(ClientCallContext call, in TMessage message)
    {
    }
}

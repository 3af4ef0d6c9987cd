namespace ProtoSockets;

/// <summary>
/// Sees each message that a client sends between reading it and its handler, and what the handler answers: to let nobody in without rights, to check, to measure, to log. Those of a server are in
/// <see cref="ServerOptions.Interceptors"/>, are asked in that order, and told the other way round. One object serves all connections; while it answers at once nothing is allocated for it.
/// </summary>
public interface IServerInterceptor
{
    /// <summary>
    /// A request or one-way message was read and is about to be handled. What it throws goes to the client instead of the handler's answer, as if the handler had thrown it: a
    /// <see cref="CallRefusedException"/> with its text, or with the protocol's own error reply.
    /// </summary>
    /// <typeparam name="TMessage">The kind of message.</typeparam>
    /// <param name="call">Who sends it.</param>
    /// <param name="message">The message; what it borrows is valid until the task ends.</param>
    /// <param name="cancellationToken">Cancelled when the answer has nowhere to go.</param>
    /// <returns>A task from whose end on the next interceptor is asked, or the message handled. One that has not ended at once lets later messages of the same client overtake, where these may be handled at the same time.</returns>
    ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken) => default;

    /// <summary>
    /// The handler has given an answer, which is about to be sent: the reply, the protocol's error reply, or each one of many. What it throws goes to the client in its place, as if the handler had thrown it.
    /// </summary>
    /// <typeparam name="TReply">The kind of reply.</typeparam>
    /// <param name="call">The call that it answers.</param>
    /// <param name="reply">The reply.</param>
    void OnReply<TReply>(ServerCallContext call, in TReply reply)
    {
    }

    /// <summary>
    /// A message has been handled, or has failed: also one that an interceptor has refused, or that could not be read. <see cref="ServerCallContext.Elapsed"/> is the time that it took. What it throws is logged.
    /// </summary>
    /// <param name="call">Who has sent it.</param>
    /// <param name="failure">What was thrown; null when it was handled.</param>
    void OnCompleted(ServerCallContext call, Exception? failure)
    {
    }
}

namespace ProtoSockets;

/// <summary>What is known of a call that did not get its reply.</summary>
public enum CallOutcome
{
    /// <summary>The request did not leave this machine: the peer has not acted on it, and it is safe to call again.</summary>
    NotSent,

    /// <summary>The request was sent and no answer came: the peer may or may not have acted on it.</summary>
    Unknown,

    /// <summary>The peer answered that it refuses, or failed.</summary>
    Refused,

    /// <summary>The deadline passed first: the peer may or may not have acted on it.</summary>
    TimedOut,

    /// <summary>The peer answered that it has not taken the request on: it is safe to call again, later or elsewhere.</summary>
    NotAccepted,
}

/// <summary>A call did not get its reply. <see cref="Outcome"/> says what may have happened on the other side.</summary>
public abstract class CallException : IOException
{
    private protected CallException(CallOutcome outcome, string message, Exception? innerException)
        : base(message, innerException) => Outcome = outcome;

    /// <summary>What is known of the call.</summary>
    public CallOutcome Outcome { get; }
}

/// <summary>The request did not leave this machine. It is safe to call again.</summary>
/// <param name="reason">Why.</param>
/// <param name="innerException">What went wrong below, if anything did.</param>
public sealed class CallNotSentException(string reason, Exception? innerException = null)
    : CallException(CallOutcome.NotSent, $"The call was not sent: {reason}", innerException);

/// <summary>
/// The client is not connected, and as many calls wait for it as may (<see cref="ReconnectOptions.MaxQueuedCalls"/>): this one was not sent. Call again later, and less; or let more wait, where they are small and
/// their deadlines long.
/// </summary>
/// <param name="limit">How many wait.</param>
/// <param name="reason">Why the client is not connected, if that is known.</param>
public sealed class CallQueueFullException(int limit, Exception? reason = null) : CallException(
    CallOutcome.NotSent,
    $"The call was not sent: the client is not connected, and {limit} calls wait already (ReconnectOptions.MaxQueuedCalls). Call again later.{(reason is null ? string.Empty : $" {reason.Message}")}",
    reason)
{
    /// <summary>How many calls may wait.</summary>
    public int Limit { get; } = limit;
}

/// <summary>The request was sent, and the connection ended before the answer. The peer may or may not have acted on it.</summary>
/// <param name="reason">Why the connection ended.</param>
/// <param name="innerException">What went wrong below, if anything did.</param>
public sealed class CallLostException(string reason, Exception? innerException = null)
    : CallException(CallOutcome.Unknown, $"The call was sent, and its outcome is unknown: {reason}", innerException);

/// <summary>The deadline passed before the answer. The peer may or may not have acted on the request; a reply that comes later is dropped.</summary>
/// <param name="timeout">The time that the call had.</param>
/// <param name="lastProblem">What the network said meanwhile, if anything: that nobody is at the port.</param>
public sealed class CallTimedOutException(TimeSpan timeout, Exception? lastProblem = null)
    : CallException(CallOutcome.TimedOut, $"The call was sent, and no reply came within {timeout.TotalSeconds:0.###} s{Because(lastProblem)}.", lastProblem)
{
    /// <summary>The time that the call had.</summary>
    public TimeSpan Timeout { get; } = timeout;

    private static string Because(Exception? problem) => problem is null ? string.Empty : $"; the network said: {problem.Message}";
}

/// <summary>Why a peer refused a call, in the default envelope.</summary>
public enum RefusalCode : ushort
{
    /// <summary>The protocol's own error reply says why; see <see cref="CallRefusedException.Error"/>.</summary>
    Declared = 0,

    /// <summary>The handler threw; its message stays on the server.</summary>
    HandlerFailed = 1,

    /// <summary>The peer does not know this kind of message.</summary>
    UnknownMessage = 2,

    /// <summary>The peer could not read the request.</summary>
    Malformed = 3,

    /// <summary>The peer has too much to do; try again later or elsewhere.</summary>
    Overloaded = 4,

    /// <summary>The peer is shutting down; try elsewhere.</summary>
    ShuttingDown = 5,

    /// <summary>The handler refused, with a text for the caller.</summary>
    Rejected = 6,
}

/// <summary>
/// The peer answered that it refuses the call, or failed. A handler throws it, in a protocol without an error reply of its own, to refuse with a text.
/// </summary>
public sealed class CallRefusedException : CallException
{
    /// <summary>Refuses a call with a text for the caller.</summary>
    /// <param name="text">What the caller gets to read; at most 1,024 bytes of UTF-8 are sent.</param>
    public CallRefusedException(string text)
        : this(RefusalCode.Rejected, text)
    {
    }

    /// <summary>Refuses a call.</summary>
    /// <param name="code">Why.</param>
    /// <param name="text">What the caller gets to read; at most 1,024 bytes of UTF-8 are sent.</param>
    public CallRefusedException(RefusalCode code, string text)
        : base(CallOutcome.Refused, text, innerException: null) => Code = code;

    /// <summary>The protocol's own error reply came instead of the reply.</summary>
    /// <param name="error">The error reply.</param>
    public CallRefusedException(object error)
        : base(CallOutcome.Refused, $"The peer refused the call: {error}", innerException: null) => Error = error;

    /// <summary>Why.</summary>
    public RefusalCode Code { get; }

    /// <summary>The protocol's own error reply (<see cref="ErrorReplyAttribute"/>), or null.</summary>
    public object? Error { get; }
}

/// <summary>The connection can't be used: the peer broke the protocol, refused the handshake, or is gone.</summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">What went wrong below, if anything did.</param>
public sealed class ConnectionClosedException(string message, Exception? innerException = null) : IOException(message, innerException);

/// <summary>The peers do not speak the same protocol, or not the same version of it.</summary>
/// <param name="message">What each side said.</param>
public sealed class HandshakeException(string message) : IOException(message);

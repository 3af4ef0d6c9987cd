namespace ProtoSockets;

/// <summary>
/// The server has not taken on the request, or the connection: it has too much to do, or is shutting down. It is safe to call again: later (<see cref="RetryAfter"/>), or elsewhere. In the default envelope;
/// <see cref="CallException.Outcome"/> is <see cref="CallOutcome.NotAccepted"/>. A handler may throw it before it has done anything.
/// Over datagrams a request that got no answer at once is sent again, and the answer to one copy says nothing of the others: then the outcome is <see cref="CallOutcome.Unknown"/>.
/// </summary>
public sealed class TryElsewhereException : CallException
{
    /// <summary>Says that a request is not taken on.</summary>
    /// <param name="code">Why: <see cref="RefusalCode.Overloaded"/> or <see cref="RefusalCode.ShuttingDown"/>.</param>
    /// <param name="retryAfter">After which time it is worth trying again here, up to 49 days; null where nobody knows.</param>
    /// <param name="elsewhere">Where to try, at most 255 bytes of UTF-8; null where nobody knows.</param>
    public TryElsewhereException(RefusalCode code, TimeSpan? retryAfter = null, string? elsewhere = null)
        : this(CallOutcome.NotAccepted, code, retryAfter, elsewhere)
    {
    }

    internal TryElsewhereException(CallOutcome outcome, RefusalCode code, TimeSpan? retryAfter, string? elsewhere)
        : base(outcome, Describe(outcome, code, retryAfter, elsewhere), innerException: null)
    {
        Code = code;
        RetryAfter = retryAfter;
        Elsewhere = elsewhere;
    }

    /// <summary>Why.</summary>
    public RefusalCode Code { get; }

    /// <summary>After which time it is worth trying again at the same server; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Where to try, in the server's words (<see cref="ServerOptions.Elsewhere"/>); null where it does not say. Nothing goes there by itself: it is for the program to judge whether to believe it.</summary>
    public string? Elsewhere { get; }

    private static string Describe(CallOutcome outcome, RefusalCode code, TimeSpan? retryAfter, string? elsewhere)
    {
        string why = code switch
        {
            RefusalCode.Overloaded => "The server has too much to do",
            RefusalCode.ShuttingDown => "The server is shutting down, or ends this connection,",
            _ => $"The server says {code}",
        };
        string when = retryAfter is { } time ? $" in {time.TotalSeconds:0.###} s" : string.Empty;
        string doubt = outcome == CallOutcome.NotAccepted ? string.Empty : ", which was sent more than once, so that its outcome is unknown";
        return $"{why} and has not taken the request on{doubt}: try again{when}{(elsewhere is null ? ", or elsewhere" : $", or at {elsewhere}")}.";
    }
}

namespace ProtoSockets.Transports.Tests;

/// <summary>Waits that end: a test that hangs says where.</summary>
internal static class Bounded
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>A token that is cancelled when a test has taken far too long, or the run is stopped.</summary>
    internal static CancellationToken Token
    {
        get
        {
            // Not disposed: its timer ends by itself.
            var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Limit);
            return limit.Token;
        }
    }

    internal static Task WithinLimit(this Task task) => task.WaitAsync(Limit);

    internal static Task<T> WithinLimit<T>(this Task<T> task) => task.WaitAsync(Limit);

    internal static Task WithinLimit(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    internal static Task<T> WithinLimit<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);
}

namespace DnsSample.Tests;

/// <summary>Waits that end: a test that hangs says where.</summary>
internal static class Bounded
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A token that is cancelled when a test has taken far too long, or the run is stopped.</summary>
    public static CancellationToken Token
    {
        get
        {
            // Not disposed: its timer ends by itself.
            var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Limit);
            return limit.Token;
        }
    }
}

namespace PostgresSample.Tests;

/// <summary>Waits that end: a test that hangs says where.</summary>
internal static class Limits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>The next item of an enumeration.</summary>
    public static async Task<T> NextAsync<T>(this IAsyncEnumerable<T> items)
    {
        await foreach (T item in items.WithCancellation(TestContext.Current.CancellationToken))
        {
            return item;
        }

        throw new InvalidOperationException("The enumeration ended.");
    }
}

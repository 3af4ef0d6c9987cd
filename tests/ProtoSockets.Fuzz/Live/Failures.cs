using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Live;

/// <summary>How a conversation may end, whatever the other side does.</summary>
internal static class Failures
{
    /// <summary>How long anything that ends by itself may take.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Requires an error that the library declares, or one of the network's: not one that only a mistake in the code throws.</summary>
    public static void RequireTyped(Exception? exception, string what) => FindingException.Require(
        exception is null or WireFormatException or IOException or System.Net.Sockets.SocketException or OperationCanceledException or TimeoutException || exception.GetType().Assembly == typeof(WireFormatException).Assembly,
        $"{what} ended with {exception}");

    /// <summary>Waits for what must come.</summary>
    public static async Task<T> SoonAsync<T>(Task<T> task, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(Patience)) != task)
        {
            throw new FindingException($"{what} did not happen within {Patience.TotalSeconds:0} s");
        }

        return await task;
    }
}

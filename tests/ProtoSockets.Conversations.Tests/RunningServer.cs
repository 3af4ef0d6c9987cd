using System.Net;
using ProtoSockets.Clients;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A server that runs from the start of a test to its end.</summary>
internal sealed class RunningServer<TProtocol> : IAsyncDisposable
    where TProtocol : struct, IProtocol
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TransportAddress _bound;

    public RunningServer(ProtocolServer<TProtocol> server, TransportAddress address)
    {
        Server = server;
        EndPoint = server.Bind(address);
        _bound = address;
        Running = server.RunAsync(_stopping.Token);
    }

    public ProtocolServer<TProtocol> Server { get; }

    public EndPoint EndPoint { get; }

    /// <summary>Where clients find it.</summary>
    public TransportAddress Address => new(_bound.Transport, EndPoint);

    public Task Running { get; }

    /// <summary>Begins to stop it in good order.</summary>
    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Server.DisposeAsync();
        await Running.WaitAsync(Patience.Long);
        _stopping.Dispose();
    }
}

/// <summary>How long a test waits for what must happen, before it fails.</summary>
internal static class Patience
{
    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(30);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().Soon();

    public static Task Soon(this ValueTask task) => task.AsTask().Soon();

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

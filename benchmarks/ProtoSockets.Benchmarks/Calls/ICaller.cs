namespace ProtoSockets.Benchmarks.Calls;

/// <summary>A client connected to its server, both in this process, over TCP on the loopback interface.</summary>
internal interface ICaller : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Calls one after the other, and checks what comes back.</summary>
    Task CallAsync(int count);
}

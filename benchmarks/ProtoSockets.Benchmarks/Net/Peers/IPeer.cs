namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>A way to write the server and the client.</summary>
internal interface IPeer
{
    /// <summary>Starts a server on a free port of the loopback interface, which runs until the process ends.</summary>
    /// <returns>The port.</returns>
    Task<int> StartServerAsync();

    /// <summary>Connects.</summary>
    Task<ILoad> OpenAsync(Load load);

    /// <summary>How many messages one way the server has handled, where that is counted.</summary>
    long Notes => 0;
}

/// <summary>Connected clients.</summary>
internal interface ILoad : IAsyncDisposable
{
    /// <summary>Calls until the clock says so.</summary>
    Task CallAsync(LoadClock clock);

    /// <summary>Sends messages one way until the clock says so, and then a request: when that is answered the server has had them all.</summary>
    /// <param name="clock">Tells when to end, and counts the messages.</param>
    /// <param name="isBatch">Gathers messages itself, as far as the peer lets it; else each is sent by one call.</param>
    Task StreamAsync(LoadClock clock, bool isBatch);
}

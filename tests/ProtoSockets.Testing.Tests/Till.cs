namespace ProtoSockets.Testing.Tests;

/// <summary>A small protocol to be tested, over streams and datagrams, in the default envelope.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram)]
public sealed partial class Till
{
    [Request<Total>(1)]
    public readonly partial record struct Add(uint Cents, [LengthPrefixed<byte>, MaxBytes(40)] string Item);

    [Reply(2)]
    public readonly partial record struct Total(uint Cents);

    /// <summary>Answered when the till is told to.</summary>
    [Request<Total>(3)]
    public readonly partial record struct Wait;
}

/// <summary>Lines without ids.</summary>
[Protocol(MaxFrameBytes = 256)]
[Delimited("\r\n")]
public sealed partial class Echo
{
    [Request<Said>]
    public readonly partial record struct Say([Remaining, MaxBytes(200), Ascii] string Text);

    [Reply]
    public readonly partial record struct Said([Remaining, MaxBytes(200), Ascii] string Text);
}

/// <summary>Adds up what is sold.</summary>
internal sealed class TillHandler : Till.IServerHandler
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _sum;

    public int Calls { get; private set; }

    public void Go() => _go.TrySetResult();

    public ValueTask<Till.Total> AddAsync(Till.Add request, Till.Session session, CancellationToken cancellationToken)
    {
        Calls++;
        if (request.Cents == 0)
        {
            throw new CallRefusedException("nothing is free");
        }

        _sum += request.Cents;
        return new(new Till.Total(_sum));
    }

    public async ValueTask<Till.Total> WaitAsync(Till.Wait request, Till.Session session, CancellationToken cancellationToken)
    {
        await _go.Task.WaitAsync(cancellationToken);
        return new Till.Total(_sum);
    }
}

/// <summary>Says what it is told.</summary>
internal sealed class EchoHandler(string suffix = "") : Echo.IServerHandler
{
    public ValueTask<Echo.Said> SayAsync(Echo.Say request, Echo.Session session, CancellationToken cancellationToken) => new(new Echo.Said(request.Text + suffix));
}

/// <summary>A till on a test network, with a client, until the end of a test.</summary>
internal sealed class TillOnNetwork : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Till.Server _server;
    private readonly TransportAddress _address;
    private readonly Task _running;

    public TillOnNetwork(FaultPlan plan, bool isOverDatagrams = false)
    {
        Network = new TestNetwork(plan);
        _address = isOverDatagrams ? Network.Datagrams() : Network.Stream();
        _server = new Till.Server(Handler, new ServerOptions { TimeProvider = Network.Clock, DrainTimeout = TimeSpan.Zero });
        _server.Bind(_address);
        _running = _server.RunAsync(_stopping.Token);
    }

    public TestNetwork Network { get; }

    public TillHandler Handler { get; } = new();

    /// <summary>Connects, moving the clock for as long as that takes.</summary>
    public async Task<Till.Client> ConnectAsync(ClientOptions? options = null)
    {
        Task<Till.Client> connecting = Till.Client.ConnectAsync(_address, (options ?? new ClientOptions()) with { TimeProvider = Network.Clock });
        await Network.Clock.AdvanceUntilAsync(connecting);
        return await connecting;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        await Network.Clock.AdvanceUntilAsync(_running);
        _stopping.Dispose();
    }
}

using System.Net;

namespace ProtoSockets.Benchmarks.Calls;

/// <summary>The generated client and server.</summary>
internal sealed class GeneratedCaller : ICaller
{
    private readonly CancellationTokenSource _stopping;
    private readonly Adder.Server _server;
    private readonly Adder.Client _client;
    private readonly Task _running;

    private GeneratedCaller(Adder.Server server, Adder.Client client, Task running, CancellationTokenSource stopping) =>
        (_server, _client, _running, _stopping) = (server, client, running, stopping);

    public string Name => "ProtoSockets";

    public static async Task<GeneratedCaller> StartAsync()
    {
        var stopping = new CancellationTokenSource();
        // As many as are in flight in the benchmark: nobody waits for a place.
        var server = new Adder.Server(new Handler(), new ServerOptions { MaxCallsInFlight = 1024 });
        EndPoint at = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task running = server.RunAsync(stopping.Token);
        return new GeneratedCaller(server, await Adder.Client.ConnectAsync(at), running, stopping);
    }

    public async Task CallAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            if ((await _client.AddAsync(new(number, 1))).Total != number + 1L)
            {
                throw new InvalidOperationException("The sum is wrong.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _stopping.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private sealed class Handler : Adder.IServerHandler
    {
        public ValueTask<Adder.Sum> AddAsync(Adder.Add request, Adder.Session session, CancellationToken cancellationToken) =>
            new(new Adder.Sum((long)request.Left + request.Right));
    }
}

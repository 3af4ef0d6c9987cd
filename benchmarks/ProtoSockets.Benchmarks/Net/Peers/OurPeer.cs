using System.Net;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>The generated client and server.</summary>
internal sealed class OurPeer(Threads threads) : IPeer
{
    private readonly ThreadingMode _mode = Enum.Parse<ThreadingMode>(threads.ToString());

    public Task<int> StartServerAsync()
    {
        // As many as are in flight in any row: nobody waits for a place.
        var server = new Exchange.Server(new Handler(), new ServerOptions { MaxCallsInFlight = 1024, Threading = _mode });
        EndPoint at = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = server.RunAsync(CancellationToken.None);
        return Task.FromResult(((IPEndPoint)at).Port);
    }

    public async Task<ILoad> OpenAsync(Load load)
    {
        var clients = new Exchange.Client[load.Connections];
        for (int index = 0; index < clients.Length; index++)
        {
            clients[index] = await Exchange.Client.ConnectAsync(
                new IPEndPoint(IPAddress.Loopback, load.Port), new ClientOptions { Threading = _mode }).ConfigureAwait(false);
        }

        return new Connected(clients, load);
    }

    private sealed class Handler : Exchange.IServerHandler
    {
        public ValueTask<Exchange.Taken> PutAsync(Exchange.Put request, Exchange.Session session, CancellationToken cancellationToken) =>
            new(new Exchange.Taken(request.First, request.Second, request.Third, request.Fourth));

        public ValueTask NoteAsync(Exchange.Note message, Exchange.Session session, CancellationToken cancellationToken) => default;
    }

    private sealed class Connected(Exchange.Client[] clients, Load load) : ILoad
    {
        private readonly byte[] _rest = new byte[load.Payload - 32];
        private readonly byte[] _note = new byte[Frames.NoteSize - Frames.HeaderSize - sizeof(ulong)];
        private ulong _next;

        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync(clock, load, CallAsync);

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            Exchange.Client client = clients[0];
            long count = 0;
            for (; !clock.IsOver; count++)
            {
                await client.NoteAsync(new((ulong)count, _note)).ConfigureAwait(false);
            }

            clock.AddCalls(count);
            await CallAsync(0).ConfigureAwait(false);
        });

        public async ValueTask DisposeAsync()
        {
            foreach (Exchange.Client client in clients)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
        }

        private async ValueTask CallAsync(int connection)
        {
            ulong first = ++_next;
            Exchange.Taken taken = await clients[connection].PutAsync(new(first, 2, 3, 4, _rest)).ConfigureAwait(false);
            if (taken.First != first || taken.Fourth != 4)
            {
                throw new InvalidDataException("The reply is another one's.");
            }
        }
    }
}

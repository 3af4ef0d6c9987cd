using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>The generated client and server.</summary>
internal sealed class OurPeer(Threads threads, Medium medium) : IPeer
{
    private readonly ThreadingMode _mode = Enum.Parse<ThreadingMode>(threads.ToString());
    private readonly Handler _handler = new(medium == Medium.Udp);

    public long Notes => _handler.Notes;

    public Task<int> StartServerAsync()
    {
        // As many as are in flight in any row: nobody waits for a place.
        var server = new Exchange.Server(_handler, new ServerOptions { MaxCallsInFlight = 1024, Threading = _mode });
        EndPoint at = Bind(server);
        _ = server.RunAsync(CancellationToken.None);
        return Task.FromResult(Loopback.NumberOf(at));
    }

    public async Task<ILoad> OpenAsync(Load load)
    {
        TransportAddress address = AddressOf(Loopback.At(medium, load.Port));
        address = medium == Medium.Tls ? address.WithTls(Loopback.ClientTls()) : address;
        var clients = new Exchange.Client[load.Connections];
        for (int index = 0; index < clients.Length; index++)
        {
            clients[index] = await Exchange.Client.ConnectAsync(address, new ClientOptions { Threading = _mode }).ConfigureAwait(false);
        }

        return new Connected(clients, load, medium == Medium.Udp);
    }

    private EndPoint Bind(Exchange.Server server)
    {
        EndPoint free = Loopback.Free(medium);
        if (medium == Medium.Udp)
        {
            DatagramChannel channel = Transports.Transports.Udp.Bind(free, new BindOptions { ReceiveBufferBytes = Frames.DatagramBufferBytes });
            server.Adopt(channel);
            return channel.LocalEndPoint;
        }

        return server.Bind(medium == Medium.Tls ? AddressOf(free).WithTls(Loopback.ServerTls()) : AddressOf(free));
    }

    private TransportAddress AddressOf(EndPoint endPoint) => medium == Medium.Udp ? new TransportAddress(Transports.Transports.Udp, endPoint) : endPoint;

    private sealed class Handler(bool isCounting) : Exchange.IServerHandler
    {
        private long _notes;

        public long Notes => Volatile.Read(ref _notes);

        public ValueTask<Exchange.Taken> PutAsync(Exchange.Put request, Exchange.Session session, CancellationToken cancellationToken) =>
            new(new Exchange.Taken(request.First, request.Second, request.Third, request.Fourth));

        public ValueTask NoteAsync(Exchange.Note message, Exchange.Session session, CancellationToken cancellationToken)
        {
            if (isCounting)
            {
                Interlocked.Increment(ref _notes);
            }

            return default;
        }
    }

    private sealed class Connected(Exchange.Client[] clients, Load load, bool isDatagrams) : ILoad
    {
        private readonly byte[] _rest = new byte[load.Payload - 32];
        private readonly byte[] _note = new byte[Frames.NoteSize - Frames.HeaderSize - sizeof(ulong)];

        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<Caller, Exchange.Taken>(clock, load, new Caller(clients, _rest));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(() => isDatagrams ? StreamDatagramsAsync(clock) : StreamAllAsync(clock, isBatch));

        private async Task StreamDatagramsAsync(LoadClock clock)
        {
            for (long count = 0; !clock.IsOver; clock.AddCalls(Frames.Window))
            {
                await SendNotes(clients[0], Frames.Window, ref count).ConfigureAwait(false);
                _ = await clients[0].PutAsync(new(0, 2, 3, 4, _rest)).ConfigureAwait(false);
            }
        }

        private async Task StreamAllAsync(LoadClock clock, bool isBatch)
        {
            Exchange.Client client = clients[0];
            long count = 0;
            while (!clock.IsOver)
            {
                ValueTask sending = SendNotes(client, isBatch ? Frames.Batch : 1, ref count);
                if (!sending.IsCompletedSuccessfully)
                {
                    await sending.ConfigureAwait(false);
                }
            }

            clock.AddCalls(count);
            _ = await client.PutAsync(new(0, 2, 3, 4, _rest)).ConfigureAwait(false);
        }

        /// <summary>Sends messages in one piece, as far as there is room.</summary>
        /// <returns>The task of the last one.</returns>
        private ValueTask SendNotes(Exchange.Client client, int count, ref long sent)
        {
            if (count == 1)
            {
                return client.NoteAsync(new((ulong)sent++, _note));
            }

            ValueTask sending;
            using (client.BeginBatch())
            {
                do
                {
                    sending = client.NoteAsync(new((ulong)sent++, _note));
                }
                while (--count > 0 && sending.IsCompletedSuccessfully);
            }

            return sending;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (Exchange.Client client in clients)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private readonly struct Caller(Exchange.Client[] clients, byte[] rest) : ICaller<Exchange.Taken>
    {
        public ValueTask<Exchange.Taken> CallAsync(int connection, ulong number) => clients[connection].PutAsync(new(number, 2, 3, 4, rest));

        public bool IsReply(Exchange.Taken reply, ulong number) => reply.First == number && reply.Fourth == 4;
    }
}

using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>What can be had from <see cref="Socket"/> in the same threading mode, by hand: the limit for anything that stands on it.</summary>
internal sealed class RawPeer(Threads threads) : IPeer
{
    public Task<int> StartServerAsync()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        new Thread(() =>
        {
            while (true)
            {
                Socket accepted = listener.Accept();
                accepted.NoDelay = true;
                _ = new Answering(accepted, threads).RunAsync();
            }
        })
        {
            IsBackground = true,
        }.Start();
        return Task.FromResult(((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    public Task<ILoad> OpenAsync(Load load)
    {
        var connections = new Calling[load.Connections];
        for (int index = 0; index < connections.Length; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, load.Port);
            connections[index] = new Calling(socket, threads);
            _ = connections[index].RunAsync();
        }

        return Task.FromResult<ILoad>(new Connected(connections, load));
    }

    private sealed class Answering(Socket socket, Threads threads) : RawConnection(socket, threads)
    {
        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            if (Frames.Kind(frame) == Frames.Request)
            {
                Gather(Frames.WriteReply(Room(Frames.ReplySize), frame));
            }
        }
    }

    private sealed class Calling(Socket socket, Threads threads) : RawConnection(socket, threads)
    {
        private ReplySink? _sink;

        public Task CallAsync(ReplySink sink, int inFlight)
        {
            _sink = sink;
            for (int call = 0; call < inFlight; call++)
            {
                Gather(sink.Start(Room(sink.RequestSize), (uint)call));
            }

            Flush();
            return sink.Ended;
        }

        public void SendBatch(int count)
        {
            for (int number = 0; number < count; number++)
            {
                Gather(Frames.WriteNote(Room(Frames.NoteSize), number));
            }

            Flush();
        }

        protected override void OnFrame(ReadOnlySpan<byte> frame) => Gather(_sink!.Take(frame, Room(_sink.RequestSize)));
    }

    private sealed class Connected(Calling[] connections, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) =>
            Task.WhenAll(connections.Select(connection => connection.CallAsync(new ReplySink(clock, load), load.InFlight)));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            const int Batch = 256;
            long count = 0;
            for (; !clock.IsOver; count += Batch)
            {
                connections[0].SendBatch(Batch);
            }

            clock.AddCalls(count);

            // A clock of its own, which is over: one request.
            await LoadClock.RunAsync(0, over => connections[0].CallAsync(new ReplySink(over, load), 1)).ConfigureAwait(false);
        });

        public ValueTask DisposeAsync()
        {
            foreach (Calling connection in connections)
            {
                connection.Dispose();
            }

            return default;
        }
    }
}

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
            connections[index] = new Calling(socket, threads, load);
            _ = connections[index].RunAsync();
        }

        return Task.FromResult<ILoad>(new Connected(connections, load));
    }

    private sealed class Answering(Socket socket, Threads threads) : RawConnection(socket, threads)
    {
        private static readonly Write<ReadOnlySpan<byte>> Reply = Frames.WriteReply;

        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            if (Frames.Kind(frame) == Frames.Request)
            {
                Send(Frames.ReplySize, Reply, frame);
            }
        }
    }

    private sealed class Calling(Socket socket, Threads threads, Load load) : RawConnection(socket, threads), ISlotConnection
    {
        private static readonly Write<(uint Call, int Payload)> Request = static (to, call) => Frames.WriteRequest(to, call.Call, call.Payload);
        private static readonly Write<int> Notes = static (to, count) =>
        {
            for (int number = 0; number < count; number++)
            {
                _ = Frames.WriteNote(to[(number * Frames.NoteSize)..], number);
            }

            return count * Frames.NoteSize;
        };

        private readonly CallSlots _slots = new(load.InFlight);

        public ValueTask<uint> CallAsync()
        {
            CallSlots.Slot slot = _slots.Rent();
            ValueTask<uint> reply = slot.Task;
            Send(Frames.HeaderSize + load.Payload, Request, (slot.Call, load.Payload));
            return reply;
        }

        public void SendNotes(int count) => Send(count * Frames.NoteSize, Notes, count);

        protected override void OnFrame(ReadOnlySpan<byte> frame) => _slots.Complete(frame);
    }

    private sealed class Connected(Calling[] connections, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<SlotCaller, uint>(clock, load, new SlotCaller(connections));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            int batch = isBatch ? Frames.Batch : 1;
            long count = 0;
            for (; !clock.IsOver; count += batch)
            {
                connections[0].SendNotes(batch);
            }

            clock.AddCalls(count);
            _ = await connections[0].CallAsync().ConfigureAwait(false);
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

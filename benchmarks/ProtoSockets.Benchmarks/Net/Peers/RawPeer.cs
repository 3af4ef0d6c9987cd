using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>What can be had from <see cref="Socket"/> in the same threading mode, by hand: the limit for anything that stands on it.</summary>
internal sealed class RawPeer(Threads threads, Medium medium, Lever without = Lever.None) : IPeer
{
    private readonly List<Answering> _answering = [];

    public Task<int> StartServerAsync()
    {
        Socket listener = Loopback.StreamSocket(medium);
        listener.Bind(Loopback.Free(medium));
        listener.Listen(1024);
        new Thread(() =>
        {
            while (true)
            {
                Socket accepted = listener.Accept();
                if (medium == Medium.Tcp)
                {
                    accepted.NoDelay = true;
                }

                _ = AnswerAsync(new Answering(accepted, threads, without, _answering));
            }
        })
        {
            IsBackground = true,
        }.Start();
        return Task.FromResult(Loopback.NumberOf(listener.LocalEndPoint!));
    }

    public Task<ILoad> OpenAsync(Load load)
    {
        var connections = new Calling[load.Connections];
        var publications = new Publications(load.Connections);
        for (int index = 0; index < connections.Length; index++)
        {
            Socket socket = Loopback.StreamSocket(medium);
            socket.Connect(Loopback.At(medium, load.Port));
            connections[index] = new Calling(socket, threads, without, load, publications);
            _ = connections[index].RunAsync();
        }

        return Task.FromResult<ILoad>(new Connected(connections, load, publications));
    }

    private async Task AnswerAsync(Answering answering)
    {
        lock (_answering)
        {
            _answering.Add(answering);
        }

        await answering.RunAsync().ConfigureAwait(false);
        lock (_answering)
        {
            _answering.Remove(answering);
        }
    }

    private sealed class Answering(Socket socket, Threads threads, Lever without, List<Answering> all) : RawConnection(socket, threads, without)
    {
        private static readonly Write<ReadOnlySpan<byte>> Reply = Frames.WriteReply;
        private static readonly Write<ReadOnlySpan<byte>> Pushed = Frames.WritePushed;

        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            if (Frames.Kind(frame) == Frames.Request)
            {
                Send(Frames.ReplySize, Reply, frame);
            }
            else if (Frames.Kind(frame) == Frames.Publish)
            {
                lock (all)
                {
                    foreach (Answering one in all)
                    {
                        one.Send(frame.Length, Pushed, frame);
                    }
                }
            }
        }
    }

    private sealed class Calling(Socket socket, Threads threads, Lever without, Load load, Publications publications) : RawConnection(socket, threads, without), ISlotConnection
    {
        private static readonly Write<(uint Call, int Payload)> Request = static (to, call) => Frames.WriteRequest(to, call.Call, call.Payload);
        private static readonly Write<ulong> Publication = Frames.WritePublish;
        private static readonly Write<int> Notes = static (to, count) =>
        {
            for (int number = 0; number < count; number++)
            {
                _ = Frames.WriteNote(to[(number * Frames.NoteSize)..], number);
            }

            return count * Frames.NoteSize;
        };

        private readonly CallSlots _slots = new(load.InFlight);

        public ValueTask<Answer> CallAsync()
        {
            CallSlots.Slot slot = _slots.Rent();
            ValueTask<Answer> reply = slot.Task;
            reply = Without == Lever.ReusedTasks ? new ValueTask<Answer>(reply.AsTask()) : reply;
            Send(Frames.HeaderSize + load.Payload, Request, (slot.Call, load.Payload));
            return reply;
        }

        public void SendNotes(int count) => Send(count * Frames.NoteSize, Notes, count);

        public void Publish(ulong number) => Send(Frames.NoteSize, Publication, number);

        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            if (Frames.Kind(frame) == Frames.Pushed)
            {
                publications.Arrived(Frames.Number(frame));
            }
            else
            {
                _slots.Complete(frame);
            }
        }
    }

    private sealed class Connected(Calling[] connections, Load load, Publications publications) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<SlotCaller, Answer>(clock, load, new SlotCaller(connections));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            // By hand nobody would send each alone, so there is nothing else to compare with.
            long count = 0;
            for (; !clock.IsOver; count += Frames.Batch)
            {
                connections[0].SendNotes(Frames.Batch);
            }

            clock.AddCalls(count);
            _ = await connections[0].CallAsync().ConfigureAwait(false);
        });

        public Task PushAsync(LoadClock clock) => Task.Run(() => publications.RunAsync(clock, number =>
        {
            connections[0].Publish(number);
            return default;
        }));

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

using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>Datagrams from <see cref="Socket"/> by hand: one system call for each, the address in a reused <see cref="SocketAddress"/>. A datagram that is lost is not sent again.</summary>
internal sealed class RawDatagrams(Threads threads) : IPeer
{
    private const int MaxDatagram = 2048;

    private long _notes;

    public long Notes => Volatile.Read(ref _notes);

    public Task<int> StartServerAsync()
    {
#pragma warning disable CA2000 // Lives as long as the process.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = Frames.DatagramBufferBytes };
#pragma warning restore CA2000
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = threads is Threads.Pool or Threads.Inline ? Task.Run(() => AnswerAsync(socket)) : Start(() => Answer(socket));
        return Task.FromResult(((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    public Task<ILoad> OpenAsync(Load load)
    {
        var connections = new Calling[load.Connections];
        for (int index = 0; index < connections.Length; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(IPAddress.Loopback, load.Port);
            var calling = new Calling(socket, load);
            connections[index] = calling;
            _ = threads is Threads.Pool or Threads.Inline ? Task.Run(calling.ReceiveAsync) : Start(calling.Receive);
        }

        return Task.FromResult<ILoad>(new Connected(connections, load));
    }

    private static Task Start(Action loop)
    {
        new Thread(() => loop()) { IsBackground = true }.Start();
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(Socket socket)
    {
        var from = new SocketAddress(AddressFamily.InterNetwork);
        byte[] received = new byte[MaxDatagram];
        byte[] reply = new byte[Frames.ReplySize];
        while (true)
        {
            int length = await socket.ReceiveFromAsync(received, SocketFlags.None, from).ConfigureAwait(false);
            Answer(socket, received.AsSpan(0, length), reply, from);
        }
    }

    private void Answer(Socket socket)
    {
        var from = new SocketAddress(AddressFamily.InterNetwork);
        byte[] received = new byte[MaxDatagram];
        byte[] reply = new byte[Frames.ReplySize];
        while (true)
        {
            int length = socket.ReceiveFrom(received, SocketFlags.None, from);
            Answer(socket, received.AsSpan(0, length), reply, from);
        }
    }

    private void Answer(Socket socket, ReadOnlySpan<byte> datagram, byte[] reply, SocketAddress from)
    {
        if (!Frames.TryFind(datagram, out int length) || length != datagram.Length)
        {
            return;
        }

        if (Frames.Kind(datagram) == Frames.Request)
        {
            _ = Frames.WriteReply(reply, datagram);
            _ = socket.SendTo(reply, SocketFlags.None, from);
        }
        else
        {
            // There is one loop.
            Volatile.Write(ref _notes, _notes + 1);
        }
    }

    private sealed class Calling(Socket socket, Load load) : ISlotConnection, IDisposable
    {
        private readonly byte[] _received = new byte[MaxDatagram];
        private readonly CallSlots _slots = new(load.InFlight);

        public ValueTask<Answer> CallAsync()
        {
            CallSlots.Slot slot = _slots.Rent();
            ValueTask<Answer> reply = slot.Task;
            Span<byte> datagram = stackalloc byte[Frames.HeaderSize + load.Payload];
            _ = Frames.WriteRequest(datagram, slot.Call, load.Payload);
            _ = socket.Send(datagram);
            return reply;
        }

        public void SendNotes(int count)
        {
            Span<byte> datagram = stackalloc byte[Frames.NoteSize];
            for (int number = 0; number < count; number++)
            {
                _ = socket.Send(datagram[..Frames.WriteNote(datagram, number)]);
            }
        }

        public void Dispose() => socket.Dispose();

        public async Task ReceiveAsync()
        {
            try
            {
                while (true)
                {
                    _slots.Complete(_received.AsSpan(0, await socket.ReceiveAsync(_received, SocketFlags.None).ConfigureAwait(false)));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed here, with a receive pending.
            }
        }

        public void Receive()
        {
            try
            {
                while (true)
                {
                    _slots.Complete(_received.AsSpan(0, socket.Receive(_received)));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Closed here, while this thread waited.
            }
        }
    }

    private sealed class Connected(Calling[] connections, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<SlotCaller, Answer>(clock, load, new SlotCaller(connections));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            for (; !clock.IsOver; clock.AddCalls(Frames.Window))
            {
                connections[0].SendNotes(Frames.Window);
                _ = await connections[0].CallAsync().ConfigureAwait(false);
            }
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

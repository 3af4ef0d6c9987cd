using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>ASP.NET Core's sockets and Pipelines at both ends: a <see cref="ConnectionHandler"/>, and a client over the same transport. What gathers in a pipe leaves once for each read.</summary>
internal sealed class KestrelPeer(Threads threads) : IPeer
{
    private bool IsInline => threads == Threads.Inline;

    public async Task<int> StartServerAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost
            .UseKestrelCore()
            .UseSockets(options => options.UnsafePreferInlineScheduling = IsInline)
            .ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<Answering>()));
        WebApplication application = builder.Build();
        await application.StartAsync().ConfigureAwait(false);
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address).Port;
    }

    public async Task<ILoad> OpenAsync(Load load)
    {
#pragma warning disable CA2000 // Lives as long as the connections.
        var factory = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = IsInline }, NullLogger.Instance);
#pragma warning restore CA2000
        var connections = new Calling[load.Connections];
        var publications = new Publications(load.Connections);
        for (int index = 0; index < connections.Length; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, load.Port).ConfigureAwait(false);
            connections[index] = new Calling(factory.Create(socket), load, publications);
        }

        return new Connected(connections, load, publications);
    }

    /// <summary>Cuts frames out of what a pipe holds. A frame that lies in several pieces is copied together.</summary>
    private static bool TryTake(ref ReadOnlySequence<byte> received, Span<byte> scratch, out ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> first = received.FirstSpan;
        if (Frames.TryFind(first, out int length))
        {
            frame = first[..length];
        }
        else
        {
            int copied = (int)Math.Min(received.Length, scratch.Length);
            received.Slice(0, copied).CopyTo(scratch);
            if (!Frames.TryFind(scratch[..copied], out length))
            {
                frame = default;
                return false;
            }

            frame = scratch[..length];
        }

        received = received.Slice(length);
        return true;
    }

    private sealed class Answering : ConnectionHandler
    {
        private readonly List<PipeWriter> _outputs = [];

        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            lock (_outputs)
            {
                _outputs.Add(connection.Transport.Output);
            }

            await AnswerAsync(connection.Transport.Input, connection.Transport.Output).ConfigureAwait(false);
            lock (_outputs)
            {
                _outputs.Remove(connection.Transport.Output);
            }
        }

        private async Task AnswerAsync(PipeReader input, PipeWriter output)
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> left = read.Buffer;
                Answer(ref left, output);
                input.AdvanceTo(left.Start, left.End);
                if (output.UnflushedBytes > 0)
                {
                    await output.FlushAsync().ConfigureAwait(false);
                }

                if (read.IsCompleted)
                {
                    return;
                }
            }
        }

        private void Answer(ref ReadOnlySequence<byte> received, PipeWriter output)
        {
            Span<byte> scratch = stackalloc byte[2048];
            while (TryTake(ref received, scratch, out ReadOnlySpan<byte> frame))
            {
                if (Frames.Kind(frame) == Frames.Request)
                {
                    output.Advance(Frames.WriteReply(output.GetSpan(Frames.ReplySize), frame));
                }
                else if (Frames.Kind(frame) == Frames.Publish)
                {
                    Push(frame);
                }
            }
        }

        private void Push(ReadOnlySpan<byte> frame)
        {
            // Nobody else writes meanwhile: there is one publisher, which waits for the message to arrive everywhere.
            lock (_outputs)
            {
                foreach (PipeWriter output in _outputs)
                {
                    output.Advance(Frames.WritePushed(output.GetSpan(frame.Length), frame));
#pragma warning disable CA2012 // A pipe that is full would make it wait; one message does not fill it.
                    _ = output.FlushAsync();
#pragma warning restore CA2012
                }
            }
        }
    }

    private sealed class Calling : ISlotConnection
    {
        private readonly Lock _gate = new();
        private readonly ConnectionContext _connection;
        private readonly PipeWriter _output;
        private readonly CallSlots _slots;
        private readonly Publications _publications;
        private readonly int _payload;
        private int _corkedBy;

        public Calling(ConnectionContext connection, Load load, Publications publications)
        {
            _publications = publications;
            _connection = connection;
            _output = connection.Transport.Output;
            _slots = new CallSlots(load.InFlight);
            _payload = load.Payload;
            _ = ReceiveAsync();
        }

        public ValueTask<Answer> CallAsync()
        {
            CallSlots.Slot slot = _slots.Rent();
            ValueTask<Answer> reply = slot.Task;
            lock (_gate)
            {
                _output.Advance(Frames.WriteRequest(_output.GetSpan(Frames.HeaderSize + _payload), slot.Call, _payload));
                if (_corkedBy != Environment.CurrentManagedThreadId)
                {
#pragma warning disable CA2012 // No backpressure for calls: no more are in flight than were said.
                    _ = _output.FlushAsync();
#pragma warning restore CA2012
                }
            }

            return reply;
        }

        public ValueTask<FlushResult> SendBatchAsync(int count)
        {
            lock (_gate)
            {
                for (int number = 0; number < count; number++)
                {
                    _output.Advance(Frames.WriteNote(_output.GetSpan(Frames.NoteSize), number));
                }

                return _output.FlushAsync();
            }
        }

        public async ValueTask PublishAsync(ulong number)
        {
            _output.Advance(Frames.WritePublish(_output.GetSpan(Frames.NoteSize), number));
            await _output.FlushAsync().ConfigureAwait(false);
        }

        public ValueTask DisposeAsync() => _connection.DisposeAsync();

        private async Task ReceiveAsync()
        {
            PipeReader input = _connection.Transport.Input;
            try
            {
                while (true)
                {
                    ReadResult read = await input.ReadAsync().ConfigureAwait(false);
                    ReadOnlySequence<byte> left = read.Buffer;
                    _corkedBy = Environment.CurrentManagedThreadId;
                    Take(ref left);
                    input.AdvanceTo(left.Start, left.End);
                    await FlushAsync().ConfigureAwait(false);
                    if (read.IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (Exception exception) when (exception is ConnectionAbortedException or ConnectionResetException)
            {
                // Closed here.
            }
        }

        private ValueTask<FlushResult> FlushAsync()
        {
            lock (_gate)
            {
                _corkedBy = 0;
                return _output.UnflushedBytes > 0 ? _output.FlushAsync() : default;
            }
        }

        private void Take(ref ReadOnlySequence<byte> received)
        {
            Span<byte> scratch = stackalloc byte[2048];
            while (TryTake(ref received, scratch, out ReadOnlySpan<byte> frame))
            {
                if (Frames.Kind(frame) == Frames.Pushed)
                {
                    _publications.Arrived(Frames.Number(frame));
                }
                else
                {
                    _slots.Complete(frame);
                }
            }
        }
    }

    private sealed class Connected(Calling[] connections, Load load, Publications publications) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<SlotCaller, Answer>(clock, load, new SlotCaller(connections));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            int batch = isBatch ? Frames.Batch : 1;
            long count = 0;
            for (; !clock.IsOver; count += batch)
            {
                _ = await connections[0].SendBatchAsync(batch).ConfigureAwait(false);
            }

            clock.AddCalls(count);
            _ = await connections[0].CallAsync().ConfigureAwait(false);
        });

        public Task PushAsync(LoadClock clock) => Task.Run(() => publications.RunAsync(clock, connections[0].PublishAsync));

        public async ValueTask DisposeAsync()
        {
            foreach (Calling connection in connections)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

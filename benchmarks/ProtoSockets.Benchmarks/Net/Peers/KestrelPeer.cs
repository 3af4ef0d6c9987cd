using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Builder;
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
        for (int index = 0; index < connections.Length; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, load.Port).ConfigureAwait(false);
            connections[index] = new Calling(factory.Create(socket));
        }

        return new Connected(connections, load);
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
        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            PipeReader input = connection.Transport.Input;
            PipeWriter output = connection.Transport.Output;
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

        private static void Answer(ref ReadOnlySequence<byte> received, PipeWriter output)
        {
            Span<byte> scratch = stackalloc byte[2048];
            while (TryTake(ref received, scratch, out ReadOnlySpan<byte> frame))
            {
                if (Frames.Kind(frame) == Frames.Request)
                {
                    output.Advance(Frames.WriteReply(output.GetSpan(Frames.ReplySize), frame));
                }
            }
        }
    }

    private sealed class Calling
    {
        private readonly ConnectionContext _connection;
        private readonly PipeWriter _output;
        private ReplySink? _sink;

        public Calling(ConnectionContext connection)
        {
            _connection = connection;
            _output = connection.Transport.Output;
            _ = ReceiveAsync();
        }

        public async Task CallAsync(ReplySink sink, int inFlight)
        {
            _sink = sink;
            for (int call = 0; call < inFlight; call++)
            {
                _output.Advance(sink.Start(_output.GetSpan(sink.RequestSize), (uint)call));
            }

            await _output.FlushAsync().ConfigureAwait(false);
            await sink.Ended.ConfigureAwait(false);
        }

        public ValueTask<FlushResult> SendBatchAsync(int count)
        {
            for (int number = 0; number < count; number++)
            {
                _output.Advance(Frames.WriteNote(_output.GetSpan(Frames.NoteSize), number));
            }

            return _output.FlushAsync();
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
                    Take(ref left);
                    input.AdvanceTo(left.Start, left.End);
                    if (_output.UnflushedBytes > 0)
                    {
                        await _output.FlushAsync().ConfigureAwait(false);
                    }

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

        private void Take(ref ReadOnlySequence<byte> received)
        {
            Span<byte> scratch = stackalloc byte[2048];
            while (TryTake(ref received, scratch, out ReadOnlySpan<byte> frame))
            {
                _output.Advance(_sink!.Take(frame, _output.GetSpan(_sink.RequestSize)));
            }
        }
    }

    private sealed class Connected(Calling[] connections, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) =>
            Task.WhenAll(connections.Select(connection => connection.CallAsync(new ReplySink(clock, load), load.InFlight)));

        public Task StreamAsync(LoadClock clock, bool isBatch) => Task.Run(async () =>
        {
            int batch = isBatch ? 256 : 1;
            long count = 0;
            for (; !clock.IsOver; count += batch)
            {
                _ = await connections[0].SendBatchAsync(batch).ConfigureAwait(false);
            }

            clock.AddCalls(count);
            await LoadClock.RunAsync(0, over => connections[0].CallAsync(new ReplySink(over, load), 1)).ConfigureAwait(false);
        });

        public async ValueTask DisposeAsync()
        {
            foreach (Calling connection in connections)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}

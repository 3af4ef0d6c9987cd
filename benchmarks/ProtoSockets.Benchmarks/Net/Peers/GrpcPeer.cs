using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProtoSockets.Benchmarks.Net.Peers.Remote;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>gRPC: unary calls over HTTP/2 in clear, one channel for each connection.</summary>
internal sealed class GrpcPeer : IPeer
{
    public async Task<int> StartServerAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();

        // Standard output belongs to the commands.
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.Http2.MaxStreamsPerConnection = 1024;
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        WebApplication application = builder.Build();
        application.MapGrpcService<Service>();
        await application.StartAsync().ConfigureAwait(false);
        return new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    public Task<ILoad> OpenAsync(Load load)
    {
        var channels = new GrpcChannel[load.Connections];
        for (int index = 0; index < channels.Length; index++)
        {
            channels[index] = GrpcChannel.ForAddress(
                $"http://127.0.0.1:{load.Port}", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false }, DisposeHttpClient = true });
        }

        return Task.FromResult<ILoad>(new Connected(channels, load));
    }

    private sealed class Service : Remote.Exchange.ExchangeBase
    {
        public override Task<PutReply> Put(PutRequest request, Grpc.Core.ServerCallContext context) =>
            Task.FromResult(new PutReply { Payload = UnsafeByteOperations.UnsafeWrap(request.Payload.Memory[..32]) });
    }

    private readonly struct Caller(Remote.Exchange.ExchangeClient[] clients, int payload) : ICaller<PutReply>
    {
        public ValueTask<PutReply> CallAsync(int connection, ulong number)
        {
            byte[] bytes = new byte[payload];
            bytes.AsSpan().Fill((byte)number);
            return new ValueTask<PutReply>(clients[connection].PutAsync(new PutRequest { Payload = UnsafeByteOperations.UnsafeWrap(bytes) }).ResponseAsync);
        }

        public bool IsReply(PutReply reply, ulong number) => reply.Payload.Length == 32 && reply.Payload[0] == (byte)number;
    }

    private sealed class Connected(GrpcChannel[] channels, Load load) : ILoad
    {
        private readonly Remote.Exchange.ExchangeClient[] _clients = [.. channels.Select(channel => new Remote.Exchange.ExchangeClient(channel))];

        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<Caller, PutReply>(clock, load, new Caller(_clients, load.Payload));

        public Task StreamAsync(LoadClock clock, bool isBatch) => throw new NotSupportedException("Calls alone are compared.");

        public ValueTask DisposeAsync()
        {
            foreach (GrpcChannel channel in channels)
            {
                channel.Dispose();
            }

            return default;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using StreamJsonRpc;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>StreamJsonRpc with what is fastest in it: MessagePack behind a length.</summary>
internal sealed class JsonRpcPeer : IPeer
{
    private const string Method = "Put";

    public Task<int> StartServerAsync()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync(listener);
        return Task.FromResult(((IPEndPoint)listener.LocalEndpoint).Port);
    }

    public async Task<ILoad> OpenAsync(Load load)
    {
        var connections = new JsonRpc[load.Connections];
        for (int index = 0; index < connections.Length; index++)
        {
            var connection = new TcpClient { NoDelay = true };
            await connection.ConnectAsync(IPAddress.Loopback, load.Port).ConfigureAwait(false);
            connections[index] = new JsonRpc(HandlerOf(connection));
            connections[index].StartListening();
        }

        return new Connected(connections, load);
    }

    private static LengthHeaderMessageHandler HandlerOf(TcpClient connection)
    {
        NetworkStream stream = connection.GetStream();
        return new LengthHeaderMessageHandler(stream, stream, new MessagePackFormatter());
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient connection = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
            connection.NoDelay = true;
#pragma warning disable CA2000 // Lives as long as the connection.
            var served = new JsonRpc(HandlerOf(connection));
#pragma warning restore CA2000
            served.AddLocalRpcMethod(Method, new Func<byte[], byte[]>(static payload => payload[..32]));
            served.StartListening();
        }
    }

    private readonly struct Caller(JsonRpc[] connections, int payload) : ICaller<byte[]>
    {
        public ValueTask<byte[]> CallAsync(int connection, ulong number)
        {
            byte[] bytes = new byte[payload];
            bytes.AsSpan().Fill((byte)number);
            return new ValueTask<byte[]>(connections[connection].InvokeAsync<byte[]>(Method, bytes));
        }

        public bool IsReply(byte[] reply, ulong number) => reply.Length == 32 && reply[0] == (byte)number;
    }

    private sealed class Connected(JsonRpc[] connections, Load load) : ILoad
    {
        public Task CallAsync(LoadClock clock) => CallLoops.RunAsync<Caller, byte[]>(clock, load, new Caller(connections, load.Payload));

        public Task StreamAsync(LoadClock clock, bool isBatch) => throw new NotSupportedException("Calls alone are compared.");

        public ValueTask DisposeAsync()
        {
            foreach (JsonRpc connection in connections)
            {
                connection.Dispose();
            }

            return default;
        }
    }
}

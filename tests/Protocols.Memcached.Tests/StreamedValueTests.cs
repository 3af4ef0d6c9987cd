using System.Collections.Concurrent;
using System.Net;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>Values that stream, to and from the real memcached and to and from a client that is not ours.</summary>
public sealed class StreamedValueTests
{
    private const int Large = 900 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_real_server_keeps_and_gives_values_far_over_the_frame_limit()
    {
        await using RealServer server = await RealMemcached.StartAsync();
        await using StreamedMemcached.Client client = await StreamedMemcached.Client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken: Cancelled);
        byte[] value = Value(Large);
        StreamedMemcached.Stored stored = await client.SetAsync(new(7, 0, "large"u8.ToArray(), StreamedBytes.From(new MemoryStream(value))), Cancelled);
        Assert.NotEqual(0ul, stored.Cas);
        Task<StreamedMemcached.Stored> small = client.SetAsync(new(8, 0, "small"u8.ToArray(), new byte[] { 1, 2, 3 }), Cancelled).AsTask();
        StreamedMemcached.Item item = await client.GetAsync(new("large"u8.ToArray()), Cancelled);
        Assert.Equal((7u, stored.Cas, (long)Large), (item.Flags, item.Cas, item.Value.Length));
        using MemoryStream read = new();
        await item.Value.CopyToAsync(read, Cancelled);
        Assert.Equal(value, read.ToArray());
        await small;
        Assert.Equal([1, 2, 3], await (await client.GetAsync(new("small"u8.ToArray()), Cancelled)).Value.ToArrayAsync(3, Cancelled));
    }

    [Fact]
    public async Task The_real_server_stays_in_step_when_a_value_is_left_unread()
    {
        await using RealServer server = await RealMemcached.StartAsync();
        await using StreamedMemcached.Client client = await StreamedMemcached.Client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken: Cancelled);
        await client.SetAsync(new(1, 0, "large"u8.ToArray(), Value(Large)), Cancelled);
        for (int call = 0; call < 5; call++)
        {
            StreamedMemcached.Item item = await client.GetAsync(new("large"u8.ToArray()), Cancelled);
            await item.Value.AsStream().ReadExactlyAsync(new byte[1000], Cancelled);
            item.Value.Dispose();
        }

        CallResult<StreamedMemcached.Item, StreamedMemcached.Error> missing = await client.TryGetAsync(new("no such"u8.ToArray()), Cancelled);
        Assert.Equal(Status.KeyNotFound, missing.Error.Status);
    }

    [Fact]
    public async Task The_real_server_refuses_a_value_that_is_too_large_and_stays_in_step()
    {
        await using RealServer server = await RealMemcached.StartAsync();
        await using StreamedMemcached.Client client = await StreamedMemcached.Client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellationToken: Cancelled);
        CallResult<StreamedMemcached.Stored, StreamedMemcached.Error> refused = await client.TrySetAsync(
            new(1, 0, "huge"u8.ToArray(), StreamedBytes.From(new MemoryStream(Value(3 << 20)))), Cancelled);
        Assert.Equal(Status.ValueTooLarge, refused.Error.Status);
        Assert.NotEqual(0ul, (await client.SetAsync(new(1, 0, "fits"u8.ToArray(), Value(100)), Cancelled)).Cas);
    }

    [Fact]
    public async Task A_client_by_hand_sends_and_gets_many_megabytes_in_odd_pieces()
    {
        await using StreamedMemcached.Server server = new(new Store());
        EndPoint at = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task running = server.RunAsync(stopping.Token);
        ProgramResult result = await ExternalProgram.RunAsync(
            ExternalProgram.Find("python3", "python3"), [Path.Combine(AppContext.BaseDirectory, "Peers", "streamer.py"), $"{((IPEndPoint)at).Port}"]);
        Assert.Equal(new ProgramResult(0, "ok\n", ""), result);
        await stopping.CancelAsync();
        await running;
    }

    private static byte[] Value(int length)
    {
        byte[] value = new byte[length];
        new Random(7).NextBytes(value);
        return value;
    }

    /// <summary>Keeps values as they come, and gives them as they are.</summary>
    private sealed class Store : StreamedMemcached.IServerHandler
    {
        private readonly ConcurrentDictionary<string, (uint Flags, byte[] Value)> _items = new();

        public async ValueTask<CallResult<StreamedMemcached.Stored, StreamedMemcached.Error>> SetAsync(
            StreamedMemcached.Set request, StreamedMemcached.Session session, CancellationToken cancellationToken)
        {
            string key = Convert.ToHexString(request.Key.Span);
            if (request.Value.Length > 64 << 20)
            {
                return new StreamedMemcached.Error(Status.ValueTooLarge, "Too large.");
            }

            _items[key] = (request.Flags, await request.Value.ToArrayAsync(64 << 20, cancellationToken));
            return new StreamedMemcached.Stored((ulong)_items.Count);
        }

        public ValueTask<CallResult<StreamedMemcached.Item, StreamedMemcached.Error>> GetAsync(
            StreamedMemcached.Get request, StreamedMemcached.Session session, CancellationToken cancellationToken) =>
            ValueTask.FromResult<CallResult<StreamedMemcached.Item, StreamedMemcached.Error>>(_items.TryGetValue(Convert.ToHexString(request.Key.Span), out (uint Flags, byte[] Value) item)
                ? new StreamedMemcached.Item(item.Flags, StreamedBytes.From(new MemoryStream(item.Value)), 1)
                : new StreamedMemcached.Error(Status.KeyNotFound, "Not found"));
    }
}

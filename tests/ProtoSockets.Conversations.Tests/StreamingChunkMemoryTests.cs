using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>What a member costs that comes in chunks: bounded memory, however many there are. Nothing else runs meanwhile, since what is allocated is counted for the whole process.</summary>
[Collection(nameof(AllocationTests))]
public sealed class StreamingChunkMemoryTests
{
    private const long Length = 256L << 20;

    /// <summary>What can lie between: the pipe and a receive, a piece on its way out, and what the transport buffers.</summary>
    private const long MostUnderWay = 24 << 20;

    private const long MostAllocated = 16 << 20;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quarter_of_a_gigabyte_in_chunks_of_http_passes_in_bounded_memory()
    {
        Counter counter = new();
        await using var server = new RunningServer<UploadWeb.Wire>(new UploadWeb.Server(counter), Anywhere);
        await using UploadWeb.Client client = await UploadWeb.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await PassesAsync(counter, async source => Assert.Equal(204, (await client.RequestAsync(new("POST", "/", "HTTP/1.1", [], source), Cancelled)).Status));
    }

    [Fact]
    public async Task A_quarter_of_a_gigabyte_in_binary_chunks_passes_in_bounded_memory()
    {
        Counter counter = new();
        await using var server = new RunningServer<Trawler.Wire>(new Trawler.Server(counter), Anywhere);
        await using Trawler.Client client = await Trawler.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await PassesAsync(counter, async source => await client.LoadAsync(new(source), Cancelled));
    }

    private static async Task PassesAsync(Counter counter, Func<StreamedBytes, Task> sendAsync)
    {
        await sendAsync(StreamedBytes.ToEndOf(new PatternStream(1 << 20))).WaitAsync(Patience.Long, Cancelled);
        Assert.Equal(1 << 20, counter.Taken);
        counter.Taken = 0;
        long farthest = 0;
        PatternStream source = new(Length)
        {
            BeforeRead = position =>
            {
                farthest = Math.Max(farthest, position - counter.Taken);
                return default;
            },
        };
        long before = GC.GetTotalAllocatedBytes();
        await sendAsync(StreamedBytes.ToEndOf(source)).WaitAsync(TimeSpan.FromMinutes(4), Cancelled);
        long allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.Equal(Length, counter.Taken);
        Assert.True(farthest < MostUnderWay, $"{farthest} bytes were under way at a time.");
        Assert.True(allocated < MostAllocated, $"{allocated} bytes were allocated.");
    }

    /// <summary>Reads to the end, and counts.</summary>
    private sealed class Counter : UploadWeb.IServerHandler, Trawler.IServerHandler
    {
        private long _taken;

        public long Taken
        {
            get => Volatile.Read(ref _taken);
            set => Volatile.Write(ref _taken, value);
        }

        public async ValueTask<UploadWeb.Response> RequestAsync(UploadWeb.Request request, UploadWeb.Session session, CancellationToken cancellationToken)
        {
            await CountAsync(request.Body, cancellationToken);
            return new("HTTP/1.1", 204, "No Content", []);
        }

        public async ValueTask<Trawler.Loaded> LoadAsync(Trawler.Load request, Trawler.Session session, CancellationToken cancellationToken)
        {
            await CountAsync(request.Cargo, cancellationToken);
            return new(Taken);
        }

        private async Task CountAsync(StreamedBytes body, CancellationToken cancellationToken)
        {
            byte[] buffer = new byte[1 << 16];
            Stream stream = body.AsStream();
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Taken += count;
            }
        }
    }
}

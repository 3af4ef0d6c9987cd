using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>What a member that streams costs: bounded memory, whatever its length. Nothing else runs meanwhile, since what is allocated is counted for the whole process.</summary>
[Collection(nameof(AllocationTests))]
public sealed class StreamingMemoryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp")]
    [InlineData("memory")]
    public async Task A_quarter_of_a_gigabyte_passes_in_bounded_memory_and_the_reader_holds_back_the_source(string carrier)
    {
        const long length = 256L << 20;

        // What can lie between: the pipe and a receive, a piece on its way out, and what the transport buffers.
        const long most = 24 << 20;
        long taken = 0;
        long farthest = 0;
        DepotHandler handler = new()
        {
            OnStore = async (_, data, ct) =>
            {
                byte[] buffer = new byte[1 << 16];
                int count;
                Stream stream = data.AsStream();
                while ((count = await stream.ReadAsync(buffer, ct)) > 0)
                {
                    Volatile.Write(ref taken, taken + count);
                }

                return new Depot.Receipt(taken, 0);
            },
        };
        await using RunningServer<Depot.Wire> server = Depots.Start(handler, carrier);
        await using Depot.Client client = await Depot.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.StoreAsync(new("warm", StreamedBytes.From(new PatternStream(1 << 20), 1 << 20)), Cancelled).Soon();
        taken = 0;
        PatternStream source = new(length)
        {
            BeforeRead = position =>
            {
                farthest = Math.Max(farthest, position - Volatile.Read(ref taken));
                return default;
            },
        };
        long before = GC.GetTotalAllocatedBytes();
        Assert.Equal(length, (await client.StoreAsync(new("parcel", StreamedBytes.From(source, length)), Cancelled).AsTask().WaitAsync(TimeSpan.FromMinutes(4), Cancelled)).Bytes);
        long allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.True(farthest < most, $"{farthest} bytes were under way at a time.");
        Assert.True(allocated < 16 << 20, $"{allocated} bytes were allocated.");
    }
}

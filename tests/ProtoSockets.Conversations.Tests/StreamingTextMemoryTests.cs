using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>What a counted payload of a text protocol costs: bounded memory, whatever its length. Nothing else runs meanwhile, since what is allocated is counted for the whole process.</summary>
[Collection(nameof(AllocationTests))]
public sealed class StreamingTextMemoryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quarter_of_a_gigabyte_passes_in_bounded_memory()
    {
        const long length = 256L << 20;
        await using var server = new RunningServer<TextVault.Wire>(new TextVault.Server(new Counting()), TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using TextVault.Client client = await TextVault.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.SetAsync(new() { Key = "warm", Data = StreamedBytes.From(new PatternStream(1 << 20), 1 << 20) }, Cancelled).Soon();
        long before = GC.GetTotalAllocatedBytes();
        TextVault.Outcome outcome = await client.SetAsync(new() { Key = "parcel", Data = StreamedBytes.From(new PatternStream(length), length) }, Cancelled)
            .AsTask().WaitAsync(TimeSpan.FromMinutes(4), Cancelled);
        long allocated = GC.GetTotalAllocatedBytes() - before;
        Assert.Equal($"{length}", outcome.Word.ToString());
        Assert.True(allocated < 16 << 20, $"{allocated} bytes were allocated.");
    }

    /// <summary>Reads to the end, and says how much that was.</summary>
    private sealed class Counting : TextVault.IServerHandler
    {
        public async ValueTask<CallResult<TextVault.Outcome, TextVault.Refusal>> SetAsync(TextVault.Set request, TextVault.Session session, CancellationToken cancellationToken)
        {
            byte[] buffer = new byte[1 << 16];
            Stream stream = request.Data.AsStream();
            long taken = 0;
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                taken += count;
            }

            return new TextVault.Outcome($"{taken}");
        }

        public ValueTask<CallResult<TextVault.Item, TextVault.Refusal>> GetAsync(TextVault.Get request, TextVault.Session session, CancellationToken cancellationToken) =>
            new(new TextVault.Refusal("END", null));
    }
}

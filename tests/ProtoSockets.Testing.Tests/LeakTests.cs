using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing.Tests;

/// <summary>What the engine takes from its pools it gives back, also when something fails.</summary>
[Collection(nameof(SoakTests))]
public sealed class LeakTests
{
    [Fact]
    public async Task A_call_that_could_not_be_started_is_given_back()
    {
        await using TillOnNetwork till = new(FaultPlan.None);
        await using Till.Client client = await till.ConnectAsync();
        await client.AddAsync(new(1, "nail"), TestContext.Current.CancellationToken);
        client.Abort();
        await Expect.EndsAsync(client.Completion);
        long before = RentedCount.Value;

        for (int call = 0; call < 10; call++)
        {
            await Expect.NotSentAsync(client.AddAsync(new(1, "nail"), TestContext.Current.CancellationToken));
        }

        Assert.Equal(before, RentedCount.Value);
    }

    [Fact]
    public async Task What_was_gathered_and_not_sent_is_given_back_when_the_connection_is_lost()
    {
        MemoryNetwork names = new();
        using StreamListener deaf = Transports.Transports.Memory.Listen(names.EndPoint("deaf"), new BindOptions { ReceiveBufferBytes = 100 });
        long before = RentedCount.Value;
        await using Echo.Client client = await Echo.Client.ConnectAsync(deaf.LocalEndPoint, cancellationToken: TestContext.Current.CancellationToken);
        Task<CallException>[] calls = [.. Enumerable.Range(0, 2_000).Select(_ => Expect.FailsAsync<CallException>(client.SayAsync(new(new string('a', 150))).AsTask()))];

        client.Abort();
        await Task.WhenAll(calls);
        await Expect.EndsAsync(client.Completion);

        await UntilAsync(() => RentedCount.Value == before);
        Assert.Equal(before, RentedCount.Value);
    }

    /// <summary>Gives what runs on other threads its time.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int tries = 0; tries < 500 && !condition(); tries++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

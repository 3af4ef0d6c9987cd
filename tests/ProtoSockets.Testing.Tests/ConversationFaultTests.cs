namespace ProtoSockets.Testing.Tests;

/// <summary>Clients and servers over networks on which something goes wrong.</summary>
public sealed class ConversationFaultTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("split")]
    [InlineData("late")]
    [InlineData("stalls")]
    public async Task Calls_are_answered_over(string what)
    {
        FaultPlan plan = what switch
        {
            "split" => new FaultPlan(1).SplitAtEveryByte(),
            "late" => new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)).Split(9),
            "stalls" => new FaultPlan(1).StallFor(TimeSpan.FromMilliseconds(200), bytes: 40),
            _ => FaultPlan.None,
        };
        await using TillOnNetwork till = new(plan);
        await using Till.Client client = await till.ConnectAsync();

        for (uint call = 1; call <= 20; call++)
        {
            Task<Till.Total> adding = client.AddAsync(new(1, "nail"), TestContext.Current.CancellationToken).AsTask();
            await till.Network.Clock.AdvanceUntilAsync(adding);
            Assert.Equal(call, (await adding).Cents);
        }

        await till.Network.Clock.AdvanceUntilAsync(client.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task Over_datagrams_lost_requests_are_sent_again_by_the_clock()
    {
        await using TillOnNetwork till = new(new FaultPlan(4).Lose(0.4), isOverDatagrams: true);
        await using Till.Client client = await till.ConnectAsync();

        for (int call = 0; call < 10; call++)
        {
            Task<Till.Total> adding = client.AddAsync(new(1, "nail"), TestContext.Current.CancellationToken).AsTask();
            await till.Network.Clock.AdvanceUntilAsync(adding, TimeSpan.FromMilliseconds(50));
            Assert.True((await adding).Cents > call);
        }
    }

    [Fact]
    public async Task A_deadline_passes_when_the_test_says_so()
    {
        await using TillOnNetwork till = new(FaultPlan.None);
        await using Till.Client client = await till.ConnectAsync(new ClientOptions { CallTimeout = TimeSpan.FromSeconds(20) });

        Task<CallTimedOutException> call = Expect.TimedOutAsync(client.WaitAsync(new(), TestContext.Current.CancellationToken));
        till.Network.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(call.IsCompleted);
        till.Network.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(20), (await call).Timeout);
    }

    [Fact]
    public async Task A_reset_in_mid_call_leaves_its_outcome_unknown_and_later_calls_unsent()
    {
        await using TillOnNetwork till = new(new FaultPlan(1).From(Side.Server, static plan => plan.ResetAfter(60)));
        await using Till.Client client = await till.ConnectAsync();

        List<CallException> failures = [];
        for (int call = 0; call < 5; call++)
        {
            try
            {
                await client.AddAsync(new(5, "bolt"), TestContext.Current.CancellationToken);
            }
            catch (CallException failure)
            {
                failures.Add(failure);
            }
        }

        Assert.IsType<CallLostException>(failures[0]);
        Assert.All(failures.Skip(1), static failure => Assert.IsType<CallNotSentException>(failure));
        await Expect.EndsAsync(client.Completion, "the client");
    }

    [Fact]
    public async Task A_refusal_is_told_from_other_ends()
    {
        await using TillOnNetwork till = new(FaultPlan.None);
        await using Till.Client client = await till.ConnectAsync();

        CallRefusedException refusal = await Expect.RefusedAsync(client.AddAsync(new(0, "air"), TestContext.Current.CancellationToken));
        Assert.Equal("nothing is free", refusal.Message);

        ExpectationException other = await Expect.FailsAsync<ExpectationException>(Expect.TimedOutAsync(client.AddAsync(new(0, "air"), TestContext.Current.CancellationToken)));
        Assert.Equal("A CallTimedOutException was expected, and there was a CallRefusedException: nothing is free", other.Message);
        ExpectationException well = await Expect.FailsAsync<ExpectationException>(Expect.RefusedAsync(client.AddAsync(new(1, "nail"), TestContext.Current.CancellationToken)));
        Assert.Equal("A CallRefusedException was expected, and all went well.", well.Message);
    }

    [Fact]
    public async Task Once_all_is_closed_nothing_is_left_of_it()
    {
        TillOnNetwork till = new(new FaultPlan(1).DelayBy(TimeSpan.FromMilliseconds(5)));
        Till.Client client = await till.ConnectAsync();
        await till.Network.Clock.AdvanceUntilAsync(client.AddAsync(new(5, "bolt"), TestContext.Current.CancellationToken).AsTask());
        Assert.NotEqual(0, till.Network.OpenEnds);

        await till.Network.Clock.AdvanceUntilAsync(client.DisposeAsync().AsTask());
        await till.DisposeAsync();

        Assert.Equal(0, till.Network.OpenEnds);
        Assert.Equal(0, till.Network.Clock.TimerCount);
    }
}

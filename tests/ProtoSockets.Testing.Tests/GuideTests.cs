using ProtoSockets.Transports;

namespace ProtoSockets.Testing.Tests;

#pragma warning disable xUnit1051 // As the guide has it, for any test framework.

/// <summary>What docs/guide/testing.md shows.</summary>
public sealed class GuideTests
{
    [Fact]
    public void The_bytes_are_those_of_the_specification() => Golden.FrameMatches(
        new Till.Add(258, "bolt"),
        """
        00 00 00 15      // length of the frame
        02 00            // a request, no flags
        00 01            // Add
        00 00 00 07      // correlation id
        00 00 01 02      // Cents
        04 62 6F 6C 74   // Item
        """,
        Side.Client,
        correlationId: 7);

    [Fact]
    public async Task A_sale_survives_a_slow_network_in_pieces()
    {
        FaultPlan plan = new FaultPlan(seed: 7).SplitAtEveryByte().DelayBy(TimeSpan.FromMilliseconds(20));
        TestNetwork network = new(plan);
        await using Till.Server server = new(new TillHandler(), new ServerOptions { TimeProvider = network.Clock });
        server.Bind(network.Stream("till"));
        using CancellationTokenSource stopping = new();
        Task running = server.RunAsync(stopping.Token);

        Task<Till.Client> connecting = Till.Client.ConnectAsync(network.Stream("till"), new ClientOptions { TimeProvider = network.Clock });
        await network.Clock.AdvanceUntilAsync(connecting);
        Till.Client client = await connecting;
        Task<Till.Total> selling = client.AddAsync(new(258, "bolt")).AsTask();
        await network.Clock.AdvanceUntilAsync(selling);
        Assert.Equal(258u, (await selling).Cents);

        client.Abort();
        await stopping.CancelAsync();
        await network.Clock.AdvanceUntilAsync(running);
        Assert.Equal(0, network.OpenEnds);
    }

    [Fact]
    public async Task A_conversation_is_recorded_and_played_again()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.conversation");
        ConversationRecorder recorder = new();
        await using (EchoServer server = new(new EchoHandler()))
        {
            await using Echo.Client client = await Echo.Client.ConnectAsync(recorder.Over(server.Address));
            await client.SayAsync(new("hello"));
        }

        recorder.Conversations[0].Save(file, Echo.Describe);

        await using (EchoServer server = new(new EchoHandler()))
        {
            await Conversation.Load(file).ReplayToServerAsync(server.Address, Echo.Describe);
        }

        File.Delete(file);
    }
}

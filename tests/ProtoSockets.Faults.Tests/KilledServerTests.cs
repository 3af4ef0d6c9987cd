using System.Net;
using System.Net.Sockets;
using ProtoSockets.Faults.Peer;
using ProtoSockets.Transports;

namespace ProtoSockets.Faults.Tests;

/// <summary>A server that is killed (-9) while it has calls: nobody waits for it, and everybody is told what is known.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int Calls = 50;

    private static readonly ClientOptions WaitsForEver = new() { CallTimeout = Timeout.InfiniteTimeSpan };

    private readonly string _folder = Directory.CreateTempSubdirectory("ProtoSockets.Faults").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SocketFile => Path.Combine(_folder, "errands.sock");

    [Theory]
    [InlineData("tcp://")]
    [InlineData("unix:")]
    public async Task All_calls_of_a_server_that_is_killed_end_at_once_and_say_that_their_outcome_is_unknown(string scheme)
    {
        await using PeerProgram server = await PeerProgram.ServeAsync(scheme, scheme == "unix:" ? SocketFile : "127.0.0.1:0");
        await using Errands.Client client = await Errands.Client.ConnectAsync(server.Address, WaitsForEver, Cancelled);
        Task<Errands.Done>[] waiting = [.. Enumerable.Range(0, Calls).Select(number => client.WaitAsync(new Errands.Wait(number), Cancelled).AsTask())];
        await ReachedAsync(client);

        await server.KillAsync();

        foreach (Task<Errands.Done> call in waiting)
        {
            // No deadline ends them: that the connection is gone does.
            CallLostException lost = await Assert.ThrowsAsync<CallLostException>(call.Soon);
            Assert.Equal(CallOutcome.Unknown, lost.Outcome);
        }

        Assert.Equal(CallOutcome.NotSent, (await Assert.ThrowsAsync<CallNotSentException>(client.CountAsync(new Errands.Count(), Cancelled).AsTask().Soon)).Outcome);
        Assert.True(client.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task A_call_over_datagrams_ends_with_its_deadline_and_with_what_the_network_said()
    {
        await using PeerProgram server = await PeerProgram.ServeAsync("udp://", "127.0.0.1:0");
        await using Errands.Client client = await Errands.Client.ConnectAsync(
            server.Address, new ClientOptions { CallTimeout = TimeSpan.FromSeconds(2), RetransmitInterval = TimeSpan.FromMilliseconds(50) }, Cancelled);
        Assert.Equal(7, (await client.FetchAsync(new Errands.Fetch(7, default), Cancelled)).Number);

        await server.KillAsync();

        CallTimedOutException late = await Assert.ThrowsAsync<CallTimedOutException>(client.FetchAsync(new Errands.Fetch(8, default), Cancelled).AsTask().Soon);
        Assert.Contains("the network said", late.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://")]
    [InlineData("unix:")]
    public async Task Connecting_to_where_a_server_was_says_who_is_not_there(string scheme)
    {
        PeerProgram server = await PeerProgram.ServeAsync(scheme, scheme == "unix:" ? SocketFile : "127.0.0.1:0");
        await using (server)
        {
            await server.KillAsync();
        }

        ConnectException refused = await Assert.ThrowsAsync<ConnectException>(() => Errands.Client.ConnectAsync(server.Address, cancellationToken: Cancelled).Soon());
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
    }

    [Theory]
    [InlineData("tcp://")]
    [InlineData("unix:")]
    public async Task A_server_gets_the_address_of_the_one_before_it_while_that_one_is_still_being_missed(string scheme)
    {
        await using PeerProgram first = await PeerProgram.ServeAsync(scheme, scheme == "unix:" ? SocketFile : "127.0.0.1:0");
        await using Errands.Client client = await Errands.Client.ConnectAsync(first.Address, WaitsForEver, Cancelled);
        Task<Errands.Done> call = client.WaitAsync(new Errands.Wait(1), Cancelled).AsTask();
        await ReachedAsync(client, calls: 1);
        await first.KillAsync();
        await using PeerProgram second = await PeerProgram.ServeAsync(scheme, first.Address.EndPoint.ToString()!);
        await Assert.ThrowsAsync<CallLostException>(call.Soon);
        await using Errands.Client again = await Errands.Client.ConnectAsync(second.Address, cancellationToken: Cancelled);
        Assert.Equal(2, (await again.FetchAsync(new Errands.Fetch(2, default), Cancelled).Soon()).Number);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_taken_is_told_as_what_it_is()
    {
        // Whoever answers there now speaks something else.
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        stranger.Listen();
        await using Errands.Server server = new(new ErrandHandler());
        BindException taken = Assert.Throws<BindException>(() => server.Bind(stranger.LocalEndPoint!));
        Assert.Equal(BindFailure.InUse, taken.Failure);

        Task<Errands.Client> connecting = Errands.Client.ConnectAsync(stranger.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket accepted = await stranger.AcceptAsync(Cancelled).Soon();
        await accepted.SendAsync("220 mail.example.org ESMTP\r\n"u8.ToArray(), Cancelled);
        await Assert.ThrowsAsync<WireFormatException>(connecting.Soon);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Waits until the handlers of the calls run: asked in between, never for a time.</summary>
    private static async Task ReachedAsync(Errands.Client client, int calls = Calls)
    {
        while ((await client.CountAsync(new Errands.Count(), Cancelled).Soon()).Number < calls)
        {
        }
    }
}

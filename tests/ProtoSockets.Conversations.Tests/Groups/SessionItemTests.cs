using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Servers;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Groups;

/// <summary>What is remembered of a session by typed keys.</summary>
public sealed class SessionItemTests
{
    private static readonly SessionKey<string> Name = new("name");
    private static readonly SessionKey<string> OtherName = new("name");
    private static readonly SessionKey<int> Calls = new("calls");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_session_remembers_its_own_until_it_has_ended()
    {
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await using Desk.Client other = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Session another = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();

        Assert.False(session.Items.TryGet(Name, out _));
        Assert.Contains("under \"name\"", Assert.Throws<KeyNotFoundException>(() => session.Items.Get(Name)).Message, StringComparison.Ordinal);
        session.Items.Set(Name, "ada");
        session.Items.Set(Calls, 1);
        session.Items.Set(Calls, session.Items.Get(Calls) + 1);
        another.Items.Set(Name, "bob");
        ServerCallContext call = new(session, "Desk", 0, ExpectsReply: false);
        Assert.Equal(("ada", 2), (call.Session.Items.Get(Name), call.Session.Items.Get(Calls)));
        Assert.False(session.Items.TryGet(OtherName, out _));
        Assert.True(session.Items.Remove(Calls));
        Assert.False(session.Items.Remove(Calls));
        Assert.False(session.Items.TryGet(Calls, out _));

        await client.DisposeAsync();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (session.Items.TryGet(Name, out _))
        {
            Assert.True(DateTime.UtcNow < latest, "It is still remembered.");
            await Task.Yield();
        }

        Assert.Equal("bob", another.Items.Get(Name));
    }

    [Fact]
    public async Task Looking_and_setting_again_allocate_nothing()
    {
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        Assert.Equal(0, AllocatedBytes.Least(() => session.Items.TryGet(Calls, out _)));
        session.Items.Set(Calls, 1);
        session.Items.Set(Name, "ada");
        Assert.Equal(0, AllocatedBytes.Least(() => session.Items.Set(Calls, session.Items.Get(Calls) + 1)));
    }
}

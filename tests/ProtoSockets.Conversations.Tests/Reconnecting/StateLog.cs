using System.Threading.Channels;
using ProtoSockets.Clients;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Waits for what no event tells by itself.</summary>
internal static class ClientWaits
{
    /// <summary>Waits until so many connections take calls.</summary>
    public static async Task UntilConnectedAsync(this IProtocolClient client, int count)
    {
        var changed = Channel.CreateUnbounded<int>();
        client.StateChanged += OnChange;
        try
        {
            while (client.ConnectionCount < count)
            {
                await changed.Reader.ReadAsync(TestContext.Current.CancellationToken).Soon();
            }
        }
        finally
        {
            client.StateChanged -= OnChange;
        }

        void OnChange(object? sender, ClientStateChangedEventArgs change) => changed.Writer.TryWrite(0);
    }
}

/// <summary>The changes of a client's state, in the order in which they were told.</summary>
internal sealed class StateLog
{
    private readonly Channel<ClientStateChangedEventArgs> _changes = Channel.CreateUnbounded<ClientStateChangedEventArgs>();

    public StateLog(IProtocolClient client) => client.StateChanged += (_, change) => _changes.Writer.TryWrite(change);

    /// <summary>The next change.</summary>
    public Task<ClientStateChangedEventArgs> NextAsync() => _changes.Reader.ReadAsync(TestContext.Current.CancellationToken).Soon();

    /// <summary>The next change to a state; those before are passed over.</summary>
    public async Task<ClientStateChangedEventArgs> UntilAsync(ClientState state)
    {
        while (true)
        {
            ClientStateChangedEventArgs change = await NextAsync();
            if (change.State == state)
            {
                return change;
            }
        }
    }

    /// <summary>What was told and not read.</summary>
    public int Count => _changes.Reader.Count;
}

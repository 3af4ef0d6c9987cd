using System.Net;

namespace ProtoSockets.Servers;

/// <summary>A connection of a server while it speaks one protocol, for the server that does not know which.</summary>
internal interface IServedPeer
{
    /// <summary>The address that the peer talks to.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The life of the connection, to its end or to its next protocol. Never fails.</summary>
    /// <returns>The connection in its next protocol; null when it has ended.</returns>
    Task<IServedPeer?> RunAsync();

    /// <summary>Lets it end in good order.</summary>
    Task DrainAsync(CancellationToken cancellationToken);

    /// <summary>Ends it at once.</summary>
    void Abort(Exception reason);

    /// <summary>Disposes what belongs to the conversation, which has ended. Never fails.</summary>
    Task ReleaseAsync();

    /// <summary>Closes it if it has been silent for too long.</summary>
    void CloseIfIdle();
}

/// <summary>A connection of a server, through all its protocols.</summary>
internal sealed class ServedConnection(IServedPeer first)
{
    private volatile IServedPeer _current = first;

    /// <summary>What it is counted as in <see cref="AddressCounts"/>.</summary>
    public UInt128? CountedAs { get; set; }

    /// <summary>The connection in the protocol that it speaks now.</summary>
    public IServedPeer Current => _current;

    public async Task RunAsync()
    {
        // Not nested, so that a connection may go through any number of phases.
        while (await _current.RunAsync().ConfigureAwait(false) is { } next)
        {
            _current = next;
        }
    }
}

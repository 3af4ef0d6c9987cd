using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <content>Who the peer is, where it does not have to be the one that connected.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    private volatile bool _isGivenAway;

    /// <summary>Whether a peer may stay whose address was told only now; null where the address was known from the start.</summary>
    public Func<EndPoint?, bool>? Admit { private get; set; }

    /// <summary>Tells the peer that it may not stay, and closes its connection.</summary>
    public Action<StreamConnection>? TurnAway { private get; set; }

    internal override string? ApplicationProtocol => _connection.ApplicationProtocol;

    internal override ProxyHeader? ProxyHeader => _connection.ProxyHeader;

    /// <summary>Learns whose connection it is, and whether it may stay.</summary>
    private async ValueTask<bool> IsAdmittedAsync(CancellationToken cancellationToken)
    {
        if (Admit is null)
        {
            return true;
        }

        await _connection.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        return Admit(RemoteEndPoint);
    }

    /// <summary>Ends without the connection, which is given to whoever tells the peer why.</summary>
    private void LeaveToDoorman()
    {
        // In front of the abort, which would close it. Who aborts at the same time leaves it open, too: it is closed when the peer has been told.
        _isGivenAway = true;
        Abort(new ConnectionClosedException($"Too many connections from {RemoteEndPoint}."), isExpected: true);
        TurnAway!(_connection);
    }
}

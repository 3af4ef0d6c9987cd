using System.Net;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <content>Who the peer is, where it does not have to be the one that connected.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    /// <summary>Whether a peer may stay whose address was told only now; null where the address was known from the start.</summary>
    public Func<EndPoint?, bool>? Admit { private get; set; }

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
}

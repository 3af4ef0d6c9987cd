using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <content>What goes to many at a time.</content>
public abstract partial class ServerPeer<TProtocol>
{
    /// <summary>Sends a frame that was written for several peers, as <see cref="ServerOptions.SlowPeer"/> says. Never waits, and never fails because of this peer.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="cancellationToken">Gives up waiting for room.</param>
    /// <param name="wait">The wait for room, where the policy is to wait.</param>
    /// <returns>False when there is something to wait for.</returns>
    internal bool TrySendToMember(in EncodedFrame frame, CancellationToken cancellationToken, [NotNullWhen(false)] out Task? wait)
    {
        wait = null;
        if (Closed.IsCancellationRequested)
        {
            return true;
        }

        if (!HasRoom)
        {
            switch (Options.SlowPeer)
            {
                case SlowPeerPolicy.Drop:
                    return true;

                case SlowPeerPolicy.Disconnect:
                    Abort(new ConnectionClosedException($"The peer is slow: {Options.MaxPendingSendBytes} bytes wait to be sent to it."));
                    return true;

                default:
                    // The memory of the frame goes back as soon as all have been looked at.
                    wait = SendWhenRoomAsync(frame.Bytes.ToArray(), frame.VersionBehind, cancellationToken);
                    return false;
            }
        }

        TrySendEncoded(frame.Bytes, frame.VersionBehind);
        return true;
    }

    private async Task SendWhenRoomAsync(byte[] frame, ushort versionBehind, CancellationToken cancellationToken)
    {
        while (!HasRoom && !Closed.IsCancellationRequested)
        {
            await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }

        TrySendEncoded(frame, versionBehind);
    }

    private void TrySendEncoded(ReadOnlySpan<byte> frame, ushort versionBehind)
    {
        try
        {
            SendEncoded(frame);
            if (Version != versionBehind)
            {
                Version = versionBehind;
            }
        }
        catch (Exception exception) when (exception is ConnectionClosedException or HandedOverException or WireFormatException)
        {
            // Gone meanwhile, or a datagram that its network does not take; the others still want it.
        }
    }
}

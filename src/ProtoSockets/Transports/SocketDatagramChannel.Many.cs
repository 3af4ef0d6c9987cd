using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <content>Many datagrams in one system call, where the system has it.</content>
internal sealed partial class SocketDatagramChannel
{
    private bool? _canSendMany;
    private bool? _canReceiveMany;
    private PendingRun? _receiving;

    public override bool CanReceiveMany => _canReceiveMany ??= UdpRuns.CanReceive(_socket);

    public override int ReceiveManyBytes => CanReceiveMany ? UdpRuns.MaxReceivedBytes : MaxDatagramBytes;

    public override ValueTask<DatagramRun> ReceiveManyAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (!CanReceiveMany)
        {
            return base.ReceiveManyAsync(buffer, from, cancellationToken);
        }

        try
        {
            _receiving ??= new PendingRun(_socket);
            return _receiving.ReceiveAsync(buffer, from, cancellationToken);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What a receive meets is in its task, also when it meets it at once.
            return ValueTask.FromException<DatagramRun>(error);
        }
    }

    public override int TrySendMany(ReadOnlySpan<byte> datagrams, int datagramBytes, SocketAddress? to, out SocketError error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(datagramBytes, 1);
        if (to is null)
        {
            RequirePeer();
        }

        int sent = 0;
        error = SocketError.Success;
        int most = Math.Min(UdpRuns.MaxDatagrams, UdpRuns.MaxSentBytes / datagramBytes);
        while (datagrams.Length > datagramBytes && most > 1 && (_canSendMany ??= UdpRuns.CanSend(_socket)))
        {
            ReadOnlySpan<byte> run = datagrams[..Math.Min(datagrams.Length, most * datagramBytes)];
            error = UdpRuns.TrySend(_socket.SafeHandle, run, datagramBytes, to);
            if (error is SocketError.InvalidArgument or SocketError.MessageSize or SocketError.SocketError)
            {
                // They can't be one packet on this route: each for itself is either sent, or says why not.
                error = SocketError.Success;
                break;
            }

            if (error != SocketError.Success)
            {
                return sent;
            }

            sent += new DatagramRun(run.Length, datagramBytes).Count;
            datagrams = datagrams[run.Length..];
        }

        return datagrams.IsEmpty ? sent : sent + base.TrySendMany(datagrams, datagramBytes, to, out error);
    }

    private void RequireSingle()
    {
        if (_receiving is not null)
        {
            throw new InvalidOperationException("Datagrams arrive together on this channel since ReceiveManyAsync was called: only that can tell where one ends.");
        }
    }
}

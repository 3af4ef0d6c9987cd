using ProtoSockets.Connections;
using ProtoSockets.Streams;

namespace ProtoSockets.Servers;

/// <content>Messages whose last member streams.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    private readonly StreamedSender _streams;

    ushort IFrameConsumer.Version => Version;

    private protected override Task EnterStreamAsync(CancellationToken cancellationToken) => _writer.EnterStreamAsync(cancellationToken);

    private protected override void LeaveStream() => _writer.LeaveStream();

    private protected override long EndHead(int length, long behind) => _writer.EndHead(length, behind);

    private protected override async Task SendTailAsync(OutgoingTail tail, CancellationToken cancellationToken)
    {
        await _streams.SendAsync(tail, cancellationToken).ConfigureAwait(false);
        if (tail.Ending is { IsConnection: true })
        {
            Close();
        }
    }
}

using ProtoSockets.Connections;
using ProtoSockets.Streams;

namespace ProtoSockets.Servers;

/// <content>Messages whose last member streams.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    private readonly StreamLimits _streams;
    private StreamedSender? _sender;

    ushort IFrameConsumer.Version => Version;

    private protected override Task EnterStreamAsync(CancellationToken cancellationToken) => _writer.EnterStreamAsync(cancellationToken);

    private protected override void LeaveStream() => _writer.LeaveStream();

    private protected override void EndHead(int length, long behind, bool isLast) => _writer.EndHead(length, behind, isLast);

    private protected override async Task SendTailAsync(OutgoingTail tail, CancellationToken cancellationToken)
    {
        // One at a time: the caller has the turn.
        _sender ??= new StreamedSender(_writer, _streams, Abort);
        await _sender.SendAsync(tail, cancellationToken).ConfigureAwait(false);
        if (tail.Ending is { IsConnection: true })
        {
            Close();
        }
    }

    /// <summary>Lets the handlers end whose client has said with its last message that nothing more comes from it, and sends what they answer.</summary>
    private async Task AnswerLastAsync()
    {
        try
        {
            await WaitForCallsAsync().WaitAsync(_closed.Token).ConfigureAwait(false);
            using var patience = new CancellationTokenSource(Options.DrainTimeout, _time);
            await DrainAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Closed meanwhile: nobody waits for the answers.
        }
    }
}

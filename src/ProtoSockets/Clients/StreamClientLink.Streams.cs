using ProtoSockets.Connections;
using ProtoSockets.Streams;

namespace ProtoSockets.Clients;

/// <content>Messages whose last member streams.</content>
internal sealed partial class StreamClientLink<TProtocol>
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
        _sender ??= new StreamedSender(_writer, _streams, Fault);
        await _sender.SendAsync(tail, cancellationToken).ConfigureAwait(false);
        if (tail.Ending is { IsConnection: true })
        {
            await EndSendingAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the server that nothing more comes. What it answers is still received.</summary>
    private async Task EndSendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection.ShutdownSendAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            // Without its end the member is not whole: the server must not wait for it.
            ConnectionClosedException failure = new($"The connection can't be ended behind what was sent: {exception.Message}", exception);
            Fault(failure);
            throw failure;
        }
    }
}

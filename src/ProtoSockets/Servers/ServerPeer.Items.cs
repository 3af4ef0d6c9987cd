using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>Calls that are answered by a stream, or send one.</content>
public abstract partial class ServerPeer<TProtocol>
{
    /// <summary>What whoever reads a stream gets that has outlived its handler.</summary>
    internal const string HandlerHasEnded = "The handler of the call has ended, and with it the stream.";

    private readonly StreamTable? _streams;

    /// <summary>Whether a further call that streams may begin.</summary>
    internal bool HasRoomForStream => _streams is not null && _streams.Count < Options.MaxStreams;

    internal override StreamWindow Window => StreamWindow.Of(Options.StreamWindow, Options.StreamWindowBytes);

    /// <summary>Whether another call may be handled. Those that stream do not count: what they wait for comes behind the calls of which there are too many.</summary>
    private protected bool HasRoomForCall => CallsInFlight - (_streams?.Count ?? 0) < MaxCallsInFlight;

    /// <summary>Notes a call that streams, whose handler has been called. If another one goes on under its id, the peer is aborted, and whoever reads its items gets to know why.</summary>
    /// <returns>What the client did wrong; null when the call goes on, and <see cref="EndStream"/> is to be called.</returns>
    internal ConnectionClosedException? BeginStream(ServedStream stream)
    {
        if (_streams!.TryAdd(stream))
        {
            return null;
        }

        var reason = new ConnectionClosedException($"The client began a call under the correlation id {stream.CorrelationId}, under which another one streams.");

        // In front of the abort, which ends them by the handler's token, too: that says less.
        stream.Items?.End(reason);
        Abort(reason);
        return reason;
    }

    /// <summary>Notes that the handler of a call that streams has ended.</summary>
    internal void EndStream(ServedStream stream)
    {
        // In front of the count of what is still under way: nothing more is granted then.
        stream.Items?.End(new InvalidOperationException(HandlerHasEnded));
        _streams!.Remove(stream);
    }

    /// <summary>Tells the client how much more of its stream is taken.</summary>
    internal void GrantItems(UInt128 correlationId, int items, long bytes) =>
        TrySend(new CreditFrame((uint)items, (uint)bytes), new FrameRoute(FrameKind.Credit, 0, correlationId));

    /// <summary>The connection has ended.</summary>
    private protected void CloseStreams(Exception reason) =>
        _streams?.Close(reason is OperationCanceledException ? new ConnectionClosedException(reason.Message, reason) : reason);

    /// <summary>Takes a frame within a call: an item, an end, or a credit. Ends and credits of calls that have ended are passed over, and so are the items that were granted to them.</summary>
    private protected void TakeStreamFrame(in ReceivedFrame frame, in FrameRoute route)
    {
        if (!_streams!.TryFind(route.CorrelationId, out ServedStream? stream))
        {
            if (route.Kind == FrameKind.Item && !_streams.TryDropStray())
            {
                Abort(new ConnectionClosedException($"The client sent an item that no call takes (correlation id {route.CorrelationId})."));
            }

            return;
        }

        if (Take(stream, in frame, in route) is { } wrong)
        {
            Abort(wrong);
        }
    }

    private Exception? Take(ServedStream stream, in ReceivedFrame frame, in FrameRoute route)
    {
        WireReader reader = frame.Read(Side.Client);
        switch (route.Kind)
        {
            case FrameKind.Credit:
                return !CreditFrame.TryReadFrame(ref reader, out CreditFrame credit) ? new WireFormatException(reader.Error!)
                    : stream.Credit is null ? new ConnectionClosedException("The client granted items to a call that is not answered by a stream.")
                    : !stream.Credit.TryGrant(credit.Items, credit.Bytes) ? new ConnectionClosedException("The client granted more items than can be counted.")
                    : null;

            case FrameKind.Item:
                return stream.Items is null ? new ConnectionClosedException("The client sent an item with a call that takes none.")
                    : stream.Items.Take(in frame, Version) is { } wrong ? new ConnectionClosedException($"The client sent {wrong}.")
                    : null;

            default:
                if (!StreamEndFrame.TryReadFrame(ref reader, out StreamEndFrame end))
                {
                    return new WireFormatException(reader.Error!);
                }

                if (stream.Items is null)
                {
                    return new ConnectionClosedException("The client ended the stream of a call that takes none.");
                }

                stream.Items.End(end.Failure);
                return null;
        }
    }
}

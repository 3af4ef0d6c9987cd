using System.Threading.Channels;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>A call that gets many replies. They are kept until the caller has enumerated them, up to a limit.</summary>
internal sealed class PendingStream<TReply, TError> : PendingCall
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    private readonly Channel<TReply> _replies;
    private readonly Func<TReply, bool> _isLast;
    private readonly int _maxBacklog;

    public PendingStream(Func<TReply, bool> isLast, int maxBacklog)
    {
        _isLast = isLast;
        _maxBacklog = maxBacklog;
        _replies = Channel.CreateBounded<TReply>(new BoundedChannelOptions(maxBacklog) { SingleReader = true, SingleWriter = true });
        Replies = ReplyCount.Many;
    }

    public override long ReplyId => TReply.MessageId;

    /// <summary>The replies in the order they came.</summary>
    public ChannelReader<TReply> Reader => _replies.Reader;

    public override bool OnReply(in ReceivedFrame frame, bool isError, ref ushort version)
    {
        WireReader reader = frame.Read(ReplyFrom, version);
        reader.CallTag = CallTag;
        if (isError)
        {
            OnFailure(TError.TryReadFrame(ref reader, out TError error)
                ? new CallRefusedException(error.ToOwnedMessage())
                : new WireFormatException(reader.Error!));
            return true;
        }

        if (!TReply.TryReadFrame(ref reader, out TReply reply))
        {
            OnFailure(new WireFormatException(reader.Error!));
            return true;
        }

        if (!_replies.Writer.TryWrite(reply.ToOwnedMessage()))
        {
            OnFailure(new CallLostException($"More than {_maxBacklog} replies came that were not read; enumerate them as they come."));
            return true;
        }

        if (!_isLast(reply))
        {
            return false;
        }

        _replies.Writer.TryComplete();
        return true;
    }

    public override void OnSilence() => _replies.Writer.TryComplete();

    public override void OnFailure(Exception failure) => _replies.Writer.TryComplete(failure);
}

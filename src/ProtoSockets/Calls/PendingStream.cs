using System.Threading.Channels;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>A call that gets many replies. They are kept until the caller has enumerated them, up to a limit.</summary>
internal abstract class PendingStream : PendingCall
{
    private volatile bool _isDiscarded;

    /// <summary>Whether the caller is gone: what still comes is only counted off.</summary>
    public bool IsDiscarded => _isDiscarded;

    /// <summary>Whether as many replies are kept as may be.</summary>
    public abstract bool IsFull { get; }

    /// <summary>Whether there is room for a good number of further ones.</summary>
    public abstract bool HasRoom { get; }

    /// <summary>Whether a reply came that could not be read, so that nobody knows where the replies end.</summary>
    public bool HasLostStep { get; protected set; }

    /// <summary>Sends what goes ahead of the request and is answered with it; null for nothing.</summary>
    public Action? Ahead { get; init; }

    /// <summary>Keeps nothing of what still comes.</summary>
    public void Discard() => _isDiscarded = true;

    /// <summary>The call was taken out of the table, behind its last reply.</summary>
    public abstract void OnRemoved();
}

/// <inheritdoc/>
internal sealed class PendingStream<TReply, TError> : PendingStream
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    // One that may have several readers, although there is one: others do not count what they keep.
    private readonly Channel<TReply> _replies = Channel.CreateUnbounded<TReply>(new UnboundedChannelOptions { SingleReader = false, SingleWriter = true });
    private readonly Func<TReply, bool> _isLast;
    private readonly int _maxBacklog;
    private readonly bool _mayWait;
    private Exception? _failure;

    /// <summary>Makes a call.</summary>
    /// <param name="isLast">Tells the last reply.</param>
    /// <param name="maxBacklog">How many replies are kept.</param>
    /// <param name="mayWait">Whether the connection waits when there are as many; else one more ends the call.</param>
    public PendingStream(Func<TReply, bool> isLast, int maxBacklog, bool mayWait)
    {
        _isLast = isLast;
        _maxBacklog = maxBacklog;
        _mayWait = mayWait;
        Replies = ReplyCount.Many;
    }

    public override long ReplyId => TReply.MessageId;

    /// <summary>The replies in the order they came.</summary>
    public ChannelReader<TReply> Reader => _replies.Reader;

    public override bool HasRoom => _replies.Reader.Count <= _maxBacklog / 2;

    public override bool IsFull => _replies.Reader.Count >= _maxBacklog;

    public override bool OnReply(in ReceivedFrame frame, bool isError, ref ushort version)
    {
        WireReader reader = frame.Read(ReplyFrom, version);
        reader.CallTag = CallTag;
        if (isError)
        {
            _failure = TError.TryReadFrame(ref reader, out TError error)
                ? new CallRefusedException(error.ToOwnedMessage())
                : new WireFormatException(reader.Error!);
            return true;
        }

        if (!TReply.TryReadFrame(ref reader, out TReply reply))
        {
            _failure = new WireFormatException(reader.Error!);
            HasLostStep = true;
            return true;
        }

        if (!IsDiscarded && !_mayWait && IsFull)
        {
            // Those that still come are counted off, so that none is taken for another call's.
            OnFailure(new CallLostException($"More than {_maxBacklog} replies came that were not read; enumerate them as they come."));
            Discard();
        }

        bool isLast = _isLast(reply);
        if (!IsDiscarded)
        {
            _replies.Writer.TryWrite(reply.ToOwnedMessage());
        }

        return isLast;
    }

    public override void OnRemoved() => _replies.Writer.TryComplete(_failure);

    public override void OnSilence() => _replies.Writer.TryComplete();

    public override void OnFailure(Exception failure) => _replies.Writer.TryComplete(failure);
}

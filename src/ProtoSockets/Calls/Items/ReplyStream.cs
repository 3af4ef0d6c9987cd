using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>A call that is answered by a stream of replies, of which the server sends no more than were granted to it.</summary>
internal abstract class ReplyStream : PendingCall
{
    /// <summary>Reads the error that came instead of a further reply.</summary>
    public abstract Exception ReadError(in ReceivedFrame frame, ushort version);

    /// <summary>Reads a further reply, and keeps it.</summary>
    /// <param name="frame">Its frame.</param>
    /// <param name="version">The version of the protocol, which it can change.</param>
    /// <param name="malformed">What is wrong with its bytes, or null.</param>
    /// <returns>What the server did wrong by sending it, or null.</returns>
    public abstract string? Take(in ReceivedFrame frame, ref ushort version, out Exception? malformed);

    public override bool OnReply(in ReceivedFrame frame, bool isError, ref ushort version) => throw new NotSupportedException();
}

/// <inheritdoc/>
internal sealed class ReplyStream<TReply, TError> : ReplyStream
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    /// <summary>Makes a call.</summary>
    /// <param name="window">How much is granted at a time.</param>
    /// <param name="grant">Grants it.</param>
    public ReplyStream(StreamWindow window, Action<ReplyStream, int, long> grant)
    {
        Replies = ReplyCount.Many;
        Items = new ItemQueue<TReply>(window, (items, bytes) => grant(this, items, bytes));
    }

    /// <summary>The replies that have come.</summary>
    public ItemQueue<TReply> Items { get; }

    public override long ReplyId => TReply.MessageId;

    public override Exception ReadError(in ReceivedFrame frame, ushort version)
    {
        WireReader reader = frame.Read(ReplyFrom, version);
        return TError.TryReadFrame(ref reader, out TError error) ? new CallRefusedException(error.ToOwnedMessage()) : new WireFormatException(reader.Error!);
    }

    public override string? Take(in ReceivedFrame frame, ref ushort version, out Exception? malformed)
    {
        WireReader reader = frame.Read(ReplyFrom, version);
        reader.CallTag = CallTag;
        if (!TReply.TryReadFrame(ref reader, out TReply reply))
        {
            malformed = new WireFormatException(reader.Error!);
            return null;
        }

        malformed = null;
        version = reader.Version;
        return Items.Add(reply.ToOwnedMessage(), frame.Length);
    }

    public override void OnSilence() => Items.End(failure: null);

    public override void OnFailure(Exception failure) => Items.End(failure);
}

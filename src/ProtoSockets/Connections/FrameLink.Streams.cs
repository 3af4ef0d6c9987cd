using ProtoSockets.Calls;
using ProtoSockets.Runtime;
using ProtoSockets.Streams;

namespace ProtoSockets.Connections;

/// <content>Messages whose last member streams.</content>
public abstract partial class FrameLink<TProtocol>
{
    /// <summary>Whether a message has to be sent by <see cref="SendStreamedAsync"/>: its last member streams, and is more than goes into the buffer with the rest.</summary>
    internal static bool MustStream<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage> => TMessage.IsStreamed && (!TMessage.GetStreamed(in message).IsInline || TMessage.StreamedEnding is { IsConnection: true });

    /// <summary>Closes the source of a message that does not get to be sent.</summary>
    internal static void GiveUp<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (MustStream(in message))
        {
            TMessage.GetStreamed(in message).Dispose();
        }
    }

    /// <summary>What a message whose last member streams is sent with behind the buffer.</summary>
    private protected static OutgoingTail TailOf<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage> => new(TMessage.GetStreamed(in message), TMessage.StreamedEnding);

    /// <summary>Sends a message whose last member streams, to its last byte, and closes the source.</summary>
    /// <exception cref="StreamedBytesException">The source failed, or nothing moved for too long; the connection is closed.</exception>
    /// <exception cref="WireFormatException">The message holds what its wire form can't; nothing is sent.</exception>
    /// <exception cref="ConnectionClosedException">The connection is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connection is closed unless nothing of the message was sent.</exception>
    internal async ValueTask SendStreamedAsync<TMessage>(TMessage message, FrameRoute route, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        OutgoingTail tail = TailOf(in message);
        try
        {
            await EnterStreamAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                SendHead(in message, in route, call: null);
                await SendTailAsync(tail, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                LeaveStream();
            }
        }
        finally
        {
            tail.Dispose();
        }
    }

    /// <summary>Writes the part of a message in front of the member that streams. Must be followed by <see cref="SendTailAsync"/>.</summary>
    private protected void SendHead<TMessage>(in TMessage message, in FrameRoute route, PendingCall? call)
        where TMessage : IProtocolMessage<TMessage>
    {
        int prefix = TProtocol.IsFramedBySide ? TProtocol.PrefixLengthFrom(Side) : TProtocol.PrefixLength;
        int overhead = TProtocol.IsFramedBySide ? TProtocol.OverheadFrom(Side) : TProtocol.Overhead;
        int size = unchecked(TMessage.GetFrameSizeIn(in message, Version) - WireStreams.GetSize(TMessage.GetStreamed(in message)));

        // A length of variable size in the header is larger for what is not in the buffer.
        Span<byte> frame = BeginFrame(size + overhead + 8);
        int length;
        long behind;
        try
        {
            CheckMaySend(route.Kind);
            ushort version = _version;
            var writer = new WireWriter(frame, prefix, Side) { Version = version, IsHeadOnly = true };
            message.WriteFrame(ref writer, in route);
            if (writer.Version != version)
            {
                _version = writer.Version;
            }

            behind = writer.Behind;
            length = TProtocol.CompleteStreamed(Side, frame, writer.Position, behind);
            CheckSize(length);
            if (call is not null)
            {
                call.SentAt = FrameStart;
            }
        }
        catch
        {
            CancelFrame();
            throw;
        }

        EndHead(length, behind, TMessage.StreamedEnding is { IsConnection: true });
    }

    /// <summary>Waits until no other message streams.</summary>
    private protected virtual Task EnterStreamAsync(CancellationToken cancellationToken) => throw new NotSupportedException("Datagrams carry no members that stream.");

    /// <summary>Lets the next message stream.</summary>
    private protected virtual void LeaveStream() => throw new NotSupportedException();

    /// <summary>Sends a frame that goes on behind the buffer.</summary>
    private protected virtual void EndHead(int length, long behind, bool isLast) => throw new NotSupportedException();

    /// <summary>Sends what follows <see cref="EndHead"/>.</summary>
    private protected virtual Task SendTailAsync(OutgoingTail tail, CancellationToken cancellationToken) => throw new NotSupportedException();
}

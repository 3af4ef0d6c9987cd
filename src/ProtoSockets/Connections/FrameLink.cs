using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Calls;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>One end of a conversation, as something that frames can be sent through.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract partial class FrameLink<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly bool _isFramed;
    private volatile ushort _version = FirstVersion();

    private protected FrameLink(Side side, bool isFramed)
    {
        Side = side;
        _isFramed = isFramed;
    }

    /// <summary>Whether a stream carries it, and not datagrams.</summary>
    private protected bool IsStream => _isFramed;

    /// <summary>Which side this end is.</summary>
    internal Side Side { get; }

    /// <summary>The version of the protocol that is spoken: the oldest until a message or the handshake says another one.</summary>
    internal ushort Version
    {
        get => _version;
        set => _version = value;
    }

    /// <summary>What the other side understands of the default envelope, as its hello said; nothing before that.</summary>
    internal EnvelopeCapabilities PeerCapabilities { get; set; }

    /// <summary>
    /// What requests get that are to be sent from now on; null while they are sent. It is looked at under the lock of the send buffer: no request follows a goodbye that is sent behind setting it.
    /// </summary>
    private protected Exception? Parting { get; set; }

    /// <summary>Whether a further frame should be sent now, or its sender wait.</summary>
    internal abstract bool HasRoom { get; }

    /// <summary>Writes a message straight into the send buffer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="route">What its frame says besides.</param>
    /// <param name="call">The call that the message asks for; it is told where its frame starts, before that can leave.</param>
    /// <exception cref="WireFormatException">The message holds what its wire form can't; nothing is sent.</exception>
    /// <exception cref="ConnectionClosedException">The connection is closed; nothing is sent.</exception>
    internal void Send<TMessage>(in TMessage message, in FrameRoute route, PendingCall? call = null)
        where TMessage : IProtocolMessage<TMessage>
    {
        int prefix = !_isFramed ? 0 : TProtocol.IsFramedBySide ? TProtocol.PrefixLengthFrom(Side) : TProtocol.PrefixLength;
        int overhead = !_isFramed ? 0 : TProtocol.IsFramedBySide ? TProtocol.OverheadFrom(Side) : TProtocol.Overhead;
        Span<byte> frame = BeginFrame(TMessage.GetFrameSizeIn(in message, _version) + overhead);
        int length;
        try
        {
            CheckMaySend(route.Kind);
            ushort version = _version;
            var writer = new WireWriter(frame, prefix, Side) { Version = version };
            message.WriteFrame(ref writer, in route);
            if (writer.Version != version)
            {
                _version = writer.Version;
            }

            length = !_isFramed ? writer.Position
                : TProtocol.IsFramedBySide ? TProtocol.CompleteFrom(Side, frame, writer.Position)
                : TProtocol.Complete(frame, writer.Position);
            CheckSize(TMessage.IsStreamed ? length - TMessage.GetStreamed(in message).Length : length);
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

        EndFrame(length, route.Kind == FrameKind.Message);
    }

    /// <summary>Gives room for a frame, and keeps others out until <see cref="EndFrame"/> or <see cref="CancelFrame"/>.</summary>
    private protected abstract Span<byte> BeginFrame(int size);

    /// <summary>Sends the frame.</summary>
    private protected abstract void EndFrame(int length, bool isOneWay);

    /// <summary>Where in the stream of all bytes the frame starts that is being written.</summary>
    private protected virtual long FrameStart => 0;

    /// <summary>Gives up the frame.</summary>
    private protected abstract void CancelFrame();

    /// <summary>The largest frame that may be sent.</summary>
    private protected abstract int MaxFrameBytes { get; }

    private void CheckMaySend(FrameKind kind)
    {
        if (Parting is { } reason && kind == FrameKind.Request)
        {
            throw reason;
        }
    }

    private static ushort FirstVersion() => TProtocol.Description.MinVersion == 0 ? TProtocol.Description.Version : TProtocol.Description.MinVersion;

    private void CheckSize(long length)
    {
        if (length > MaxFrameBytes)
        {
            ThrowTooLong(length);
        }
    }

    [DoesNotReturn]
    private void ThrowTooLong(long length) => throw new WireFormatException($"The frame has {length} bytes; the limit is {MaxFrameBytes}.");
}

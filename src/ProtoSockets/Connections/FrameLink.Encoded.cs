using System.Buffers;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <content>Frames that are written once and sent to many.</content>
public abstract partial class FrameLink<TProtocol>
{
    /// <summary>Whether a frame that was written for another peer is what this one gets.</summary>
    internal bool Takes(EncodedFrame frame) => frame.Version == _version && frame.IsFramed == _isFramed && frame.Limit == MaxFrameBytes;

    /// <summary>Writes a one-way message into memory of its own, as this peer and those like it get it.</summary>
    /// <exception cref="WireFormatException">The message holds what its wire form can't, or has too many bytes.</exception>
    internal EncodedFrame Encode<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        int prefix = !_isFramed ? 0 : TProtocol.IsFramedBySide ? TProtocol.PrefixLengthFrom(Side) : TProtocol.PrefixLength;
        int overhead = !_isFramed ? 0 : TProtocol.IsFramedBySide ? TProtocol.OverheadFrom(Side) : TProtocol.Overhead;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(message.GetFrameSize() + overhead);
        try
        {
            ushort version = _version;
            var writer = new WireWriter(bytes, prefix, Side) { Version = version };
            message.WriteFrame(ref writer, new FrameRoute(FrameKind.Message, 0, 0));
            int length = !_isFramed ? writer.Position
                : TProtocol.IsFramedBySide ? TProtocol.CompleteFrom(Side, bytes, writer.Position)
                : TProtocol.Complete(bytes, writer.Position);
            CheckSize(length);
            return new EncodedFrame(bytes, length, version, writer.Version, _isFramed, MaxFrameBytes);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>Sends a frame that <see cref="Encode"/> has written for a peer that <see cref="Takes"/> it.</summary>
    /// <exception cref="ConnectionClosedException">The connection is closed.</exception>
    internal void SendEncoded(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(BeginFrame(frame.Length));
        EndFrame(frame.Length, isOneWay: true);
    }
}

/// <summary>A message as bytes, for all peers that speak the same version over the same kind of carrier.</summary>
/// <param name="Memory">Rented memory that they are in.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Version">The version in front of the message.</param>
/// <param name="VersionBehind">The version behind it: another one where the message says so.</param>
/// <param name="IsFramed">Whether it is for streams.</param>
/// <param name="Limit">The most bytes that it may have.</param>
internal readonly record struct EncodedFrame(byte[] Memory, int Length, ushort Version, ushort VersionBehind, bool IsFramed, int Limit)
{
    public ReadOnlySpan<byte> Bytes => Memory.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Memory);
}

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>GIOP's questions for the place of an object (CORBA 3.0, 15.4): a bit of the header chooses the byte order of the frame's length and of the body.</summary>
[Protocol(MaxFrameBytes = 256)]
public sealed partial class Locator
{
    [Header, ByteOrder(nameof(IsLittle))]
    public readonly partial record struct Header
    {
        [Magic("GIOP")]
        public ushort Version { get; init; }

        [Bits(7)]
        public byte Flags { get; init; }

        [Bits(1)]
        public bool IsLittle { get; init; }

        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial uint Size { get; }
    }

    [Request<LocateReply>(3), ByteOrder]
    public readonly partial record struct LocateRequest(
        [CorrelationId] uint RequestId, [LengthPrefixed<uint>, MaxBytes(64)] ReadOnlyMemory<byte> ObjectKey, [InHeader] bool IsLittle = false, [InHeader] ushort Version = 0x0100);

    [Reply(4), ByteOrder]
    public readonly partial record struct LocateReply([CorrelationId] uint RequestId, uint Status, [InHeader] bool IsLittle = false, [InHeader] ushort Version = 0x0100);
}

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Messages that are unions: the header's kind says which.</summary>
[Protocol(MaxFrameBytes = 1024)]
public sealed partial class Workshop
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [MessageId]
        public byte Kind { get; init; }
    }

    /// <summary>What a server is told, one way.</summary>
    [Message(From = Side.Client), WireUnion]
    public readonly partial struct Order
    {
        [Discriminator, NotOnWire]
        public partial byte Kind_ { get; }

        [Case(1)]
        public readonly partial record struct Cut(uint Length, [MaxBytes(50), LengthPrefixed<byte>] Utf8Text Wood);

        [Case(2), Case(3)]
        public readonly partial record struct Turn([Discriminator] byte Direction, ushort Degrees);
    }

    [Message(4, From = Side.Server)]
    public readonly partial record struct Done([MaxBytes(80), LengthPrefixed<byte>] string What);
}

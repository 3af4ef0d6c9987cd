namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>STUN (RFC 8489): transactions are known by 96 random bits that the client draws, and the server sends back.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1280)]
public sealed partial class Stun
{
    /// <summary>Section 5: message type, message length, magic cookie, transaction id.</summary>
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public ushort Type { get; init; }

        [FrameLength]
        public partial ushort Length { get; }

        [Constant(0x2112A442U)]
        public partial uint Cookie { get; }

        [CorrelationId, FixedBytes(12)]
        public ReadOnlyMemory<byte> TransactionId { get; init; }
    }

    [Request<Success>(0x0001)]
    public readonly partial record struct Binding([Remaining, MaxCount(32)] WireList<StunItem> Attributes);

    [Reply(0x0101)]
    public readonly partial record struct Success([Remaining, MaxCount(32)] WireList<StunItem> Attributes);

    [ErrorReply(0x0111)]
    public readonly partial record struct Failure([Remaining, MaxCount(32)] WireList<StunItem> Attributes);

    /// <summary>Answers nothing, and has a transaction id nevertheless.</summary>
    [Message(0x0011, From = Side.Client)]
    public readonly partial record struct Indication([Remaining, MaxCount(32)] WireList<StunItem> Attributes);
}

/// <summary>Section 14: type, length, value; padded to a multiple of 4 bytes, which the length does not count.</summary>
[WireStruct, Align(4)]
public readonly partial record struct StunItem
{
    public StunItemType Type { get; init; }

    [LengthOf(nameof(Value))]
    public partial ushort Length { get; }

    [MaxBytes(1000)]
    public ReadOnlyMemory<byte> Value { get; init; }
}

public enum StunItemType : ushort
{
    Username = 0x0006,
    MessageIntegrity = 0x0008,
    XorMappedAddress = 0x0020,
    Priority = 0x0024,
    Software = 0x8022,
    Fingerprint = 0x8028,
    IceControlled = 0x8029,
}

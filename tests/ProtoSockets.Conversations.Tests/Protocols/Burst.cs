namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Datagrams with a header of their own and nothing in front of the first message, so that anybody can make them: kind, number of the call, body.</summary>
[Protocol(Carriers = Carriers.Datagram, MaxFrameBytes = 9000)]
public sealed partial class Burst
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public ushort Kind { get; init; }

        [CorrelationId]
        public uint Call { get; init; }
    }

    [Request<Answer>(1)]
    public readonly partial record struct Ask(uint Number);

    [Reply(2)]
    public readonly partial record struct Answer(uint Number);

#pragma warning disable PSOCK1004 // What the network splits or refuses is tested, too.
    [Message(3, From = Side.Client)]
    public readonly partial record struct Note(uint Number, [Remaining, MaxBytes(8000)] ReadOnlyMemory<byte> Rest);
#pragma warning restore PSOCK1004
}

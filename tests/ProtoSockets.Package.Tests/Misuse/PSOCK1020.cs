using ProtoSockets;

namespace Misuse.Psock1020;

[Protocol]
public sealed partial class Chat
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [CorrelationId]
        public byte Call { get; init; }
    }

    [Message]
    public readonly partial record struct Say(int Value);
}

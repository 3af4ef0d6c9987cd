using ProtoSockets;

namespace Misuse.Psock1024;

[Protocol]
public sealed partial class Chat
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial ushort Length { get; }
    }

    [Message(300)]
    public readonly partial record struct Say(int Value);
}

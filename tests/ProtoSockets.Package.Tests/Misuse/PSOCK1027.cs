using ProtoSockets;

namespace Misuse.Psock1027;

[Protocol]
public sealed partial class Chat
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }
    }

    [Message]
    public readonly partial record struct Say([InHeader] int Room, int Value);
}

using ProtoSockets;

namespace Misuse.Psock1013;

[Protocol]
public sealed partial class Chat
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [FrameLength]
        public partial ushort LengthAgain { get; }
    }

    [Message]
    public readonly partial record struct Say(int Value);
}

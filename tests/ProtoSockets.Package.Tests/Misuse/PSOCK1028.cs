using ProtoSockets;

namespace Misuse.Psock1028;

[Protocol]
public sealed partial class Chat
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [LengthPrefixed<byte>]
        public string Room { get; init; }
    }

    [Message]
    public readonly partial record struct Say(int Value);
}

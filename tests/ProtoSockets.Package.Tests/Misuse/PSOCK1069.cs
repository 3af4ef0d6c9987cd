using ProtoSockets;

namespace Misuse.Psock1069;

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

    [Request<Joined>(1)]
    public readonly partial record struct Join([CorrelationId] ushort Call);

    [Reply(2)]
    public readonly partial record struct Joined(uint Member);
}

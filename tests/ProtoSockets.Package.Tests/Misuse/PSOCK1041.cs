using ProtoSockets;

namespace Misuse.Psock1041;

[Protocol]
public sealed partial class Store
{
    [Header]
    public readonly partial record struct Header
    {
        [LengthOf("Extras")]
        public partial byte ExtrasLength { get; }

        [LengthOf("Extras", "Body"), FrameLength]
        public partial uint BodyLength { get; }
    }

    [Message]
    public readonly partial record struct Put(
        [Section("Extras")] int Flags, [Section("Body"), MaxBytes(100)] string Text, [Section("Extras")] int Expiry);
}

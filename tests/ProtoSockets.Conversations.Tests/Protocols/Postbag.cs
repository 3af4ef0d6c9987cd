namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A request whose bytes a handler gets to see, and not to keep.</summary>
[Protocol]
public sealed partial class Postbag
{
    [Request<Receipt>(1)]
    public readonly partial record struct SendParcel([MaxBytes(2000)] ReadOnlyMemory<byte> Contents);

    [Reply(2)]
    public readonly partial record struct Receipt(int Length);
}

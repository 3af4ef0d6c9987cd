namespace ProtoSockets.Soak.Protocols;

/// <summary>Lines of text without ids: a reply is known by its turn.</summary>
[Protocol(MaxFrameBytes = 60_000)]
[Delimited("\r\n")]
public sealed partial class Lines
{
    [Request<Answer>]
    public readonly partial record struct Question([Remaining, MaxBytes(50_000)] ReadOnlyMemory<byte> Text);

    [Reply]
    public readonly partial record struct Answer([Remaining, MaxBytes(50_000)] ReadOnlyMemory<byte> Text);
}

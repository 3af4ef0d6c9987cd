namespace ProtoSockets.Soak.Protocols;

/// <summary>In the default envelope: a handshake, refusals, a farewell.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 60_000)]
public sealed partial class Counter
{
#pragma warning disable PSOCK1004 // The network is in memory, and splits nothing.
    /// <summary>Names the call, and how long its answer is to be.</summary>
    [Request<Counted>(1)]
    public readonly partial record struct Count(int Number, ushort ReplyBytes, [LengthPrefixed<ushort>, MaxBytes(50_000)] ReadOnlyMemory<byte> Load);

    [Reply(2)]
    public readonly partial record struct Counted(int Number, [LengthPrefixed<ushort>, MaxBytes(50_000)] ReadOnlyMemory<byte> Load);
#pragma warning restore PSOCK1004
}

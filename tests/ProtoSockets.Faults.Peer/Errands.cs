namespace ProtoSockets.Faults.Peer;

/// <summary>What is asked of a server that something happens to: an answer at once, and one that does not come.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram)]
public sealed partial class Errands
{
#pragma warning disable PSOCK1004 // Over loopback a datagram has room for it.
    /// <summary>Asks for the same bytes.</summary>
    /// <param name="Number">Which errand it is.</param>
    /// <param name="Load">Some bytes.</param>
    [Request<Done>(1)]
    public readonly partial record struct Fetch(int Number, [LengthPrefixed<ushort>, MaxBytes(2048)] ReadOnlyMemory<byte> Load);

    /// <summary>The same bytes.</summary>
    /// <param name="Number">Which errand it was.</param>
    /// <param name="Load">The bytes.</param>
    [Reply(2)]
    public readonly partial record struct Done(int Number, [LengthPrefixed<ushort>, MaxBytes(2048)] ReadOnlyMemory<byte> Load);
#pragma warning restore PSOCK1004

    /// <summary>Asks for what takes for ever.</summary>
    /// <param name="Number">Which errand it is.</param>
    [Request<Done>(3)]
    public readonly partial record struct Wait(int Number);

    /// <summary>Asks how many wait.</summary>
    [Request<Waiting>(4)]
    public readonly partial record struct Count;

    /// <summary>How many wait.</summary>
    /// <param name="Number">The number.</param>
    [Reply(5)]
    public readonly partial record struct Waiting(int Number);
}

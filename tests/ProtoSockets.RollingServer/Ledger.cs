namespace ProtoSockets.RollingServer;

/// <summary>A protocol whose requests are worth counting.</summary>
[Protocol]
public sealed partial class Ledger
{
    /// <summary>Asks to have a number entered.</summary>
    /// <param name="Number">The number.</param>
    [Request<Entered>(1)]
    public readonly partial record struct Enter(long Number);

    /// <summary>It is entered.</summary>
    /// <param name="Number">The number.</param>
    [Reply(2)]
    public readonly partial record struct Entered(long Number);
}

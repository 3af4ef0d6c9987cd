namespace ProtoSockets.Schema;

/// <summary>As many zeros as it takes for what follows to start at a multiple. Where that number is known, it is a <see cref="ReservedFiller"/>.</summary>
/// <param name="Boundary">The multiple.</param>
/// <param name="From">What is counted from.</param>
/// <param name="Refuse">Whether anything but zeros is refused.</param>
internal sealed record AlignFiller(int Boundary, OffsetBase From, bool Refuse) : FillerSpec
{
    /// <summary>What it can take.</summary>
    public SizeSpec Size => new(0, Boundary - 1);

    /// <summary>What stands in its place behind a number of bytes: nothing, if there is nothing to fill.</summary>
    public FillerSpec? Behind(int bytes) => bytes % Boundary is var over && over == 0 ? null : new ReservedFiller(Boundary - over, Refuse);
}

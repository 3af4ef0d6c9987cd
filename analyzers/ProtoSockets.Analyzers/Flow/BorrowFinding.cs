using Microsoft.CodeAnalysis;

namespace ProtoSockets.Analyzers.Flow;

/// <summary>What a variable or an expression may hold, over all paths.</summary>
[Flags]
internal enum Holding : byte
{
    /// <summary>No path leads here.</summary>
    None = 0,

    /// <summary>Something that nobody overwrites, or of which nothing is known.</summary>
    Owned = 1,

    /// <summary>What a message borrows from the receive buffer.</summary>
    Message = 2,

    /// <summary>A buffer that is received into again.</summary>
    Buffer = 4,
}

/// <summary>How a borrowed value outlives its owner.</summary>
internal enum EscapeKind
{
    /// <summary>A field, a property or a collection keeps it.</summary>
    Kept,

    /// <summary>A lambda that runs later uses it.</summary>
    Captured,

    /// <summary>A task that nobody awaits uses it.</summary>
    NotAwaited,
}

/// <summary>A borrowed value that outlives what it was borrowed from.</summary>
/// <param name="Location">The value.</param>
/// <param name="Text">The value as written.</param>
/// <param name="Holding">What it is: exactly one thing on every path.</param>
/// <param name="Kind">How it gets away.</param>
/// <param name="Keeper">What keeps it, as written.</param>
internal sealed record BorrowFinding(Location Location, string Text, Holding Holding, EscapeKind Kind, string Keeper);

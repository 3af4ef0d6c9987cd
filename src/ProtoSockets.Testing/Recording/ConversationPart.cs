namespace ProtoSockets.Testing;

/// <summary>How a side's bytes end.</summary>
public enum ConversationEnd
{
    /// <summary>They go on, or the other side ended the conversation.</summary>
    None,

    /// <summary>The side sent its last byte.</summary>
    Closed,

    /// <summary>The connection was lost.</summary>
    Reset,
}

/// <summary>What one side sent, up to what the other sent next.</summary>
/// <param name="From">The side.</param>
/// <param name="Bytes">What it sent, in one piece however it was written.</param>
/// <param name="End">How its bytes end behind these.</param>
public sealed record ConversationPart(Side From, ReadOnlyMemory<byte> Bytes, ConversationEnd End = ConversationEnd.None);

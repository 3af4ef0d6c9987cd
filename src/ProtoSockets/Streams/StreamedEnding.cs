namespace ProtoSockets.Runtime;

/// <summary>What ends a member that streams, where that is more than its length: bytes that have to stand behind it.</summary>
public sealed class StreamedEnding
{
    private StreamedEnding(ReadOnlyMemory<byte> suffix) => Suffix = suffix;

    /// <summary>The bytes behind the member, which no length counts.</summary>
    internal ReadOnlyMemory<byte> Suffix { get; }

    /// <summary>Bytes that have to follow the member, and that no length counts (<see cref="TerminatedAttribute"/>).</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The ending.</returns>
    public static StreamedEnding Terminator(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());
}

using ProtoSockets.Runtime;

namespace ProtoSockets.Streams;

/// <summary>What is sent behind the buffer: the last member of a message, and what ends it.</summary>
/// <param name="Bytes">The member.</param>
/// <param name="Ending">What ends it; null where its length does.</param>
internal readonly record struct OutgoingTail(StreamedBytes Bytes, StreamedEnding? Ending) : IDisposable
{
    /// <summary>Closes the source.</summary>
    public void Dispose() => Bytes.Dispose();
}

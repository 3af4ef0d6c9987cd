using ProtoSockets.Runtime;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Frames whose last member streams: found, and read, as soon as the part in front of it is there.</summary>
public static class StreamedFrames
{
    /// <summary>What is wrong as the bytes of a frame arrive; null for nothing.</summary>
    public static string? Problem<TWire, TMessage>(TMessage message, byte[] frame, Side from)
        where TWire : struct, IProtocol
        where TMessage : IProtocolMessage<TMessage>
    {
        byte[] streamed = StreamedOf(message);
        FrameScan scan = new(from);
        int? found = null;
        for (int length = 0; length <= frame.Length; length++)
        {
            FrameScan fresh = new(from);
            FrameStatus? status = Find<TWire>(frame, length, ref scan, out StreamedFrame part, out string? reason);
            FrameStatus? again = Find<TWire>(frame, length, ref fresh, out StreamedFrame same, out _);
            if (status != again || (status == FrameStatus.Found && part != same))
            {
                return At(length, $"{status} {part} as it arrives, and {again} {same} at once");
            }

            if (status == FrameStatus.Incomplete && found is null && part.HeadLength <= frame.Length)
            {
                continue;
            }

            if (status != FrameStatus.Found)
            {
                return At(length, $"{status} {part}: {reason}");
            }

            int head = part.PayloadOffset + part.HeadLength;
            if (head > length || (part.StreamedLength >= 0 && (part.StreamedLength != streamed.Length || part.FrameLength != frame.Length)))
            {
                return At(length, $"{streamed.Length} bytes should stream in a frame of {frame.Length}: {part}");
            }

            if (part.StreamedLength >= 0 && !frame.AsSpan(head, streamed.Length).SequenceEqual(streamed))
            {
                return At(length, $"others than {Convert.ToHexString(streamed)} stream behind {head} bytes");
            }

            found ??= length;
        }

        return found is null ? At(frame.Length, "it is never found") : null;

        string At(int length, string what) => $"{length} of {frame.Length} bytes: {what}: {Convert.ToHexString(frame)}";
    }

    private static FrameStatus? Find<TWire>(byte[] frame, int length, ref FrameScan scan, out StreamedFrame part, out string? reason)
        where TWire : struct, IProtocol =>
        TWire.FindStreamed(frame.AsMemory(0, length), ref scan, TWire.Description.MaxFrameBytes, ushort.MaxValue, out part, out reason);

    private static byte[] StreamedOf<TMessage>(TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        // It is in memory: nothing is waited for.
        using Stream stream = TMessage.GetStreamed(in message).AsStream();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

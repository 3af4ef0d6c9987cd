using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>What real programs sent: the captures that the tests of a sample read, too.</summary>
internal static class CapturedFrames
{
    private const int MaxFrameBytes = 1 << 20;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    /// <summary>All that each side sent in a conversation.</summary>
    /// <param name="sample">The sample's assembly.</param>
    /// <returns>The streams and datagrams.</returns>
    public static IEnumerable<(Side From, byte[] Bytes)> StreamsOf(string sample)
    {
        string folder = Path.Combine(Folder, sample);
        return !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*.bin").Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path).Contains("c2s", StringComparison.Ordinal) ? Side.Client : Side.Server, File.ReadAllBytes(path)));
    }

    /// <summary>The frames in the streams, as far as they are of the protocol.</summary>
    /// <typeparam name="TWire">The protocol.</typeparam>
    /// <param name="sample">The sample's assembly.</param>
    /// <returns>The messages, without what the framing adds.</returns>
    public static IEnumerable<(Side From, byte[] Payload)> Of<TWire>(string sample)
        where TWire : struct, IProtocol
    {
        foreach ((Side from, byte[] stream) in StreamsOf(sample))
        {
            // A datagram is a frame as it is.
            yield return (from, stream);
            FrameScan scan = new(from);
            for (int start = 0; start < stream.Length && TWire.Find(stream.AsSpan(start), ref scan, MaxFrameBytes, out FrameBounds bounds, out _) == FrameStatus.Found; start += bounds.FrameLength)
            {
                yield return (from, stream.AsSpan(start + bounds.PayloadOffset, bounds.PayloadLength).ToArray());
                scan.Reset();
            }
        }
    }
}

using System.Reflection;
using ProtoSockets.Clients;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>What one side says in a conversation to begin with: captures, and the handshake with messages that are made up behind it.</summary>
internal static class ConversationSeeds
{
    private const int MostMessages = 6;

    public static IEnumerable<byte[]> Of<TProtocol, TWire>(string group, Side from, Random random)
        where TProtocol : class, IProtocolClass
        where TWire : struct, IProtocol
    {
        byte[] hello = TWire.Description.UsesEnvelope ? HelloOf<TProtocol>() : [];
        foreach ((Side sender, byte[] bytes) in CapturedFrames.StreamsOf(group))
        {
            if (sender == from)
            {
                yield return [0, .. bytes];
            }
        }

        yield return [0, .. hello];
        foreach (Type message in typeof(TProtocol).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
            .Where(type => type.GetInterfaces().Any(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IProtocolMessage<>))))
        {
            MethodInfo frames = typeof(ConversationSeeds).GetMethod(nameof(FramesOf), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(TWire), message);
            foreach (byte[] frame in ((IEnumerable<byte[]>)frames.Invoke(null, [from, random])!).Take(MostMessages))
            {
                yield return [0, .. hello, .. frame];
                yield return [2, .. hello, .. frame, .. frame];
            }
        }
    }

    private static IEnumerable<byte[]> FramesOf<TWire, T>(Side from, Random random)
        where TWire : struct, IProtocol
        where T : IProtocolMessage<T>
    {
        int prefix = TWire.IsFramedBySide ? TWire.PrefixLengthFrom(from) : TWire.PrefixLength;
        int overhead = TWire.IsFramedBySide ? TWire.OverheadFrom(from) : TWire.Overhead;
        foreach (byte[] message in MadeUp.FramesOf<T>(random))
        {
            byte[] frame = new byte[overhead + message.Length];
            message.CopyTo(frame, prefix);
            int length;
            try
            {
                length = TWire.IsFramedBySide ? TWire.CompleteFrom(from, frame, message.Length) : TWire.Complete(frame, message.Length);
            }
            catch (WireFormatException)
            {
                // Too long for its prefix.
                continue;
            }

            yield return frame[..length];
        }
    }

    /// <summary>The handshake of the default envelope, as a client of the protocol sends it; the server's is alike.</summary>
    private static byte[] HelloOf<TProtocol>()
        where TProtocol : class, IProtocolClass
    {
        AnyClient client = AnyClient.Of<TProtocol>();
        using StreamListener listener = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint(), new BindOptions());
        using CancellationTokenSource enough = new();
        Task<IProtocolClient> connecting = client.ConnectAsync(new TransportAddress(Transports.Transports.Memory, listener.LocalEndPoint), new ClientOptions(), enough.Token);
        using StreamConnection connection = listener.AcceptAsync(enough.Token).AsTask().GetAwaiter().GetResult();
        byte[] bytes = new byte[256];
        int count = connection.ReceiveAsync(bytes, enough.Token).AsTask().GetAwaiter().GetResult();
        enough.Cancel();
        connection.Dispose();
        _ = connecting.ContinueWith(static task => task.Exception, TaskScheduler.Default);
        return bytes[..count];
    }
}

using ProtoSockets.Runtime;
using ProtoSockets.Tests.Views.Agreement;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>Bytes of values that are made up: what the generated writers write.</summary>
internal static class MadeUp
{
    private const int Attempts = 12;

    /// <summary>Messages as they go into a frame.</summary>
    public static IEnumerable<byte[]> FramesOf<T>(Random random)
        where T : IProtocolMessage<T>
    {
        AnyRecord any = new(random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (any.Of(typeof(T)) is T message && TryWrite(message, attempt % 2 == 0 ? FrameKind.Request : FrameKind.Message) is { } frame)
            {
                yield return frame;
            }
        }
    }

    private static byte[]? TryWrite<T>(T message, FrameKind kind)
        where T : IProtocolMessage<T>
    {
        try
        {
            byte[] buffer = new byte[message.GetFrameSize()];
            WireWriter writer = new(buffer, Side.Client);
            message.WriteFrame(ref writer, new FrameRoute(kind, 0, 1));
            return buffer[..writer.Position];
        }
        catch (Exception exception) when (exception is WireFormatException or NullReferenceException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            // What was made up has no wire form.
            return null;
        }
    }

    public static IEnumerable<byte[]> Of(Type type, Random random)
    {
        AnyRecord any = new(random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (any.Bytes(type) is { } bytes)
            {
                yield return InputMode.Of(Side.Client, bytes);
                yield return InputMode.Of(Side.Server, bytes);
            }
        }
    }
}

using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>A kind of message, as something that bytes can be read as and written back.</summary>
internal abstract class MessageShape
{
    /// <summary>The record's name.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a frame, and writes what was read.</summary>
    /// <returns>The bytes written, or null when the frame is no such message.</returns>
    public abstract byte[]? RoundTrip(ReadOnlyMemory<byte> frame, out WireError? error);

    /// <summary>Reads a frame.</summary>
    public abstract bool TryRead(ReadOnlyMemory<byte> frame, out WireError? error);
}

internal delegate bool FrameReader<TMessage>(ReadOnlyMemory<byte> frame, out Memcached.Header header, out TMessage message, out WireError? error);

internal delegate int FrameWriter<TMessage>(TMessage message, Span<byte> destination, in Memcached.Header header);

internal sealed class MessageShape<TMessage>(FrameReader<TMessage> read, FrameWriter<TMessage> write, Func<TMessage, int> size) : MessageShape
{
    public override string Name => typeof(TMessage).Name;

    public override byte[]? RoundTrip(ReadOnlyMemory<byte> frame, out WireError? error)
    {
        if (!read(frame, out Memcached.Header header, out TMessage message, out error))
        {
            return null;
        }

        byte[] bytes = new byte[size(message)];
        int written = write(message, bytes, in header);
        Assert.Equal(bytes.Length, written);
        return bytes;
    }

    public override bool TryRead(ReadOnlyMemory<byte> frame, out WireError? error) => read(frame, out _, out _, out error);
}

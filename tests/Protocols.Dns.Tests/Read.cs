using ProtoSockets;
using ProtoSockets.Runtime;

namespace DnsSample.Tests;

/// <summary>Reads messages.</summary>
internal static class Read
{
    /// <summary>Reads a message as clients and servers do: a datagram, or a frame, and no more bytes to come.</summary>
    /// <returns>What is wrong; null when the message was read.</returns>
    public static WireError? TryFrame<TMessage>(ReadOnlyMemory<byte> frame, Side from, out TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        var reader = new WireReader(frame, isComplete: true, from);
        return TMessage.TryReadFrame(ref reader, out message) ? null : reader.Error ?? throw new InvalidOperationException("There is no error.");
    }

    public static Dns.Query Query(byte[] bytes)
    {
        Assert.True(Dns.Query.TryRead(bytes, out _, out Dns.Query query, out WireError? error), error?.ToString());
        return query;
    }

    public static Dns.Response Response(byte[] bytes)
    {
        Assert.True(Dns.Response.TryRead(bytes, out _, out Dns.Response response, out WireError? error), error?.ToString());
        return response;
    }
}

/// <summary>The bytes of messages, and bytes as tests write them out.</summary>
internal static class Bytes
{
    public static byte[] Of(Dns.Query query, Dns.Header header = default)
    {
        byte[] buffer = new byte[query.GetSize()];
        return buffer[..query.Write(buffer, header)];
    }

    public static byte[] Of(Dns.Response response, Dns.Header header = default)
    {
        byte[] buffer = new byte[response.GetSize()];
        return buffer[..response.Write(buffer, header)];
    }

    /// <summary>Hexadecimal digits; blanks are passed over, and what follows a // in a line.</summary>
    public static byte[] Hex(string text) =>
        Convert.FromHexString(string.Concat(text.Split('\n').Select(line => line.Split("//")[0])).Replace(" ", string.Empty, StringComparison.Ordinal).Trim());
}

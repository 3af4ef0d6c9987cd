namespace ProtoSockets.Transports.Tests;

/// <summary>Bytes that are told apart by their position, and how to move them.</summary>
internal static class StreamBytes
{
    internal static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            // A period that is prime to the powers of two that buffers have.
            bytes[i] = (byte)(i % 251);
        }

        return bytes;
    }

    /// <summary>Sends as the engine does: at once what goes, the rest waiting.</summary>
    internal static async Task SendAllAsync(this StreamConnection connection, ReadOnlyMemory<byte> bytes)
    {
        int sent = connection.TrySend(bytes.Span);
        if (sent < bytes.Length)
        {
            await connection.SendAsync(bytes[sent..], Bounded.Token);
        }
    }

    internal static async Task<byte[]> ReceiveExactlyAsync(this StreamConnection connection, int length)
    {
        CancellationToken cancellationToken = Bounded.Token;
        var bytes = new byte[length];
        for (int received = 0; received < length;)
        {
            int more = await connection.ReceiveAsync(bytes.AsMemory(received), cancellationToken);
            Assert.True(more > 0, $"The stream ended after {received} of {length} bytes.");
            received += more;
        }

        return bytes;
    }

    internal static async Task<byte[]> ReceiveToEndAsync(this StreamConnection connection)
    {
        CancellationToken cancellationToken = Bounded.Token;
        var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await connection.ReceiveAsync(buffer, cancellationToken) is var received and > 0)
        {
            all.Write(buffer.AsSpan(0, received));
        }

        return all.ToArray();
    }

    /// <summary>Sends until nothing goes any more.</summary>
    internal static long FillUp(this StreamConnection connection)
    {
        byte[] bytes = new byte[64 * 1024];
        long total = 0;
        while (connection.TrySend(bytes) is var sent and > 0)
        {
            total += sent;
        }

        return total;
    }

    /// <summary>Receives what was sent by <see cref="FillUp"/>, or anything else, up to a number of bytes.</summary>
    internal static async Task DrainAsync(this StreamConnection connection, long length)
    {
        CancellationToken cancellationToken = Bounded.Token;
        var buffer = new byte[64 * 1024];
        while (length > 0)
        {
            int received = await connection.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken);
            Assert.NotEqual(0, received);
            length -= received;
        }
    }
}

namespace ProtoSockets.Tests.Wire;

internal delegate bool Reading<T>(ref WireReader reader, out T value);

internal delegate void Writing(ref WireWriter writer);

/// <summary>What the tests of wire types share: each way a reader can be made is tried, and buffers have exactly the size that was promised.</summary>
internal static class Harness
{
    /// <summary>Reads a value that takes all the bytes, from a message that lends them, one that does not, and one with other bytes in front.</summary>
    public static T Read<T>(byte[] bytes, Reading<T> reading)
    {
        WireReader spans = new(bytes.AsSpan(), isComplete: true);
        Assert.True(reading(ref spans, out T value), spans.Error?.ToString());
        Assert.Equal(bytes.Length, spans.Position);
        Assert.Null(spans.Error);

        WireReader later = new((ReadOnlyMemory<byte>)(byte[])[0xAA, 0xBB, .. bytes, 0xCC]);
        _ = later.TryTake(2, out _);
        Assert.True(reading(ref later, out T again), later.Error?.ToString());
        Assert.Equal(bytes.Length + 2, later.Position);
        Assert.Equal(value, again);

        WireReader lending = new((ReadOnlyMemory<byte>)bytes, isComplete: true);
        Assert.True(reading(ref lending, out value), lending.Error?.ToString());
        Assert.Equal(bytes.Length, lending.Position);
        Assert.Equal(value, again);
        return value;
    }

    /// <summary>Fails to read a value from a complete message, and gives the error.</summary>
    public static WireError Fails<T>(byte[] bytes, Reading<T> reading)
    {
        WireReader spans = new(bytes.AsSpan(), isComplete: true);
        Assert.False(reading(ref spans, out _));
        WireReader reader = new((ReadOnlyMemory<byte>)bytes, isComplete: true);
        Assert.False(reading(ref reader, out _));
        WireError error = Assert.IsType<WireError>(reader.Error);
        Assert.Equal(error.ToString(), spans.Error?.ToString());
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal(0, error.BytesNeeded);
        return error;
    }

    /// <summary>Fails to read a value although more bytes may follow, and gives the error.</summary>
    public static WireError FailsOpenEnded<T>(byte[] bytes, Reading<T> reading)
    {
        WireReader reader = new((ReadOnlyMemory<byte>)bytes);
        Assert.False(reading(ref reader, out _));
        return Assert.IsType<WireError>(reader.Error);
    }

    /// <summary>Cuts the bytes of a value at every place: incomplete where more may follow, with a need that is never too high; else malformed.</summary>
    public static void EveryTruncationFails<T>(byte[] bytes, Reading<T> reading)
    {
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            WireError open = FailsOpenEnded(cut, reading);
            Assert.Equal(WireErrorKind.Incomplete, open.Kind);
            Assert.InRange(open.BytesNeeded, length + 1, bytes.Length);
            Assert.InRange(open.Offset, 0, length);
            Assert.InRange(Fails(cut, reading).Offset, 0, length);
        }
    }

    /// <summary>Writes into a buffer of exactly the promised size, all of which has to be used.</summary>
    public static byte[] Write(int size, Writing writing)
    {
        byte[] buffer = new byte[size];
        buffer.AsSpan().Fill(0xEE);
        WireWriter writer = new(buffer);
        writing(ref writer);
        Assert.Equal(size, writer.Position);
        return buffer;
    }

    /// <summary>Writes what can't be written, and gives what the exception says.</summary>
    public static string Refuses(Writing writing)
    {
        WireFormatException exception = Assert.Throws<WireFormatException>(() =>
        {
            WireWriter writer = new(new byte[256]);
            writing(ref writer);
        });
        Assert.Null(exception.Error);
        return exception.Message;
    }
}

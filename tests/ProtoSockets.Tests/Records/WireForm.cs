namespace ProtoSockets.Tests.Records;

/// <summary>Checks that a value and its bytes belong together, from both sides and from every angle.</summary>
internal static class WireForm
{
    /// <summary>
    /// Writes the value and compares; reads the bytes and compares; cuts them everywhere and expects to be told how many are needed; and adds one to them.
    /// </summary>
    public static void Is<T>(T value, params byte[] bytes)
        where T : IWireSerializable<T>
    {
        Assert.Equal(bytes.Length, value.GetSize());
        IsBounded(value, bytes);
    }

    /// <summary>The same for a value that has to stand somewhere before its size is known, so that <c>GetSize</c> gives an upper bound.</summary>
    public static void IsBounded<T>(T value, params byte[] bytes)
        where T : IWireSerializable<T>
    {
        WritesBounded(value, bytes);
        Reads(value, bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            WireError open = Refuses<T>(bytes[..length], isComplete: false);
            Assert.Equal(WireErrorKind.Incomplete, open.Kind);
            Assert.InRange(open.BytesNeeded, length + 1, bytes.Length);
            Assert.Equal(WireErrorKind.Malformed, Refuses<T>(bytes[..length], isComplete: true).Kind);
        }

        WireReader reader = new([.. bytes, 0xEE], isComplete: true);
        Assert.True(T.TryRead(ref reader, out _));
        Assert.Equal(bytes.Length, reader.Position);
        if (T.FixedWireSize is { } size)
        {
            Assert.Equal(bytes.Length, size);
        }
    }

    /// <summary>The same for a value that takes all that is left, so that a cut is another value.</summary>
    public static void IsWithRest<T>(T value, params byte[] bytes)
        where T : IWireSerializable<T>
    {
        Writes(value, bytes);
        Reads(value, bytes);
    }

    public static void Writes<T>(T value, byte[] bytes, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        Assert.Equal(bytes.Length, value.GetSize());
        WritesBounded(value, bytes, from);
    }

    private static void WritesBounded<T>(T value, byte[] bytes, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        Assert.True(value.GetSize() >= bytes.Length);
        Assert.True(T.MaxWireSize is null || T.MaxWireSize >= bytes.Length);
        byte[] buffer = new byte[value.GetSize()];
        buffer.AsSpan().Fill(0xEE);
        WireWriter writer = new(buffer, from);
        value.Write(ref writer);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(writer.Written));
        Assert.Equal(bytes.Length, writer.Position);
        if (bytes.Length > 0)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            {
                WireWriter small = new(new byte[bytes.Length - 1], from);
                value.Write(ref small);
            });
        }
    }

    public static void Reads<T>(T value, byte[] bytes, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        bytes = [.. bytes];
        WireReader borrowing = new(bytes.AsMemory(), isComplete: true, from);
        Assert.True(T.TryRead(ref borrowing, out T borrowed), borrowing.Error?.ToString());
        Assert.True(borrowing.TryEnd());
        Assert.Equal(value, borrowed);
        Assert.Equal(value.GetHashCode(), borrowed.GetHashCode());

        WireReader copying = new(bytes.AsSpan(), isComplete: true, from);
        Assert.True(T.TryRead(ref copying, out T copied));
        Assert.Equal(value, copied);

        T owned = borrowed.ToOwned();
        bytes.AsSpan().Fill(0xEE);
        Assert.Equal(value, owned);
        Assert.Equal(value, copied);
    }

    /// <summary>Reads bytes that can't be read, and returns what is wrong with them.</summary>
    public static WireError Refuses<T>(byte[] bytes, bool isComplete = true, Side from = Side.Both)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(bytes.AsMemory(), isComplete, from);
        Assert.False(T.TryRead(ref reader, out _), $"{Convert.ToHexString(bytes)} could be read");
        Assert.NotNull(reader.Error);
        return reader.Error;
    }

    /// <summary>Reads malformed bytes, and compares what is wrong with them.</summary>
    public static void Refuses<T>(byte[] bytes, string error)
        where T : IWireSerializable<T>
    {
        WireError found = Refuses<T>(bytes);
        Assert.Equal(WireErrorKind.Malformed, found.Kind);
        Assert.Equal(error, found.ToString());
        Assert.Equal(WireErrorKind.Malformed, Refuses<T>(bytes, isComplete: false).Kind);
    }

    /// <summary>Writes a value that can't be written, and compares what is wrong with it.</summary>
    public static void CannotWrite<T>(T value, string message)
        where T : IWireSerializable<T>
    {
        WireFormatException thrown = Assert.Throws<WireFormatException>(() =>
        {
            WireWriter writer = new(new byte[4096]);
            value.Write(ref writer);
        });
        Assert.Equal(message, thrown.Message);
    }
}

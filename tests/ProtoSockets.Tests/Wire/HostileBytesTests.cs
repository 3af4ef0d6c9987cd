using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

/// <summary>Bytes at random, from a fixed seed: reading gives a value or an error, and nothing else happens.</summary>
public class HostileBytesTests
{
    private const int Rounds = 20_000;

    private static void Throw<T>(Reading<T> reading)
    {
        Random random = new(20260101);
        byte[] buffer = new byte[48];
        for (int round = 0; round < Rounds; round++)
        {
            Memory<byte> bytes = buffer.AsMemory(0, random.Next(buffer.Length + 1));
            random.NextBytes(bytes.Span);

            // Half of the bytes are small or all ones, as lengths, counts and continuation bits are.
            foreach (ref byte each in bytes.Span)
            {
                each = random.Next(4) switch
                {
                    0 => (byte)(each & 7),
                    1 => (byte)(each | 0x80),
                    _ => each,
                };
            }

            bool isComplete = random.Next(2) == 0;
            WireReader lending = new((ReadOnlyMemory<byte>)bytes, isComplete);
            WireReader moving = new(bytes.Span, isComplete);
            bool isRead = reading(ref lending, out _);
            Assert.Equal(isRead, reading(ref moving, out _));
            Assert.Equal(isRead, lending.Error is null);
            Assert.Equal(lending.Error?.ToString(), moving.Error?.ToString());
            Assert.InRange(lending.Position, 0, bytes.Length);
            if (lending.Error is { Kind: WireErrorKind.Incomplete } error)
            {
                Assert.False(isComplete);
                Assert.True(error.BytesNeeded > bytes.Length);
            }
        }
    }

    [Fact]
    public void Integers_of_variable_length()
    {
        Throw<ulong>((ref r, out v) => Leb128.TryRead(ref r, 10, canonical: false, out v));
        Throw<ulong>((ref r, out v) => Leb128.TryRead(ref r, 5, canonical: true, out v));
        Throw<long>((ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: true, out v));
        Throw<long>((ref r, out v) => ZigZag.TryRead(ref r, 10, canonical: false, out v));
        Throw<ulong>((ref r, out v) => MqttVarInt.TryRead(ref r, 4, canonical: true, out v));
        Throw<ulong>((ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: true, out v));
        Throw<ulong>((ref r, out v) => Vlq.TryRead(ref r, 10, canonical: false, out v));
        Throw<long>((ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: true, out v));
        Throw<ulong>((ref r, out v) => CompactSize.TryRead(ref r, 9, canonical: true, out v));
    }

    [Fact]
    public void Text()
    {
        foreach (TextEncoding encoding in Enum.GetValues<TextEncoding>())
        {
            Throw<string>((ref r, out v) => WireText.TryRead(ref r, 7, encoding, out v));
            Throw<string>((ref r, out v) => WireText.TryReadFixed(ref r, 8, 0x87, encoding, out v));
            Throw<string>((ref r, out v) => WireText.TryReadTerminated(ref r, 9, encoding, out v));
        }

        Throw<Utf8Text>((ref r, out v) => WireText.TryReadTerminated(ref r, 20, out v));
        Throw<ReadOnlyMemory<byte>>((ref r, out v) => WireBytes.TryReadTerminated(ref r, 20, out v));
    }

    [Fact]
    public void Lists()
    {
        Throw<Name>(Name.TryRead);
        Throw<Tree>(Tree.TryRead);
        Throw<WireList<Name>>((ref r, out v) => WireList<Name>.TryReadRemaining(ref r, 4, WireElements.Struct<Name>(), out v));
        Throw<WireList<Pointer>>((ref r, out v) => WireList<Pointer>.TryRead(ref r, 12, WireElements.Struct<Pointer>(), out v));
        Throw<Interval[]>((ref r, out v) => WireArrays.TryReadRemaining(ref r, 8, WireElements.Struct<Interval>(), out v));
        Throw<bool[]>((ref r, out v) => WireArrays.TryRead(ref r, 20, WireElements.Boolean, out v));
    }

    [Fact]
    public void What_is_read_is_written_and_read_again()
    {
        Random random = new(7);
        for (int round = 0; round < Rounds; round++)
        {
            long value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            ulong small = (ulong)value >> 2;
            byte[] buffer = new byte[80];
            WireWriter writer = new(buffer);
            Leb128.Write(ref writer, (ulong)value);
            Leb128.WriteSigned(ref writer, value);
            ZigZag.Write(ref writer, value);
            QuicVarInt.Write(ref writer, small);
            Vlq.Write(ref writer, (ulong)value);
            Vlq.WriteSigned(ref writer, value);
            CompactSize.Write(ref writer, (ulong)value);
            Assert.Equal(
                Leb128.GetSize((ulong)value) + Leb128.GetSignedSize(value) + ZigZag.GetSize(value) + QuicVarInt.GetSize(small) + Vlq.GetSize((ulong)value)
                + Vlq.GetSignedSize(value) + CompactSize.GetSize((ulong)value),
                writer.Position);

            WireReader reader = new(writer.Written, isComplete: true);
            Assert.True(Leb128.TryRead(ref reader, 10, canonical: true, out ulong unsigned) && unsigned == (ulong)value);
            Assert.True(Leb128.TryReadSigned(ref reader, 10, canonical: true, out long signed) && signed == value);
            Assert.True(ZigZag.TryRead(ref reader, 10, canonical: true, out signed) && signed == value);
            Assert.True(QuicVarInt.TryRead(ref reader, 8, canonical: true, out unsigned) && unsigned == small);
            Assert.True(Vlq.TryRead(ref reader, 10, canonical: true, out unsigned) && unsigned == (ulong)value);
            Assert.True(Vlq.TryReadSigned(ref reader, 10, canonical: true, out signed) && signed == value);
            Assert.True(CompactSize.TryRead(ref reader, 9, canonical: true, out unsigned) && unsigned == (ulong)value);
            Assert.True(reader.TryEnd());
        }
    }
}

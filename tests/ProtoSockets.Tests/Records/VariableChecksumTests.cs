using System.Buffers.Binary;

namespace ProtoSockets.Tests.Records;

/// <summary>Checksums of messages behind a header whose length field varies in size.</summary>
public sealed partial class VariableChecksumTests
{
    [Protocol(MaxFrameBytes = 100_000)]
    public sealed partial class Framed
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Kind { get; init; }

            public ushort Flags { get; init; }

            [VarInt(VarIntFormat.Leb128), FrameLength]
            public partial uint Length { get; }

            [Checksum<Crc32C>(Over = ChecksumRange.Frame, SelfAsZero = true)]
            public partial uint Behind { get; }
        }

        [Message(1)]
        public readonly partial record struct Note
        {
            [Checksum<Xor8>(To = nameof(Text))]
            public partial byte Sum { get; }

            [Remaining]
            public Utf8Text Text { get; init; }
        }
    }

    [Protocol(MaxFrameBytes = 100_000)]
    public sealed partial class InFront
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Kind { get; init; }

            [Checksum<Sum16>(Over = ChecksumRange.Frame)]
            public partial ushort Sum { get; }

            [VarInt(VarIntFormat.Leb128), FrameLength]
            public partial uint Length { get; }
        }

        [Message(1)]
        public readonly partial record struct Note([property: Remaining] Utf8Text Text);
    }

    [Protocol(MaxFrameBytes = 100_000)]
    public sealed partial class Bodies
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Kind { get; init; }

            [VarInt(VarIntFormat.Quic), FrameLength]
            public partial uint Length { get; }

            public byte Flags { get; init; }
        }

        [Message(1)]
        public readonly partial record struct Note
        {
            [Checksum<Sum16>(Over = ChecksumRange.Header)]
            public partial ushort OfHeader { get; }

            [Checksum<Sum16>(From = nameof(First), To = nameof(Text)), LittleEndian]
            public partial ushort OfBody { get; }

            public byte First { get; init; }

            [Remaining]
            public Utf8Text Text { get; init; }

            [FixedBytes(4), Checksum<Fixed>(From = nameof(Text), To = nameof(Text))]
            public partial ReadOnlyMemory<byte> Bytes { get; }

            [Checksum<Crc32>(Over = ChecksumRange.Frame)]
            public partial uint OfFrame { get; }
        }
    }

    public sealed class Fixed : IChecksum<Fixed>
    {
        public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum) => BinaryPrimitives.WriteUInt32BigEndian(checksum, (uint)bytes.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_382)]
    [InlineData(16_383)]
    [InlineData(20_000)]
    public void A_header_whose_length_varies_has_checksums_of_the_frame(int length)
    {
        Framed.Note note = new() { Text = new string('a', length) };
        byte[] bytes = note.ToBytes(default);
        int width = length + 1 < 128 ? 1 : length + 1 < 16_384 ? 2 : 3;
        Assert.Equal(1 + 2 + width + 4 + 1 + length, bytes.Length);
        byte[] zeroed = [.. bytes];
        zeroed.AsSpan(3 + width, 4).Clear();
        Assert.Equal(Crc32C.Compute(zeroed), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(3 + width)));
        byte[] roomy = new byte[bytes.Length + 50];
        Assert.Equal(bytes.Length, note.Write(roomy, default));
        Assert.Equal(bytes, roomy[..bytes.Length]);
        Check(bytes, static source => Framed.Note.TryRead(source, out _, out _, out _));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public void A_checksum_may_stand_in_front_of_the_length(int length)
    {
        byte[] bytes = new InFront.Note(new string('a', length)).ToBytes(default);
        Assert.Equal((ushort)(Sum16.Compute(bytes) - bytes[1] - bytes[2]), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(1)));
        Check(bytes, static source => InFront.Note.TryRead(source, out _, out _, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    [InlineData(52)]
    [InlineData(53)]
    [InlineData(60)]
    [InlineData(16_370)]
    [InlineData(16_371)]
    [InlineData(17_000)]
    public void A_body_has_checksums_of_itself_of_the_header_and_of_the_frame(int length)
    {
        Bodies.Note note = new() { First = 3, Text = new string('b', length) };
        byte[] bytes = note.ToBytes(new Bodies.Header { Flags = 9 });
        int body = 2 + 2 + 1 + length + 4 + 4;
        int width = body < 64 ? 1 : body < 16_384 ? 2 : 4;
        Assert.Equal(1 + width + 1 + body, bytes.Length);
        int start = width + 2;
        Assert.Equal(Sum16.Compute(bytes.AsSpan(0, start)), BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start)));
        Assert.Equal(Sum16.Compute(bytes.AsSpan(start + 4, 1 + length)), BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(start + 2)));
        Assert.Equal((uint)length, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(^8)));
        Assert.Equal(Crc32.Compute(bytes.AsSpan(..^4)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(^4)));
        Assert.True(Bodies.Note.TryRead(bytes, out Bodies.Header header, out Bodies.Note read, out WireError? error), error?.ToString());
        Assert.Equal(9, header.Flags);
        Assert.Equal(note.Text, read.Text);

        // A larger buffer leaves more room for the length, so that the body moves.
        byte[] roomy = new byte[bytes.Length + 70_000];
        Assert.Equal(bytes.Length, note.Write(roomy, new Bodies.Header { Flags = 9 }));
        Assert.Equal(bytes, roomy[..bytes.Length]);
        Check(bytes, static source => Bodies.Note.TryRead(source, out _, out _, out _));
    }

    private static void Check(byte[] bytes, Func<ReadOnlyMemory<byte>, bool> read)
    {
        Assert.True(read(bytes));
        for (int index = 0; index < bytes.Length; index += Math.Max(1, bytes.Length / 100))
        {
            bytes[index] ^= 0x10;
            Assert.False(read(bytes), $"byte {index}");
            bytes[index] ^= 0x10;
        }

        for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 100))
        {
            Assert.False(read(bytes.AsMemory(..length)));
        }
    }
}

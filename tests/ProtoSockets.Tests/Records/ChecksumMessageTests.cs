using System.Buffers.Binary;

namespace ProtoSockets.Tests.Records;

/// <summary>Checksums in headers, and over headers and frames.</summary>
public sealed class ChecksumMessageTests
{
    private static readonly byte[] PutBytes =
    [
        1, // Kind
        0, 5, // Id
        0, 7, // Length
        13, // Sum: 1 + 5 + 7
        8, 9, // Data
        0x18, 0x80, // BodyCrc, of 08 09
        14, // HeaderXor: 1 ^ 5 ^ 7 ^ 13
        0x00, 0xD1, // FrameSum
    ];

    [Fact]
    public void A_message_has_checksums_of_its_body_of_the_header_and_of_the_frame()
    {
        byte[] bytes = new Guarded.Put { Data = new byte[] { 8, 9 } }.ToBytes(new Guarded.Header { Id = 5 });

        Assert.Equal(Convert.ToHexString(PutBytes), Convert.ToHexString(bytes));
        Assert.True(Guarded.Put.TryRead(bytes, out Guarded.Header header, out Guarded.Put put, out WireError? error), error?.ToString());
        Assert.Equal(13, header.Sum);
        Assert.Equal(0x1880, put.BodyCrc);
        Assert.Equal(14, put.HeaderXor);
        Assert.Equal(0x00D1, put.FrameSum);
    }

    [Fact]
    public void Every_byte_of_a_frame_is_guarded()
    {
        byte[] bytes = new Guarded.Put { Data = new byte[] { 8, 9 } }.ToBytes(new Guarded.Header { Id = 5 });
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] ^= 0x10;
            Assert.False(Guarded.Put.TryRead(bytes, out _, out _, out WireError? error));
            Assert.NotNull(error);
            bytes[index] ^= 0x10;
        }

        bytes[5] ^= 1;
        Assert.False(Guarded.Put.TryRead(bytes, out _, out _, out WireError? wrong));
        Assert.Equal("Header.Sum at byte 5: the checksum is 0x0C, and that of the bytes is 0x0D", wrong!.ToString());
    }

    [Fact]
    public void A_checksum_of_a_header_can_cover_what_follows_it()
    {
        ChecksumTests.Mac.Key.Value = [1];
        byte[] bytes = new Sealed.Note { Text = new("hi"u8.ToArray()) }.ToBytes(new Sealed.Header { Last = 7 });
        byte[] zeroed = [.. bytes];
        zeroed.AsSpan(3, 4).Clear();

        Assert.Equal(43, bytes.Length);
        Assert.Equal([1, 43, 0], bytes[..3]); // Kind, Length
        Assert.Equal(Crc32C.Compute(zeroed), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(3))); // Crc
        Assert.Equal([7, (byte)('h' + 'i'), (byte)'h', (byte)'i'], bytes[39..]); // Last, Sum, Text
        Assert.True(Sealed.Note.TryRead(bytes, out Sealed.Header header, out Sealed.Note note, out WireError? error), error?.ToString());
        Assert.Equal(Crc32C.Compute(zeroed), header.Crc);
        Assert.Equal("hi", note.Text.ToString());

        bytes[^1] = (byte)'o';
        bytes[40] += 6;
        Assert.False(Sealed.Note.TryRead(bytes, out _, out _, out error));
        Assert.StartsWith("Header.Crc at byte 3: the checksum is 0x", error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_of_bytes_in_a_header_covers_what_follows_it_from_where_it_stands()
    {
        byte[] bytes =
        [
            1, // Kind
            7, // Length
            10, 7, 8, // Code: 1 + 9, 7, 8
            8, // First
            9, // Second
        ];

        Assert.Equal(bytes, new Notary.Deed(8, 9).ToBytes(default));
        Assert.True(Notary.Deed.TryRead(bytes, out Notary.Header header, out Notary.Deed deed, out WireError? error), error?.ToString());
        Assert.Equal(new Notary.Deed(8, 9), deed);
        Assert.Equal([10, 7, 8], header.Code);
        Assert.True(Notary.Deed.View.TryCreate(bytes, out Notary.Deed.View view, out error), error?.ToString());
        Assert.True(view.Validate(out error), error?.ToString());

        bytes[^1]++;
        Assert.False(Notary.Deed.TryRead(bytes, out _, out _, out error));
        Assert.Equal("Header.Code at byte 2: the checksum 0A0708 is not that of the bytes", error!.ToString());
        Assert.False(Notary.Deed.View.TryCreate(bytes, out view, out _) && view.Validate(out _));
    }
}

using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Checksums are verified when a view is made: over the record, a part of it, the header and the frame.</summary>
public sealed partial class ViewChecksumTests
{
    /// <summary>A sum over one member, with the length in front of it, and one over all.</summary>
    [WireStruct]
    public readonly partial record struct Parts
    {
        public byte Kind { get; init; }

        [LengthPrefixed<ushort>]
        public Utf8Text Name { get; init; }

        [Checksum<Sum8>(From = nameof(Name), To = nameof(Name))]
        public partial byte Sum { get; }

        public ushort Port { get; init; }

        [Checksum<Xor8>]
        public partial byte Whole { get; }
    }

    private static readonly byte[] Bytes = [/* Kind */ 1, /* length of Name */ 0, 2, (byte)'a', (byte)'b', /* Sum: 0 + 2 + 61 + 62 */ 0xC5, /* Port */ 0, 0x50, /* Whole */ 0x95];

    /// <summary>Each of its checksums has a range of its own: the body, the header, the frame.</summary>
    private static readonly byte[] Frame =
        [/* Kind */ 1, /* Id */ 0, 5, /* Length */ 0, 7, /* Sum: 1 + 5 + 7 */ 13, /* Data */ 8, 9, /* BodyCrc, of 08 09 */ 0x18, 0x80, /* HeaderXor: 1 ^ 5 ^ 7 ^ 13 */ 14, /* FrameSum */ 0x00, 0xD1];

    [Fact]
    public void Each_covers_the_members_that_it_names()
    {
        Assert.Equal(Bytes, new Parts { Kind = 1, Name = "ab", Port = 80 }.ToBytes());
        Assert.True(Parts.View.TryCreate(Bytes, out Parts.View view, out WireError? error), error?.ToString());
        Assert.Equal((1, 80, "ab", 0xC5, 0x95), (view.Kind, view.Port, view.Name.ToString(), view.Sum, view.Whole));
        Assert.True(view.Validate(out _));
    }

    [Fact]
    public void Of_a_message_they_cover_its_body_its_header_and_its_frame()
    {
        Assert.True(Guarded.Put.View.TryCreate(Frame, out Guarded.Put.View view, out WireError? error), error?.ToString());
        Assert.Equal([8, 9], view.Data.ToArray());
        Assert.Equal((13, 0x1880, 14, 0xD1), (view.Header.Sum, view.BodyCrc, view.HeaderXor, view.FrameSum));
    }

    [Fact]
    public void Bytes_that_are_changed_make_no_view_and_the_record_says_why()
    {
        for (int index = 0; index < Bytes.Length; index++)
        {
            byte[] changed = [.. Bytes];
            changed[index] ^= 0x10;
            Assert.False(Parts.TryRead(changed, out _, out _, out WireError? expected));
            Assert.False(Parts.View.TryCreate(changed, out _, out WireError? error));
            Assert.Equal(expected!.ToString(), error!.ToString());
        }

        for (int index = 0; index < Frame.Length; index++)
        {
            byte[] changed = [.. Frame];
            changed[index] ^= 0x10;
            Assert.False(Guarded.Put.TryRead(changed, out _, out _, out WireError? expected));
            Assert.False(Guarded.Put.View.TryCreate(changed, out _, out WireError? error));
            Assert.Equal(expected!.ToString(), error!.ToString());
        }
    }

    [Fact]
    public void Bytes_that_are_cut_make_no_view()
    {
        for (int length = 0; length < Bytes.Length; length++)
        {
            Assert.False(Parts.View.TryCreate(Bytes.AsSpan(0, length), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }

        for (int length = 0; length < Frame.Length; length++)
        {
            Assert.False(Guarded.Put.View.TryCreate(Frame.AsSpan(0, length), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void What_is_edited_keeps_the_checksum_that_was_there()
    {
        byte[] bytes = [.. Bytes];
        Assert.True(Parts.Editor.TryCreate(bytes, out Parts.Editor editor, out _));
        editor.Port = 81;
        Assert.Equal([.. Bytes[..7], 0x51, 0x95], bytes);
        Assert.False(Parts.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal("Whole at byte 8: the checksum is 0x95, and that of the bytes is 0x94", error!.ToString());
    }
}

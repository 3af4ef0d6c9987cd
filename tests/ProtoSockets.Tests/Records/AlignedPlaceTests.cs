namespace ProtoSockets.Tests.Records;

/// <summary>[At] together with [Align]: what stands where an offset says, at a multiple of some bytes.</summary>
public sealed partial class AlignedPlaceTests
{
    [WireStruct]
    public readonly partial record struct Buffers
    {
        [LengthOf(nameof(Name))]
        public partial byte NameLength { get; }

        [OffsetOf(nameof(Name), From = OffsetBase.Message, Unit = 4)]
        public partial byte NameAt { get; }

        [CountOf(nameof(Numbers))]
        public partial byte NumberCount { get; }

        [OffsetOf(nameof(Numbers), From = OffsetBase.Message)]
        public partial byte NumbersAt { get; }

        public byte Flags { get; init; }

        [At(nameof(NameAt)), Align(4, From = OffsetBase.Message), MaxBytes(20)]
        public string Name { get; init; }

        [At(nameof(NumbersAt)), Align(2, From = OffsetBase.Message), MaxCount(4)]
        public WireList<ushort> Numbers { get; init; }
    }

    [WireStruct]
    public readonly partial record struct MaybeBuffer
    {
        [LengthOf(nameof(Bytes))]
        public partial byte Length { get; }

        [OffsetOf(nameof(Bytes), From = OffsetBase.Message)]
        public partial byte BytesAt { get; }

        [At(nameof(BytesAt), MayOverlap = true), Align(8, From = OffsetBase.Message)]
        public byte[] Bytes { get; init; }
    }

    [WireStruct]
    public readonly partial record struct MaybeText
    {
        [LengthOf(nameof(Text))]
        public partial byte Length { get; }

        [OffsetOf(nameof(Text), From = OffsetBase.Message)]
        public partial byte TextAt { get; }

        [At(nameof(TextAt)), Align(4, From = OffsetBase.Message), MaxBytes(9)]
        public Utf8Text Text { get; init; }
    }

    [Theory]
    [InlineData("ab", "0204" + "0000" + "6162")]
    [InlineData("", "0000")]
    public void A_text_that_is_empty_takes_no_padding(string text, string hex)
    {
        byte[] bytes = new MaybeText { Text = text }.ToBytes();
        Assert.StartsWith(hex[..2], Convert.ToHexString(bytes), StringComparison.Ordinal);
        Assert.Equal(hex.Length / 2, bytes.Length);
        Assert.True(MaybeText.TryRead(bytes, out MaybeText back, out _, out _));
        Assert.Equal(text, back.Text.ToString());
    }

    /// <summary>A record whose place is not the start of its message.</summary>
    [WireStruct]
    public readonly partial record struct Inside([LengthPrefixed<byte>] string Front, Buffers Buffers, byte Behind);

    [Fact]
    public void What_has_bytes_stands_behind_the_padding() => WireForm.IsBounded(
        new Buffers { Flags = 7, Name = "abc", Numbers = new ushort[] { 1, 2 } },
        3, 2,                       // Name: 3 bytes, at 2 * 4
        2, 12,                      // Numbers: 2, at 12
        7,
        0, 0, 0,                    // to a multiple of 4
        (byte)'a', (byte)'b', (byte)'c',
        0,                          // to a multiple of 2
        0, 1, 0, 2);

    [Fact]
    public void What_is_empty_at_the_end_has_no_padding_in_front() => WireForm.IsBounded(
        new Buffers { Flags = 7, Name = "abcde", Numbers = Array.Empty<ushort>() },
        5, 2,                       // Name: 5 bytes, at 2 * 4
        0, 14,                      // Numbers: none, which would be at 14
        7,
        0, 0, 0,                    // to a multiple of 4
        (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e');

    [Fact]
    public void What_is_empty_in_front_of_another_has_none_either() => WireForm.IsBounded(
        new Buffers { Flags = 7, Name = "", Numbers = new ushort[] { 1 } },
        0, 2,                       // Name: none, which would be at 2 * 4
        1, 6,                       // Numbers: 1, at 6
        7,
        0,                          // to a multiple of 2
        0, 1);

    [Fact]
    public void A_record_of_nothing_but_empty_members_ends_with_its_head()
    {
        WireForm.IsBounded(new Buffers { Flags = 7, Name = "", Numbers = Array.Empty<ushort>() }, 0, 2, 0, 6, 7);
        WireForm.IsBounded(new MaybeBuffer { Bytes = [] }, 0, 8);
        WireForm.IsBounded(new MaybeBuffer { Bytes = [9] }, 1, 8, 0, 0, 0, 0, 0, 0, 9);
    }

    [Fact]
    public void What_follows_the_record_is_found_behind_an_empty_member() => WireForm.IsBounded(
        new Inside("ab", new Buffers { Flags = 7, Name = "", Numbers = Array.Empty<ushort>() }, 9),
        2, (byte)'a', (byte)'b',
        0, 2, 0, 8, 7,              // it ends at 8
        9);

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 0)]
    [InlineData("abc", 3)]
    [InlineData("", 1)]
    public void The_properties_know_their_offsets_before_anything_is_written(string name, int count)
    {
        Buffers value = new() { Name = name, Numbers = new ushort[count] };
        byte[] bytes = value.ToBytes();
        Assert.Equal((bytes[1], bytes[3]), (value.NameAt, value.NumbersAt));
    }

    [Fact]
    public void A_foreign_offset_of_an_empty_member_may_be_anything() =>
        Assert.Equal("", Buffers.Read(new byte[] { 0, 0xFF, 0, 0xFF, 7 }).Name);

    [Fact]
    public void A_dump_and_a_view_end_where_the_record_does()
    {
        byte[] bytes = new Buffers { Flags = 7, Name = "abcde", Numbers = Array.Empty<ushort>() }.ToBytes();
        Assert.DoesNotContain("error", Buffers.Describe(bytes).ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(Buffers.View.TryCreate(bytes, out Buffers.View view, out WireError? error), error?.ToString());
        Assert.Equal(0, view.Numbers.Count);
        Assert.Equal("abcde", view.Name.ToString());
    }
}

namespace ProtoSockets.Tests.Records;

/// <summary>[Directory]: entries, and behind all of them what they point to; offsets that point anywhere; references that codecs follow back.</summary>
public sealed partial class DirectoryTests
{
    /// <summary>A record of the table directory of a font (OpenType 1.9, "Organization of an OpenType Font"): tables start at multiples of four.</summary>
    [WireStruct]
    public readonly partial record struct Table
    {
        [FixedBytes(4), Ascii]
        public string Tag { get; init; }

        public uint Checksum { get; init; }

        [OffsetOf(nameof(Data), From = OffsetBase.Message)]
        public partial uint Offset { get; }

        [LengthOf(nameof(Data))]
        public partial uint Length { get; }

        [At(nameof(Offset), MayOverlap = true), Align(4, From = OffsetBase.Message), MaxBytes(1_000_000)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Font
    {
        public uint Version { get; init; }

        [CountOf(nameof(Tables))]
        public partial ushort TableCount { get; }

        [Padding(6)]
        [Directory, MaxCount(64)]
        public WireList<Table> Tables { get; init; }
    }

    /// <summary>An entry whose data is in the order of the entries, and may be missing.</summary>
    [WireStruct, ByteOrder]
    public sealed partial record Item
    {
        public byte Kind { get; init; }

        [OffsetOf(nameof(Text), From = OffsetBase.Message)]
        public partial ushort TextAt { get; }

        [OffsetOf(nameof(Number), From = OffsetBase.Message)]
        public partial ushort NumberAt { get; }

        [At(nameof(TextAt)), LengthPrefixed<byte>]
        public string Text { get; init; } = string.Empty;

        [When(nameof(HasNumber)), At(nameof(NumberAt))]
        public uint? Number { get; init; }

        public bool HasNumber => Kind > 1;
    }

    /// <summary>A directory with a member behind it, in an order that is chosen, as an image file directory has (TIFF 6.0, section 2).</summary>
    [WireStruct, ByteOrder(nameof(IsLittle))]
    public readonly partial record struct Folder
    {
        public bool IsLittle { get; init; }

        [Directory, CountPrefixed<byte>, MaxCount(9)]
        public Item[] Items { get; init; }

        public byte Next { get; init; }
    }

    /// <summary>A file of lumps: the header says where the directory is, and that lies behind what its entries point to (Doom's WAD).</summary>
    [WireStruct, LittleEndian]
    public readonly partial record struct WadFile
    {
        [Magic("PWAD"), CountOf(nameof(Lumps))]
        public partial uint LumpCount { get; }

        [OffsetOf(nameof(Lumps), From = OffsetBase.Message)]
        public partial uint DirectoryAt { get; }

        [At(nameof(DirectoryAt)), Directory, MaxCount(1000)]
        public WireList<Lump> Lumps { get; init; }
    }

    [WireStruct, LittleEndian]
    public readonly partial record struct Lump
    {
        [OffsetOf(nameof(Data), From = OffsetBase.Message)]
        public partial uint DataAt { get; }

        [LengthOf(nameof(Data))]
        public partial uint Size { get; }

        [FixedBytes(8), Ascii]
        public string Name { get; init; }

        [At(nameof(DataAt), Anywhere = true), MaxBytes(1_000_000)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary>Nodes that can point anywhere: at themselves, too.</summary>
    [WireStruct]
    public sealed partial record Link
    {
        public bool HasNext { get; init; }

        [OffsetOf(nameof(Left), From = OffsetBase.Message)]
        public partial byte LeftAt { get; }

        [OffsetOf(nameof(Right), From = OffsetBase.Message)]
        public partial byte RightAt { get; }

        [When(nameof(HasNext)), At(nameof(LeftAt), Anywhere = true)]
        public Link? Left { get; init; }

        [When(nameof(HasNext)), At(nameof(RightAt), Anywhere = true)]
        public Link? Right { get; init; }
    }

    /// <summary>A name is labels, up to a zero or a reference to an earlier name (RFC 1035, section 4.1.4).</summary>
    public readonly struct NameCodec : IWireCodec<string>
    {
        public static bool TryRead(ref WireReader reader, out string value)
        {
            value = string.Empty;
            int bound = reader.Position;
            int end = -1;
            while (true)
            {
                if (!reader.TryTake(1, out ReadOnlySpan<byte> length))
                {
                    return false;
                }

                if (length[0] == 0)
                {
                    if (end >= 0)
                    {
                        reader.MoveTo(end);
                    }

                    return true;
                }

                if (length[0] >= 0xC0)
                {
                    if (!reader.TryTake(1, out ReadOnlySpan<byte> low))
                    {
                        return false;
                    }

                    end = end < 0 ? reader.Position : end;
                    if (!reader.TryHop(((length[0] & 0x3F) << 8) | low[0], ref bound))
                    {
                        return false;
                    }

                    continue;
                }

                if (!reader.TryTake(length[0], out ReadOnlySpan<byte> label))
                {
                    return false;
                }

                value += System.Text.Encoding.ASCII.GetString(label) + ".";
            }
        }

        public static void Write(ref WireWriter writer, string value) => throw new NotSupportedException();

        public static int GetSize(string value) => throw new NotSupportedException();
    }

    [WireStruct]
    public readonly partial record struct Names([property: Codec<NameCodec>, CountPrefixed<byte>, MaxCount(255)] string[] All);

    private static readonly Font SomeFont = new()
    {
        Version = 0x00010000,
        Tables = new Table[] { new() { Tag = "cmap", Checksum = 1, Data = new byte[] { 1, 2, 3, 4, 5 } }, new() { Tag = "head", Checksum = 2, Data = new byte[] { 6 } } },
    };

    private static readonly byte[] FontBytes =
    [
        0, 1, 0, 0,                     // Version
        0, 2,                           // TableCount
        0, 0, 0, 0, 0, 0,               // searchRange, entrySelector, rangeShift
        .. "cmap"u8,
        0, 0, 0, 1,                     // Checksum
        0, 0, 0, 44,                    // Offset
        0, 0, 0, 5,                     // Length
        .. "head"u8,
        0, 0, 0, 2,
        0, 0, 0, 52,
        0, 0, 0, 1,
        1, 2, 3, 4, 5, 0, 0, 0,         // cmap, to a multiple of 4
        6,                              // head
    ];

    [Fact]
    public void What_entries_point_to_is_written_behind_all_of_them()
    {
        Assert.Equal(Convert.ToHexString(FontBytes), Convert.ToHexString(SomeFont.ToBytes()));
        Font read = Font.Read(FontBytes);
        Assert.Equal(SomeFont, read);
        Assert.Equal("head", read.Tables[1].Tag);
        Assert.Equal(6, read.Tables[1].Data.Span[0]);
        Assert.Equal(FontBytes, read.ToBytes());
        Assert.Equal(SomeFont, read.ToOwned());
        WireReader copying = new(FontBytes.AsSpan(), isComplete: true);
        Assert.True(Font.TryRead(ref copying, out Font copied));
        Assert.Equal(SomeFont, copied);
        Assert.True(copying.TryEnd());
    }

    [Fact]
    public void A_directory_is_cut_at_every_length()
    {
        for (int length = 0; length < FontBytes.Length; length++)
        {
            WireError open = WireForm.Refuses<Font>(FontBytes[..length], isComplete: false);
            Assert.Equal(WireErrorKind.Incomplete, open.Kind);
            Assert.InRange(open.BytesNeeded, length + 1, FontBytes.Length);
            Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Font>(FontBytes[..length]).Kind);
        }
    }

    [Fact]
    public void Entries_may_share_what_they_point_to_and_have_it_in_any_order()
    {
        byte[] bytes = [.. FontBytes];
        bytes[23] = 52; // cmap points to head's
        bytes[27] = 1;
        Assert.Equal(Font.Read(bytes).Tables[0].Data.ToArray(), Font.Read(bytes).Tables[1].Data.ToArray());
        bytes[23] = 12; // in front of its own end
        WireForm.Refuses<Font>(bytes, "Tables[0].Data at byte 28: its offset 12 points in front of byte 28, where the members before it end");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_behind_a_directory_are_in_front_of_what_its_entries_point_to(bool isLittle)
    {
        Folder folder = new() { IsLittle = isLittle, Items = [new Item { Kind = 1, Text = "ab" }, new Item { Kind = 2, Text = "c", Number = 7 }], Next = 9 };
        byte[] bytes =
        [
            isLittle ? (byte)1 : (byte)0,
            2,                  // entries
            1, .. Number(13), 0, 0, // Kind, TextAt, no number
            2, .. Number(16), .. Number(18), // Kind, TextAt, NumberAt
            9,                  // Next
            2, (byte)'a', (byte)'b',
            1, (byte)'c',
            .. isLittle ? new byte[] { 7, 0, 0, 0 } : [0, 0, 0, 7],
        ];

        byte[] Number(byte value) => isLittle ? [value, 0] : [0, value];

        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(folder.ToBytes()));
        Folder read = Folder.Read(bytes);
        Assert.Equal("c", read.Items[1].Text);
        Assert.Equal(7u, read.Items[1].Number);
        Assert.Equal(9, read.Next);
        bytes[isLittle ? 8 : 9] = 13;
        WireForm.Refuses<Folder>(bytes, "Items[1].Text at byte 12: its offset 13 points in front of byte 16, where the members before it end");
    }

    [Fact]
    public void An_entry_by_itself_is_written_with_what_it_points_to()
    {
        byte[] bytes = new Item { Kind = 2, Text = "c", Number = 7 }.ToBytes();
        Assert.Equal("02" + "0005" + "0007" + "0163" + "00000007", Convert.ToHexString(bytes));
        Assert.Equal(7u, Item.Read(bytes).Number);
    }

    [Fact]
    public void An_offset_may_point_in_front_of_the_directory_where_that_is_said()
    {
        byte[] bytes =
        [
            .. "PWAD"u8,
            1, 0, 0, 0,                 // LumpCount
            15, 0, 0, 0,                // DirectoryAt
            7, 8, 9,                    // the lump
            12, 0, 0, 0,                // DataAt
            3, 0, 0, 0,                 // Size
            .. "MAP01\0\0\0"u8,
        ];
        WadFile read = WadFile.Read(bytes);
        Assert.Equal("MAP01", read.Lumps[0].Name);
        Assert.Equal([7, 8, 9], read.Lumps[0].Data.ToArray());

        // It is written in one order: the directory, then what it points to.
        byte[] written = read.ToBytes();
        Assert.Equal("50574144" + "01000000" + "0C000000" + "1C000000" + "03000000" + "4D41503031000000" + "070809", Convert.ToHexString(written));
        Assert.Equal(read.Lumps, WadFile.Read(written).Lumps);
    }

    [Fact]
    public void A_cycle_ends_at_the_limit_of_depth() =>
        Assert.EndsWith("values are nested deeper than the limit of 64", WireForm.Refuses<Link>([1, 0, 0, .. new byte[60]]).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Offsets_that_share_their_targets_can_not_ask_for_much_work()
    {
        // Each of 60 nodes points twice to the next one: 2^60 ways to the last.
        byte[] bytes = new byte[61 * 3];
        for (int index = 0; index < 60; index++)
        {
            bytes[index * 3] = 1;
            bytes[(index * 3) + 1] = (byte)((index + 1) * 3);
            bytes[(index * 3) + 2] = (byte)((index + 1) * 3);
        }

        Assert.Contains("more than 16 times", WireForm.Refuses<Link>(bytes).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void References_point_back_and_end()
    {
        Assert.Equal(["a.b.", "c.a.b."], Names.Read(new byte[] { 2, 1, (byte)'a', 1, (byte)'b', 0, 1, (byte)'c', 0xC0, 1 }).All);
        WireForm.Refuses<Names>([1, 0xC0, 1], "All[0] at byte 3: the reference to byte 1 does not point in front of byte 1");
        WireForm.Refuses<Names>([1, 1, (byte)'a', 0xC0, 1], "All[0] at byte 5: the reference to byte 1 does not point in front of byte 1");
        WireForm.Refuses<Names>([2, 0, 0xC0, 9, 0], "All[1] at byte 4: the reference to byte 9 does not point in front of byte 2");
    }

    [Fact]
    public void References_of_a_message_share_a_limit()
    {
        // 100 references in a row, each to the one before: 100 hops for the last, 5,000 in all, in 202 bytes.
        byte[] bytes = new byte[2 + 200];
        bytes[0] = 101;
        for (int index = 0; index < 100; index++)
        {
            int target = index == 0 ? 1 : index * 2;
            bytes[2 + (index * 2)] = (byte)(0xC0 | (target >> 8));
            bytes[3 + (index * 2)] = (byte)target;
        }

        Assert.Contains("references are followed more than 16 times", WireForm.Refuses<Names>(bytes).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_shows_what_entries_point_to()
    {
        string dump = Folder.Describe(new Folder { Items = [new Item { Kind = 2, Text = "here", Number = 77 }] }.ToBytes()).ToString();
        Assert.Contains("here", dump, StringComparison.Ordinal);
        Assert.Contains("77", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_among_entries_is_not_written() => WireForm.CannotWrite(new Folder { Items = [null!] }, "An element is null, which has no wire form");
}

namespace ProtoSockets.Tests.Records;

/// <summary>[OffsetOf] and [At].</summary>
public sealed partial class PlaceTests
{
    /// <summary>A security buffer and its payload as NTLM has them: length, maximum, offset (MS-NLMP, section 2.2.1.3).</summary>
    [WireStruct]
    public readonly partial record struct Authenticate
    {
        [LengthOf(nameof(Domain)), LittleEndian]
        public partial ushort DomainLength { get; }

        [OffsetOf(nameof(Domain)), LittleEndian]
        public partial uint DomainOffset { get; }

        [LengthOf(nameof(User)), LittleEndian]
        public partial ushort UserLength { get; }

        [OffsetOf(nameof(User)), LittleEndian]
        public partial uint UserOffset { get; }

        public byte Flags { get; init; }

        [At(nameof(DomainOffset), MayOverlap = true)]
        public Utf8Text Domain { get; init; }

        [At(nameof(UserOffset), MayOverlap = true)]
        public Utf8Text User { get; init; }
    }

    [WireStruct]
    public readonly partial record struct InOrder
    {
        [OffsetOf(nameof(Number))]
        public partial byte NumberAt { get; }

        [OffsetOf(nameof(Name), From = OffsetBase.Message, Bias = 1)]
        public partial ushort NameAt { get; }

        [At(nameof(NumberAt))]
        public uint Number { get; init; }

        [At(nameof(NameAt)), LengthPrefixed<byte>]
        public string Name { get; init; }
    }

    /// <summary>An offset that only repeats what the order says, in words: the data offset of TCP (RFC 9293, section 3.1).</summary>
    [WireStruct]
    public readonly partial record struct Segment
    {
        public ushort Port { get; init; }

        [Bits(4), OffsetOf(nameof(Data), Unit = 4)]
        public partial byte DataOffset { get; }

        [Bits(12)]
        public ushort Flags { get; init; }

        [LengthPrefixed<byte>]
        public byte[] Options { get; init; }

        [LengthPrefixed<byte>]
        public string Data { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Optional
    {
        public bool HasExtra { get; init; }

        [OffsetOf(nameof(Extra))]
        public partial byte ExtraAt { get; }

        public byte Flags { get; init; }

        [When(nameof(HasExtra)), At(nameof(ExtraAt))]
        public ushort? Extra { get; init; }
    }

    [WireStruct]
    public sealed partial record Node
    {
        public bool HasChildren { get; init; }

        [OffsetOf(nameof(Left))]
        public partial byte LeftAt { get; }

        [OffsetOf(nameof(Right))]
        public partial byte RightAt { get; }

        [When(nameof(HasChildren)), At(nameof(LeftAt), MayOverlap = true)]
        public Node? Left { get; init; }

        [When(nameof(HasChildren)), At(nameof(RightAt), MayOverlap = true)]
        public Node? Right { get; init; }
    }

    /// <summary>Records whose places move them apart are no elements of one size.</summary>
    [WireStruct]
    public readonly partial record struct Far
    {
        [OffsetOf(nameof(Value))]
        public partial byte ValueAt { get; }

        [At(nameof(ValueAt))]
        public byte Value { get; init; }
    }

    [WireStruct]
    public readonly partial record struct FarList([CountPrefixed<byte>] WireList<Far> All);

    private static readonly Authenticate Ada = new() { Domain = "LAN", User = "ada", Flags = 7 };

    [Fact]
    public void What_stands_at_an_offset_is_written_last_and_its_offset_filled_in() => WireForm.Is(
        Ada,
        3, 0,             // DomainLength
        13, 0, 0, 0,      // DomainOffset
        3, 0,             // UserLength
        16, 0, 0, 0,      // UserOffset
        7,                // Flags
        0x4C, 0x41, 0x4E, // Domain
        0x61, 0x64, 0x61  /* User */);

    [Fact]
    public void Offsets_count_from_where_the_declaration_says() => WireForm.Is(
        new InOrder { Number = 5, Name = "hi" },
        3,          // NumberAt
        0, 8,       // NameAt: 7 and the bias of 1
        0, 0, 0, 5, // Number
        2, 0x68, 0x69 /* Name */);

    [Fact]
    public void An_offset_of_a_member_in_its_place_is_computed_and_checked()
    {
        byte[] bytes =
        [
            0, 80,         // Port
            0x21, 0x02,    // DataOffset: 2 words; Flags
            3, 9, 9, 9,    // Options
            1, 0x78,       // Data
        ];
        WireForm.Is(new Segment { Port = 80, Flags = 0x102, Options = [9, 9, 9], Data = "x" }, bytes);
        bytes[2] = 0x31;
        WireForm.Refuses<Segment>(bytes, "DataOffset at byte 8: is 3, and the member that it points to starts at byte 8");
        WireForm.CannotWrite(new Segment { Options = [1], Data = "x" }, "DataOffset counts in units of 4 bytes, and 6 is no multiple of that");
    }

    [Fact]
    public void The_property_knows_its_offset_before_anything_is_written()
    {
        Assert.Equal((13u, 16u), (Ada.DomainOffset, Ada.UserOffset));
        Assert.Equal((3, 8), (new InOrder { Name = "" }.NumberAt, new InOrder { Name = "" }.NameAt));
        Assert.Equal((0, 3), (default(Optional).ExtraAt, new Optional { HasExtra = true, Extra = 1 }.ExtraAt));
    }

    [Fact]
    public void A_member_with_a_condition_has_the_offset_0_while_it_is_not_there()
    {
        WireForm.Is(new Optional { HasExtra = true, Extra = 0x0102 }, 1, 3, 0, 1, 2);
        WireForm.Is(new Optional { Flags = 9 }, 0, 0, 9);
    }

    [Fact]
    public void What_lies_between_is_passed_over() =>
        WireForm.Reads(new InOrder { Number = 5, Name = "hi" }, [5, 0, 12, 0xEE, 0xEE, 0, 0, 0, 5, 0xEE, 0xEE, 2, 0x68, 0x69]);

    [Fact]
    public void Members_that_may_overlap_come_in_any_order_and_share_their_bytes()
    {
        WireForm.Reads(Ada, [3, 0, 16, 0, 0, 0, 3, 0, 13, 0, 0, 0, 7, 0x61, 0x64, 0x61, 0x4C, 0x41, 0x4E]);
        WireForm.Reads(new Authenticate { Domain = "ada", User = "ad" }, [3, 0, 13, 0, 0, 0, 2, 0, 13, 0, 0, 0, 0, 0x61, 0x64, 0x61]);
    }

    [Fact]
    public void What_has_no_bytes_is_nowhere() =>
        WireForm.Reads(new Authenticate { Flags = 1 }, [0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 1]);

    [Fact]
    public void No_offset_points_back()
    {
        WireForm.Refuses<InOrder>([2, 0, 8, 0, 0, 0, 5, 0], "Number at byte 3: its offset 2 points in front of byte 3, where the members before it end");
        WireForm.Refuses<InOrder>([3, 0, 7, 0, 0, 0, 5, 0], "Name at byte 7: its offset 7 points in front of byte 7, where the members before it end");
        WireForm.Refuses<InOrder>([3, 0, 0, 0, 0, 0, 5, 0], "Name at byte 7: its offset 0 points in front of byte 7, where the members before it end");
        WireForm.Refuses<Authenticate>([1, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 1], "Domain at byte 13: its offset 12 points in front of byte 13, where the members before it end");
    }

    [Fact]
    public void Bytes_that_have_not_come_yet_are_waited_for()
    {
        Assert.Equal(100, WireForm.Refuses<InOrder>([100, 0, 8, 0], isComplete: false).BytesNeeded);
        WireError error = WireForm.Refuses<InOrder>([100, 0, 8, 0]);
        Assert.Equal((WireErrorKind.Malformed, "Number at byte 3: stands at byte 100, and the bytes end before it"), (error.Kind, error.ToString()));
    }

    [Fact]
    public void Offsets_behind_all_that_a_message_can_have_are_malformed() =>
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Authenticate>([1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 1, 1], isComplete: true).Kind);

    [Fact]
    public void Members_that_may_overlap_can_be_nested() => WireForm.Is(
        new Node { HasChildren = true, Left = new Node(), Right = new Node { HasChildren = true, Left = new Node(), Right = new Node() } },
        1, 3, 6,
        0, 0, 0, // Left
        1, 3, 6, // Right
        0, 0, 0,
        0, 0, 0);

    [Fact]
    public void Offsets_to_the_same_bytes_over_and_over_come_to_an_end()
    {
        // Both children of each of 40 nodes are the next one: read as they stand, that is a million million nodes.
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([1, 3, 3], 40).SelectMany(node => node), 0, 0, 0];
        Assert.Equal("offsets have the same bytes read more than 16 times", WireForm.Refuses<Node>(bytes).Reason);
    }

    [Fact]
    public void A_long_way_without_overlap_is_no_work()
    {
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([1, 6, 3, 0, 0, 0], 40).SelectMany(node => node), 0, 0, 0];
        Assert.True(Node.TryRead(bytes, out _, out int consumed, out WireError? error), error?.ToString());
        Assert.Equal(bytes.Length, consumed);
    }

    [Fact]
    public void A_record_with_places_has_no_fixed_size_to_read() =>
        WireForm.Reads(new FarList((Far[])[new() { Value = 1 }, new() { Value = 2 }]), [2, 1, 1, 1, 2]);
}

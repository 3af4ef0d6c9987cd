using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Records;

public enum PropertyId : byte
{
    Format = 1,
    Expiry = 2,
    Title = 3,
    Reason = 4,
    Pair = 38,
}

/// <summary>Unions whose tag is in their own bytes.</summary>
public sealed partial class UnionTests
{
    [WireUnion]
    public readonly partial struct Property
    {
        [Discriminator, VarInt(VarIntFormat.Leb128)]
        public partial PropertyId Id { get; }

        [Case(PropertyId.Format)]
        public readonly partial record struct Format(byte Value);

        [Case(PropertyId.Expiry)]
        public readonly partial record struct Expiry(uint Seconds);

        [Case(PropertyId.Title)]
        public readonly partial record struct Title([LengthPrefixed<byte>] Utf8Text Text);

        [Case(PropertyId.Reason)]
        public readonly partial record struct Reason([LengthPrefixed<byte>] Utf8Text Text);

        [Case(PropertyId.Pair)]
        public sealed partial record Pair([LengthPrefixed<byte>] string Name, [LengthPrefixed<byte>] string Value);
    }

    /// <summary>Type, length, value; what is unknown is kept.</summary>
    [WireUnion, LengthPrefixed<ushort>]
    public readonly partial struct Option
    {
        [Discriminator]
        public partial byte Type { get; }

        [Case(1)]
        public readonly partial record struct MaximumSegmentSize(ushort Bytes);

        [Case(2), Case(4), CaseRange(0x40, 0x4F)]
        public readonly partial record struct Flags([Discriminator] byte Type, bool IsSet);

        [UnknownCase]
        public readonly partial record struct Unknown([Discriminator] byte Type, [Remaining] ReadOnlyMemory<byte> Content);
    }

    /// <summary>A head: members in front of the tag and behind it, in a run of bits and of variable size, and the length of the content.</summary>
    [WireUnion]
    public readonly partial struct Packet
    {
        [Bits(4)]
        public byte Version { get; init; }

        [Discriminator, Bits(4)]
        public partial byte Type { get; }

        [LengthOf(WireUnionAttribute.Content)]
        public partial byte Length { get; }

        [LengthPrefixed<byte>]
        public Utf8Text Topic { get; init; }

        [Case(0)]
        public readonly partial record struct Ping;

        [Case(3)]
        public readonly partial record struct Publish([Remaining] ReadOnlyMemory<byte> Payload);

        [CaseRange(8, 15)]
        public readonly partial record struct Custom([Discriminator] byte Type, short Value);
    }

    /// <summary>A tag that is looked at and left: each case begins with a byte of its own.</summary>
    [WireUnion]
    public readonly partial struct Reply
    {
        [Discriminator(Peek = true)]
        public partial byte First { get; }

        [Case('+')]
        public readonly partial record struct Simple([Magic("+"), NullTerminated, MaxBytes(20)] string Text);

        [Case('*')]
        public sealed partial record Array([Magic("*"), CountPrefixed<byte>, MaxCount(8)] Reply[] Items);

        [CaseRange(0, 0x1F)]
        public readonly partial record struct Small([Discriminator] byte Value);
    }

    [WireUnion]
    public readonly partial struct Outcome
    {
        [Discriminator]
        public partial bool Succeeded { get; }

        [Case(true)]
        public readonly partial record struct Right(int Value);

        [Case(false)]
        public readonly partial record struct Wrong(byte Code);
    }

    [WireStruct]
    public readonly partial record struct Elsewhere(ushort Left, ushort Right);

    [WireUnion]
    [Case<Elsewhere>(1)]
    [LittleEndian]
    public readonly partial struct Fixed
    {
        [Discriminator]
        public partial ushort Tag { get; }

        [Case(0x0102)]
        public readonly partial record struct Own(uint Value);
    }

    [WireStruct]
    public readonly partial record struct Holder
    {
        public byte Before { get; init; }

        public bool HasOption { get; init; }

        [CountPrefixed<byte>]
        public WireList<Property> Properties { get; init; }

        [LengthPrefixed<byte>]
        public Property Scoped { get; init; }

        [When(nameof(HasOption))]
        public Option? Option { get; init; }

        public byte After { get; init; }
    }

    [Fact]
    public void A_case_stands_behind_its_tag()
    {
        WireForm.Is<Property>(new Property.Format(7), 1, 7);
        WireForm.Is<Property>(new Property.Expiry(0x01020304), 2, 1, 2, 3, 4);
        WireForm.Is<Property>(new Property.Title("ab"u8.ToArray()), 3, 2, (byte)'a', (byte)'b');
        WireForm.Is<Property>(new Property.Reason("c"u8.ToArray()), 4, 1, (byte)'c');
        WireForm.Is<Property>(new Property.Pair("a", "b"), 38, 1, (byte)'a', 1, (byte)'b');
    }

    [Fact]
    public void A_tag_that_no_case_has_is_malformed_and_named()
    {
        WireForm.Refuses<Property>([9, 0], "Id at byte 0: no case has the tag 9");
        WireForm.Refuses<Packet>([0x21, 0, 0], "Type at byte 0: no case has the tag 1");
        WireForm.Refuses<Fixed>([7, 0, 1, 2, 3, 4], "Tag at byte 0: no case has the tag 7");
        WireForm.Refuses<Reply>([(byte)'-', 0], "First at byte 0: no case has the tag 45");
    }

    [Fact]
    public void A_case_that_is_not_known_keeps_its_bytes()
    {
        WireForm.Is<Option>(new Option.MaximumSegmentSize(1460), 1, 0, 2, 0x05, 0xB4);
        WireForm.Is<Option>(new Option.Flags(4, true), 4, 0, 1, 1);
        WireForm.Is<Option>(new Option.Flags(0x4F, false), 0x4F, 0, 1, 0);
        WireForm.Is<Option>(new Option.Unknown(200, new byte[] { 1, 2, 3 }), 200, 0, 3, 1, 2, 3);
        WireForm.Is<Option>(new Option.Unknown(0, default), 0, 0, 0);
    }

    [Fact]
    public void A_case_is_limited_to_its_length()
    {
        WireForm.Refuses<Option>([1, 0, 3, 5, 0xB4, 0], "Content at byte 5: 1 bytes are left over");
        WireForm.Refuses<Option>([1, 0, 1, 5], "MaximumSegmentSize.Bytes at byte 3: needs 2 bytes, 1 are left");
    }

    [Fact]
    public void A_case_can_not_take_the_tag_of_another()
    {
        WireForm.CannotWrite<Option>(new Option.Flags(1, true), "Flags.Type is 1, which is no tag of Flags");
        WireForm.CannotWrite<Option>(new Option.Unknown(2, default), "Unknown.Type is 2, which is no tag of Unknown");
        WireForm.CannotWrite<Packet>(new Packet.Custom(7, 0), "Custom.Type is 7, which is no tag of Custom");
    }

    [Fact]
    public void The_default_can_not_be_written()
    {
        WireForm.CannotWrite(default(Property), "Property is no case: its default can't be written");
        WireForm.CannotWrite(default(Packet), "Packet is no case: its default can't be written");
        Assert.Throws<WireFormatException>(() => default(Property).GetSize());
    }

    [Fact]
    public void The_head_is_shared_by_all_cases()
    {
        Packet packet = new Packet(new Packet.Publish(new byte[] { 9, 8 })) with { Version = 2, Topic = "t"u8.ToArray() };
        WireForm.Is(packet, 0x23, 2, 1, (byte)'t', 9, 8);
        WireForm.Is(new Packet(new Packet.Ping()) with { Version = 1 }, 0x10, 0, 0);
        WireForm.Is(new Packet(new Packet.Custom(9, -2)), 0x09, 2, 0, 0xFF, 0xFE);
        Assert.Equal(2, packet.Length);
        Assert.Equal(3, packet.Type);
        Assert.Equal("Packet { Version = 2, Topic = t, Publish { Payload = 2 bytes 09 08 } }", packet.ToString());
        Assert.NotEqual(packet, packet with { Version = 3 });
    }

    [Fact]
    public void A_tag_that_is_left_for_the_case_is_its_first_byte()
    {
        WireForm.Is<Reply>(new Reply.Simple("OK"), (byte)'+', (byte)'O', (byte)'K', 0);
        WireForm.Is<Reply>(new Reply.Small(0x1F), 0x1F);
        WireForm.Is<Reply>(new Reply.Array([new Reply.Small(1), new Reply.Array([])]), (byte)'*', 2, 1, (byte)'*', 0);
        WireForm.CannotWrite<Reply>(new Reply.Small(0x20), "Reply is Small, and its bytes start with a tag that is not");
    }

    [Fact]
    public void Unions_nest_up_to_a_depth()
    {
        byte[] deep = [.. Enumerable.Repeat<byte[]>([(byte)'*', 1], 100).SelectMany(static each => each)];
        Assert.Contains("nested deeper than the limit of 64", WireForm.Refuses<Reply>(deep).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_may_be_a_truth_value()
    {
        WireForm.Is<Outcome>(new Outcome.Right(-1), 1, 0xFF, 0xFF, 0xFF, 0xFF);
        WireForm.Is<Outcome>(new Outcome.Wrong(3), 0, 3);
        WireForm.Refuses<Outcome>([2, 3], "Succeeded at byte 0: 2 is neither 0 (false) nor 1 (true)");
    }

    [Fact]
    public void A_case_may_be_declared_elsewhere()
    {
        WireForm.Is<Fixed>(new Elsewhere(1, 2), 1, 0, 0, 1, 0, 2);
        WireForm.Is<Fixed>(new Fixed.Own(1), 2, 1, 1, 0, 0, 0);
        Assert.Equal(6, Fixed.MaxSize);
    }

    [Fact]
    public void Unions_are_members_and_elements()
    {
        Holder holder = new()
        {
            Before = 1,
            HasOption = true,
            Properties = new Property[] { new Property.Format(5), new Property.Pair("", "x") },
            Scoped = new Property.Expiry(1),
            Option = new Option.Unknown(99, new byte[] { 7 }),
            After = 6,
        };
        WireForm.Is(
            holder,
            [
                1, // Before
                1, // HasOption
                2, 1, 5, 38, 0, 1, (byte)'x', // Properties
                5, 2, 0, 0, 0, 1, // Scoped
                99, 0, 1, 7, // Option
                6, // After
            ]);
        WireForm.Refuses<Holder>([1, 0, 1, 9], "Properties[0].Id at byte 3: no case has the tag 9");
        WireForm.Refuses<Holder>([1, 0, 0, 6, 2, 0, 0, 0, 1, 0xEE, 0], "Scoped at byte 9: 1 bytes are left over");
    }

    [Fact]
    public void A_union_is_matched_by_its_case()
    {
        Property property = new Property.Expiry(60);
        Assert.Equal(Property.CaseKind.Expiry, property.Kind);
        Assert.Equal(PropertyId.Expiry, property.Id);
        Assert.True(property.IsExpiry);
        Assert.False(property.IsPair);
        Assert.True(property.TryGet(out Property.Expiry expiry));
        Assert.Equal(60u, expiry.Seconds);
        Assert.False(property.TryGet(out Property.Pair? pair));
        Assert.Null(pair);
        Assert.Equal(60u, ((Property.Expiry)property).Seconds);
        Assert.Equal("Property is Expiry, not Format.", Assert.Throws<InvalidCastException>(() => (Property.Format)property).Message);
        Assert.Equal(60u, property.Match(_ => 1u, each => each.Seconds, _ => 3u, _ => 4u, _ => 5u));
        Assert.Equal(61u, property.Match(1u, static (_, _) => 1u, static (more, each) => each.Seconds + more, static (_, _) => 3u, static (_, _) => 4u, static (_, _) => 5u));
        string called = string.Empty;
        property.Switch(_ => called = "format", _ => called = "expiry", _ => called = "title", _ => called = "reason", _ => called = "pair");
        Assert.Equal("expiry", called);
        List<string> calls = [];
        property.Switch(calls, static (to, _) => to.Add("format"), static (to, each) => to.Add($"{each.Seconds}"), static (_, _) => { }, static (_, _) => { }, static (_, _) => { });
        Assert.Equal(["60"], calls);
        Assert.Throws<InvalidOperationException>(() => default(Property).Match(_ => 1, _ => 1, _ => 1, _ => 1, _ => 1));
        Assert.Throws<ArgumentNullException>(() => new Property((Property.Pair)null!));
    }

    [Fact]
    public void Unions_are_equal_by_content()
    {
        Property title = new Property.Title("ab"u8.ToArray());
        Assert.Equal(title, new Property.Title("ab"u8.ToArray()));
        Assert.Equal(title.GetHashCode(), new Property(new Property.Title("ab"u8.ToArray())).GetHashCode());
        Assert.True(title != new Property.Reason("ab"u8.ToArray()));
        Assert.True(title == (Property)new Property.Title("ab"u8.ToArray()));
        Assert.Equal(default, default(Property));
        Assert.Equal("Title { Text = ab }", title.ToString());
        Assert.Equal("Unset", default(Property).ToString());
    }

    [Fact]
    public void Cases_share_their_memory()
    {
        // A kind, a reference, four bytes for the plain cases, and one text for both that are a text.
        Assert.InRange(System.Runtime.CompilerServices.Unsafe.SizeOf<Property>(), 1, 16 + System.Runtime.CompilerServices.Unsafe.SizeOf<Utf8Text>());
    }

    [Fact]
    public void Reading_and_writing_allocates_nothing()
    {
        byte[] bytes = [99, 0, 3, 1, 2, 3];
        byte[] target = new byte[16];
        int written = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => written = Round(bytes, target)));
        Assert.Equal(6, written);

        static int Round(byte[] bytes, byte[] target)
        {
            WireReader reader = new(bytes.AsMemory(), isComplete: true);
            Assert.True(Option.TryRead(ref reader, out Option option));
            return option.Write(target);
        }
    }
}

using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Editors of unions: of the head, and of the case that the bytes have.</summary>
public sealed partial class EditorUnionTests
{
    /// <summary>A tag that is left for the case, of two bytes.</summary>
    [WireUnion]
    public readonly partial struct Looked
    {
        [Discriminator(Peek = true)]
        public partial ushort Tag { get; }

        [Case(0x0101)]
        public readonly partial record struct Split([OneOf(1)] byte First, [OneOf(1)] byte Second, byte Third);

        [UnknownCase]
        public readonly partial record struct Other([Discriminator] ushort Tag, uint Value);
    }

    /// <summary>A union as a member, with its tag in front of it, and one that need not be there.</summary>
    [WireStruct]
    public readonly partial record struct Holder
    {
        public byte Front { get; init; }

        [LengthPrefixed<byte>]
        public UnionTests.Packet Packet { get; init; }

        [TagOf(nameof(Data))]
        public partial RecordType Type { get; }

        [LengthOf(nameof(Data))]
        public partial ushort DataLength { get; }

        public UnionTagTests.RData Data { get; init; }
    }

    [Fact]
    public void A_case_is_edited_where_it_lies()
    {
        byte[] bytes = [/* Id */ 2, /* Seconds */ 0, 0, 0, 9];
        Assert.True(UnionTests.Property.Editor.TryCreate(bytes, out UnionTests.Property.Editor editor, out _));
        Assert.True(editor.TryGet(out UnionTests.Property.Expiry.Editor expiry));
        expiry.Seconds = 0x01020304;
        Assert.Equal([2, 1, 2, 3, 4], bytes);
        Assert.True(editor.View.IsExpiry);
        Assert.True(expiry.View.Seconds == 0x01020304);
        Assert.False(editor.TryGet(out UnionTests.Property.Format.Editor _));
    }

    [Fact]
    public void The_head_is_edited_in_front_of_the_case_and_the_tag_and_lengths_are_not()
    {
        byte[] bytes = [0x23, 2, 1, (byte)'t', 9, 8];
        Assert.True(UnionTests.Packet.Editor.TryCreate(bytes, out UnionTests.Packet.Editor editor, out _));
        editor.Version = 5;
        Assert.Equal([0x53, 2, 1, (byte)'t', 9, 8], bytes);
        Assert.Null(typeof(UnionTests.Packet.Editor).GetProperty(nameof(UnionTests.Packet.Type)));
        Assert.Null(typeof(UnionTests.Packet.Editor).GetProperty(nameof(UnionTests.Packet.Length)));
    }

    [Fact]
    public void What_tells_the_case_has_no_setter()
    {
        Assert.Equal(["Third", "View"], PropertiesOf(typeof(Looked.Split.Editor)));
        Assert.Equal(["Value", "View"], PropertiesOf(typeof(Looked.Other.Editor)));
        byte[] bytes = [1, 2, 0, 0, 0, 5];
        Assert.True(Looked.Editor.TryCreate(bytes, out Looked.Editor editor, out _));
        Assert.True(editor.TryGet(out Looked.Other.Editor other));
        other.Value = 6;
        Assert.Equal([1, 2, 0, 0, 0, 6], bytes);
    }

    [Fact]
    public void A_union_whose_tag_is_somewhere_else_is_told_it()
    {
        byte[] bytes = [0, 10, 1, (byte)'h'];
        Assert.True(UnionTagTests.RData.Editor.TryCreate(bytes, RecordType.Mx, out UnionTagTests.RData.Editor editor, out _));
        Assert.True(editor.TryGet(out UnionTagTests.RData.Exchange.Editor exchange));
        exchange.Preference = 0x0203;
        Assert.Equal([2, 3, 1, (byte)'h'], bytes);
        Assert.False(UnionTagTests.RData.Editor.TryCreate(bytes.AsSpan(0, 1), RecordType.A, out _, out WireError? error));
        Assert.Equal("Address.Value at byte 0: needs 4 bytes, 1 are left", error!.ToString());
    }

    [Fact]
    public void Unions_inside_of_records_are_edited_behind_members_of_any_size()
    {
        Holder holder = new()
        {
            Front = 1,
            Packet = new UnionTests.Packet(new UnionTests.Packet.Publish(new byte[] { 9, 8 })) with { Version = 2, Topic = "t" },
            Data = new UnionTagTests.RData.Exchange(10, "h"),
        };
        byte[] bytes = holder.ToBytes();
        Assert.Equal([1, /* length of Packet */ 6, 0x23, 2, 1, (byte)'t', 9, 8, /* Type */ 0, 15, /* DataLength */ 0, 4, /* Preference */ 0, 10, 1, (byte)'h'], bytes);
        Assert.True(Holder.Editor.TryCreate(bytes, out Holder.Editor editor, out _));
        UnionTests.Packet.Editor packet = editor.Packet;
        packet.Version = 7;
        Assert.True(editor.Data.TryGet(out UnionTagTests.RData.Exchange.Editor exchange));
        exchange.Preference = 11;
        Assert.Equal([1, 6, 0x73, 2, 1, (byte)'t', 9, 8, 0, 15, 0, 4, 0, 11, 1, (byte)'h'], bytes);
        Assert.Null(typeof(Holder.Editor).GetProperty(nameof(Holder.Type)));
    }

    [Fact]
    public void Malformed_bytes_can_not_be_edited()
    {
        Assert.False(UnionTests.Property.Editor.TryCreate([9, 0], out _, out WireError? error));
        Assert.Equal("Id at byte 0: no case has the tag 9", error!.ToString());
        Span<byte> cut = [2, 0, 0, 0, 9];
        for (int length = 0; length < cut.Length; length++)
        {
            Assert.False(UnionTests.Property.Editor.TryCreate(cut[..length], out _, out error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void A_message_that_is_a_union_is_edited_as_a_frame()
    {
        byte[] frame = new ViewUnionTests.Signals.Signal(new ViewUnionTests.Signals.Signal.Level(1)).ToBytes(new ViewUnionTests.Signals.Header { Hops = 3 });
        Assert.True(ViewUnionTests.Signals.Signal.Editor.TryCreate(frame, out ViewUnionTests.Signals.Signal.Editor editor, out _));
        editor.Sequence = 0x0405;
        Assert.True(editor.TryGet(out ViewUnionTests.Signals.Signal.Level.Editor level));
        level.Value = 8;
        Assert.Equal([/* Id */ 1, /* Hops */ 3, /* Length */ 0, 6, /* Sequence */ 4, 5, /* Value */ 0, 0, 0, 8], frame);
    }

    private static string[] PropertiesOf(Type type) => [.. type.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal)];
}

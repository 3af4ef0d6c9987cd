using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Views of unions: the case is told from the bytes, and read where it lies.</summary>
public sealed partial class ViewUnionTests
{
    [WireUnion]
    public readonly partial struct Quantity
    {
        [Discriminator, NotOnWire]
        public partial byte Kind_ { get; }

        [Case(1)]
        public readonly partial record struct Number(int Value);

        /// <summary>Its name is what views are called, so that it has none.</summary>
        [Case(2)]
        public readonly partial record struct Named(byte View);
    }

    [Protocol]
    public sealed partial class Signals
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Id { get; init; }

            public byte Hops { get; init; }

            [FrameLength]
            public partial ushort Length { get; }
        }

        [Message, WireUnion]
        public readonly partial struct Signal
        {
            [Discriminator, NotOnWire]
            public partial byte Id { get; }

            public ushort Sequence { get; init; }

            [Case(1)]
            public readonly partial record struct Level(uint Value);

            [Case(2)]
            public readonly partial record struct Text([LengthPrefixed<byte>] Utf8Text Value);
        }
    }

    [Fact]
    public void A_case_is_told_by_the_tag_and_viewed()
    {
        Assert.True(UnionTests.Property.View.TryCreate([3, 2, (byte)'a', (byte)'b'], out UnionTests.Property.View view, out _));
        Assert.Equal((PropertyId.Title, UnionTests.Property.CaseKind.Title, true, false), (view.Id, view.Kind, view.IsTitle, view.IsReason));
        Assert.True(view.TryGet(out UnionTests.Property.Title.View title));
        Assert.True(title.Text == "ab"u8);
        Assert.False(view.TryGet(out UnionTests.Property.Expiry.View _));
        Assert.Equal("02-61-62", BitConverter.ToString(view.Content.ToArray()));
        Assert.True(view.ToRecord().TryGet(out UnionTests.Property.Title record));
        Assert.Equal("ab", record.Text.ToString());
    }

    [Fact]
    public void An_unknown_case_gives_its_tag_and_its_raw_bytes()
    {
        Assert.True(UnionTests.Option.View.TryCreate([200, 0, 3, 1, 2, 3], out UnionTests.Option.View view, out _));
        Assert.True(view.TryGet(out UnionTests.Option.Unknown.View unknown));
        Assert.Equal(200, unknown.Type);
        Assert.Equal([1, 2, 3], unknown.Content.ToArray());
        Assert.Equal([1, 2, 3], view.Content.ToArray());
    }

    [Fact]
    public void Members_of_the_head_are_read_in_front_of_the_case()
    {
        Assert.True(UnionTests.Packet.View.TryCreate([0x23, 2, 1, (byte)'t', 9, 8], out UnionTests.Packet.View view, out _));
        Assert.Equal((2, 3, 2), (view.Version, view.Type, view.Length));
        Assert.True(view.Topic == "t"u8);
        Assert.True(view.TryGet(out UnionTests.Packet.Publish.View publish));
        Assert.Equal([9, 8], publish.Payload.ToArray());
    }

    [Fact]
    public void A_tag_that_is_left_for_the_case_is_told_by_its_first_byte()
    {
        Assert.True(UnionTests.Reply.View.TryCreate([(byte)'*', 2, 1, (byte)'+', (byte)'k', 0], out UnionTests.Reply.View view, out _));
        Assert.True(view.TryGet(out UnionTests.Reply.Array.View array));
        Assert.Equal(2, array.Items.Count);
        Assert.True(array.Items[0].TryGet(out UnionTests.Reply.Small.View small));
        Assert.Equal(1, small.Value);
        Assert.True(array.Items[1].TryGet(out UnionTests.Reply.Simple.View simple));
        Assert.True(simple.Text == "k"u8);
    }

    [Fact]
    public void Views_are_matched_by_their_case()
    {
        Assert.True(UnionTests.Property.View.TryCreate([2, 0, 0, 0, 9], out UnionTests.Property.View view, out _));
        Assert.Equal("expires in 9", view.Match(
            static format => $"format {format.Value}",
            static expiry => $"expires in {expiry.Seconds}",
            static title => title.Text.ToString(),
            static reason => reason.Text.ToString(),
            static pair => pair.Name.ToString()));
        Assert.Equal(19u, view.Match(10u, static (_, _) => 0u, static (more, expiry) => expiry.Seconds + more, static (_, _) => 0u, static (_, _) => 0u, static (_, _) => 0u));
        uint seen = 0;
        view.Switch(static _ => { }, expiry => seen = expiry.Seconds, static _ => { }, static _ => { }, static _ => { });
        Assert.Equal(9u, seen);
    }

    [Fact]
    public void What_is_matched_may_be_bytes_of_the_view()
    {
        Assert.True(UnionTests.Property.View.TryCreate([3, 1, (byte)'x'], out UnionTests.Property.View view, out _));
        ReadOnlySpan<byte> text = view.Match<ReadOnlySpan<byte>>(
            static _ => default, static _ => default, static title => title.Text.Bytes, static reason => reason.Text.Bytes, static _ => default);
        Assert.Equal("x"u8.ToArray(), text.ToArray());
    }

    [Fact]
    public void The_default_of_a_view_is_no_case()
    {
        Assert.Equal(UnionTests.Property.CaseKind.Unset, default(UnionTests.Property.View).Kind);
        Assert.Throws<InvalidOperationException>(static () => default(UnionTests.Outcome.View).Match(static _ => 1, static _ => 2));
    }

    [Fact]
    public void A_tag_that_no_case_has_and_a_cut_case_make_no_view()
    {
        Assert.False(UnionTests.Property.View.TryCreate([9, 0], out _, out WireError? error));
        Assert.Equal("Id at byte 0: no case has the tag 9", error!.ToString());
        Assert.False(UnionTests.Property.View.TryCreate([2, 0, 0], out _, out error));
        Assert.Equal((WireErrorKind.Incomplete, "Expiry.Seconds at byte 1: needs 4 bytes, 2 are left"), (error!.Kind, error.ToString()));
    }

    [Fact]
    public void A_value_that_is_wrong_is_refused_when_it_is_asked_for()
    {
        Assert.True(UnionTests.Option.View.TryCreate([4, 0, 1, 7], out UnionTests.Option.View view, out _));
        Assert.True(view.TryGet(out UnionTests.Option.Flags.View flags));
        try
        {
            _ = flags.IsSet;
            Assert.Fail("7 is no bool");
        }
        catch (WireFormatException exception)
        {
            Assert.Equal("IsSet at byte 3: 7 is neither 0 (false) nor 1 (true)", exception.Error!.ToString());
        }

        Assert.False(view.Validate(out WireError? error));
        Assert.Equal("Flags.IsSet at byte 3: 7 is neither 0 (false) nor 1 (true)", error!.ToString());
    }

    [Fact]
    public void A_union_whose_tag_is_somewhere_else_is_told_it()
    {
        Assert.True(UnionTagTests.RData.View.TryCreate([0, 10, 1, (byte)'h'], RecordType.Mx, out UnionTagTests.RData.View view, out _));
        Assert.Equal(RecordType.Mx, view.Type);
        Assert.True(view.TryGet(out UnionTagTests.RData.Exchange.View exchange));
        Assert.Equal(10, exchange.Preference);
        Assert.True(exchange.Host == "h"u8);
        Assert.True(view.Validate(out _));
        Assert.Equal(view.ToRecord().ToString(), view.ToString());
        Assert.False(UnionTagTests.RData.View.TryCreate([0], RecordType.A, out _, out WireError? error));
        Assert.Equal("Address.Value at byte 0: needs 4 bytes, 1 are left", error!.ToString());
    }

    [Fact]
    public void A_member_whose_tag_is_an_earlier_one_is_viewed()
    {
        byte[] bytes = [0, 16, 0, 0, 0, 60, 0, 2, 7, 8];
        Assert.True(UnionTagTests.ResourceRecord.View.TryCreate(bytes, out UnionTagTests.ResourceRecord.View view, out _));
        Assert.True(view.Data.TryGet(out UnionTagTests.RData.Unknown.View unknown));
        Assert.Equal((RecordType.Txt, 2), (unknown.Type, unknown.Bytes.Length));
    }

    [Fact]
    public void A_case_without_a_view_is_given_as_it_is()
    {
        Assert.True(Quantity.View.TryCreate([5], 2, out Quantity.View view, out _));
        Assert.True(view.TryGet(out Quantity.Named named));
        Assert.Equal(5, named.View);
    }

    [Fact]
    public void A_message_that_is_a_union_is_viewed_with_its_header()
    {
        byte[] frame = new Signals.Signal(new Signals.Signal.Text("hi"u8.ToArray())).ToBytes(new Signals.Header { Hops = 3 });
        Assert.True(Signals.Signal.View.TryCreate(frame, out Signals.Signal.View view, out _));
        Assert.Equal((3, 2, 0), (view.Header.Hops, view.Id, view.Sequence));
        Assert.True(view.TryGet(out Signals.Signal.Text.View text));
        Assert.True(text.Value == "hi"u8);
        frame[^3] = 9;
        Assert.False(Signals.Signal.View.TryCreate(frame, out _, out WireError? error));
        Assert.Equal("Text.Value at byte 7: needs 9 bytes, 2 are left", error!.ToString());
        Assert.Equal(error.ToString(), Signals.Signal.TryRead(frame, out _, out _, out WireError? own) ? null : own!.ToString());
    }
}

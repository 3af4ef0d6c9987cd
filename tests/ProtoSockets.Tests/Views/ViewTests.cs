using ProtoSockets.Tests.Dumps;
using ProtoSockets.Tests.Records;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Views;

public sealed class ViewTests
{
    private static readonly byte[] Sample =
    [
        0x52, 0x44, // constant
        0x00, 0x07, // Sensor
        0x31, 0xF4, // Version, Quality
        0x01, // Grade
        0x05, // NameLength
        0x68, 0x65, 0x6C, 0x6C, 0x6F, // Name
        0xAC, 0x02, // Count
        0x01, 0xFF, // Place
        0x00, 0x02, // count of Values
        0x00, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFE, // Values
        0x01, // count of Places
        0x02, 0x03, // Places
        0x01, // HasNote
        0x00, // reserved
        0xC3, 0xA9, 0x00, // Note
        0x09, // Mark
        0x02, // length of Extra
        0x01, 0x02, // Extra
    ];

    [Fact]
    public void Members_are_read_from_the_bytes()
    {
        Assert.True(Survey.View.TryCreate(Sample, out Survey.View view, out WireError? error));
        Assert.Null(error);
        Assert.Equal(7, view.Sensor);
        Assert.Equal(3, view.Version);
        Assert.Equal(500, view.Quality);
        Assert.Equal(Grade.Good, view.Grade);
        Assert.Equal(5, view.NameLength);
        Assert.True(view.Name == "hello"u8);
        Assert.Equal("hello", view.Name.ToString());
        Assert.Equal(300u, view.Count);
        Assert.Equal(1, view.Place.X);
        Assert.Equal(-1, view.Place.Y);
        Assert.Equal([1, -2], view.Values.ToArray());
        Assert.Equal(-2, view.Values[1]);
        Assert.Equal(1, view.Places.Count);
        Assert.Equal(3, view.Places[0].Y);
        Assert.True(view.HasNote);
        Assert.True(view.Note.SequenceEqual("é"u8));
        Assert.Equal(new SurveyMark(9), view.Mark);
        Assert.Equal([1, 2], view.Extra.ToArray());
        Assert.True(view.Validate(out error), error?.ToString());
        Assert.Equal(Sample, view.ToRecord().ToBytes());
    }

    [Fact]
    public void Members_can_be_asked_for_in_any_order()
    {
        Assert.True(Survey.View.TryCreate(Sample.AsSpan(), out Survey.View view, out _));
        Assert.Equal([1, 2], view.Extra.ToArray());
        Assert.Equal("hello", view.Name.ToString());
        Assert.Equal(9, view.Mark.Value);
        Assert.Equal(2, view.Places[0].X);
        Assert.Equal(300u, view.Count);
    }

    [Fact]
    public void Lists_are_walked_without_allocating()
    {
        int sum = 0;
        long allocated = AllocatedBytes.Least(() =>
        {
            Assert.True(Survey.View.TryCreate(Sample, out Survey.View view, out _));
            foreach (int value in view.Values)
            {
                sum += value;
            }

            foreach (SurveyPlace.View place in view.Places)
            {
                sum += place.X + place.Y;
            }
        });

        // The codec's own object: what it reads is passed over on the way.
        Assert.InRange(allocated, 0, 48);
        Assert.Equal(4 * 4, sum);
    }

    [Fact]
    public void An_absent_member_is_null_or_empty()
    {
        byte[] bytes = [1, 2, 0, 7];
        Assert.True(Optional.View.TryCreate(bytes, out Optional.View view, out _));
        Assert.Equal(1, view.Kind);
        Assert.Equal((ushort)0x0200, Optional.View.TryCreate((byte[])[1, 2, 0, 7], out Optional.View other, out _) ? other.Number : null);
        Assert.False(view.HasText);
        Assert.True(view.Text.IsEmpty);
        Assert.False(view.HasPlace);
        Assert.Equal(7, view.Last);
        bool isThrown = false;
        try
        {
            _ = view.Place;
        }
        catch (InvalidOperationException)
        {
            isThrown = true;
        }

        Assert.True(isThrown);

        Assert.True(Optional.View.TryCreate((byte[])[6, 2, 0x68, 0x69, 3, 4, 9], out view, out _));
        Assert.Null(view.Number);
        Assert.True(view.HasText);
        Assert.Equal("hi", view.Text.ToString());
        Assert.Equal(4, view.Place.Y);
        Assert.Equal(9, view.Last);
    }

    [Fact]
    public void Bytes_that_end_early_end_in_the_error_of_the_record()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            byte[] cut = Sample[..length];
            Assert.False(Survey.TryRead(cut, out _, out _, out WireError? expected));
            Assert.False(Survey.View.TryCreate(cut, out _, out WireError? error));
            Assert.Equal(expected!.ToString(), error!.ToString());
            Assert.Equal(expected.Kind, error.Kind);
            Assert.Equal(expected.BytesNeeded, error.BytesNeeded);
        }
    }

    [Fact]
    public void Damaged_bytes_never_end_in_another_exception()
    {
        Random random = new(17);
        byte[] damaged = new byte[Sample.Length];
        for (int round = 0; round < 20_000; round++)
        {
            Sample.CopyTo(damaged, 0);
            for (int count = random.Next(1, 4); count > 0; count--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            ReadOnlySpan<byte> bytes = damaged.AsSpan(0, random.Next(damaged.Length + 1));
            if (!Survey.View.TryCreate(bytes, out Survey.View view, out _))
            {
                continue;
            }

            bool isRead = Survey.TryRead(bytes, out Survey record, out _, out _);
            Assert.Equal(isRead, view.Validate(out _));
            try
            {
                if (isRead)
                {
                    Assert.Equal(record.Extra.ToArray(), view.Extra.ToArray());
                    Assert.Equal(record.Values, view.Values.ToArray());
                }

                foreach (SurveyPlace.View place in view.Places)
                {
                    _ = place.X;
                }

                _ = view.Name.ToString();
                _ = view.Note.ToString();
                _ = view.Extra;
            }
            catch (WireFormatException exception)
            {
                Assert.False(isRead);
                Assert.NotEqual(string.Empty, exception.Error!.Path);
                Assert.InRange(exception.Error.Offset, 0, bytes.Length);
            }
        }
    }

    [Fact]
    public void A_text_is_checked_when_it_is_made_a_string()
    {
        byte[] bytes = [.. Sample];
        bytes[9] = 0xFF;
        Assert.True(Survey.View.TryCreate(bytes, out Survey.View view, out _));
        Assert.Equal(5, view.Name.Bytes.Length);
        Assert.Equal(300u, view.Count);
        Assert.False(view.Validate(out WireError? expected));
        WireError? error = null;
        try
        {
            _ = view.Name.ToString();
        }
        catch (WireFormatException exception)
        {
            error = exception.Error;
        }

        Assert.Equal(expected!.ToString(), error?.ToString());
    }

    [Fact]
    public void Wrong_constants_make_no_view()
    {
        byte[] bytes = [.. Sample];
        bytes[0] = 0;
        Assert.False(Survey.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal("Sensor at byte 0: is not the constant 5244", error!.ToString());
    }

    [Fact]
    public void A_message_is_viewed_with_its_header()
    {
        byte[] frame = new Store.Set(1, 2, "key"u8.ToArray(), "value"u8.ToArray()).ToBytes(new Store.Header { Opaque = 9 });
        Assert.True(Store.Set.View.TryCreate(frame, out Store.Set.View view, out _));
        Assert.Equal(9u, view.Header.Opaque);
        Assert.Equal(3, view.Header.KeyLength);
        Assert.Equal(2u, view.Expiration);
        Assert.Equal("key"u8.ToArray(), view.Key.ToArray());
        Assert.Equal("value"u8.ToArray(), view.Value.ToArray());
        Assert.True(view.Validate(out _));
        Assert.Equal(new Store.Set(1, 2, "key"u8.ToArray(), "value"u8.ToArray()), view.ToRecord());

        byte[] reply = new Store.GetReply(5, "v"u8.ToArray(), 77).ToBytes(default);
        Assert.True(Store.GetReply.View.TryCreate(reply, out Store.GetReply.View got, out _));
        Assert.Equal(77ul, got.Cas);
        Assert.Equal("v"u8.ToArray(), got.Value.ToArray());
    }

    [Fact]
    public void A_frame_of_another_length_than_its_header_says_ends_in_an_error()
    {
        byte[] frame = new Store.Get("key"u8.ToArray()).ToBytes(default);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(Store.Get.View.TryCreate(frame.AsSpan(0, length), out _, out WireError? error));
            Assert.NotNull(error);
        }

        frame[3] = 9;
        Assert.False(Store.Get.View.TryCreate(frame, out _, out WireError? wrong));
        Assert.Equal("Key at byte 24: needs 9 bytes, 3 are left", wrong?.ToString());
    }

    [Fact]
    public void Lists_that_the_header_counts_are_viewed()
    {
        byte[] frame = new Resolver.Query(new Resolver.Entry[] { new(3), new(4) }).ToBytes(default);
        Assert.True(Resolver.Query.View.TryCreate(frame, out Resolver.Query.View view, out _));
        Assert.Equal(2, view.Questions.Count);
        Assert.Equal(4, view.Questions[1].Value);
    }

    [Fact]
    public void Records_in_lists_of_records_are_views_all_the_way_down()
    {
        byte[] bytes = new Wide(5, 77, [new SurveyRow([1, 2, 3], [4, 5]), new SurveyRow([], [6])]).ToBytes();
        Assert.True(Wide.View.TryCreate(bytes, out Wide.View view, out _));
        Assert.Equal(77, view.Low);
        int total = 0;
        foreach (SurveyRow.View row in view.Rows)
        {
            SurveyRow.View each = row;
            foreach (ushort value in each.Totals)
            {
                total += value;
            }

            total += 100 * each.Cells.Length;
        }

        Assert.Equal(315, total);
        Assert.Equal(6, view.Rows[1].Totals[0]);
    }

    [Fact]
    public void A_name_that_is_in_use_leaves_the_record_without_a_view()
    {
        Assert.Empty(typeof(Named).GetNestedTypes());
        Assert.NotEmpty(typeof(Survey).GetNestedTypes());
    }
}

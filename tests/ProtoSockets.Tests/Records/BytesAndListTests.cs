using System.Text;

namespace ProtoSockets.Tests.Records;

public sealed partial class BytesAndListTests
{
    public enum Colour : ushort
    {
        Red = 0x0102,
    }

    [WireStruct]
    public partial record Blobs(
        [MaxBytes(4)] ReadOnlyMemory<byte> Borrowed, [LengthPrefixed<ushort>] byte[] Owned, [FixedBytes(2)] ReadOnlyMemory<byte> Two, [FixedBytes(2)] byte[] OwnedTwo,
        [NullTerminated, MaxBytes(3)] ReadOnlyMemory<byte> Zero, [NullTerminated, MaxBytes(3)] byte[] OwnedZero, [CountPrefixed<byte>] byte[] Counted);

    [WireStruct]
    public readonly partial record struct Tail(byte Kind, [Remaining] ReadOnlyMemory<byte> Data);

    [WireStruct]
    public readonly partial record struct Pair(byte Left, ushort Right);

    [WireStruct]
    public readonly partial record struct Name([LengthPrefixed<byte>] Utf8Text Text);

    [WireStruct]
    public sealed partial record Lists(
        [MaxCount(2)] ushort[] Default, [CountPrefixed<byte>, LittleEndian] WireList<uint> Little, [CountPrefixed<ushort>] Pair[] Pairs,
        [CountPrefixed<byte>, MaxBytes(8)] WireList<Name> Names, [CountPrefixed<byte>] Colour[] Colours);

    [WireStruct]
    public readonly partial record struct Sized([LengthPrefixed<byte>] WireList<Pair> Pairs, [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(20), MaxCount(2)] WireList<Name> Names);

    [WireStruct]
    public readonly partial record struct Rest(byte Kind, [Remaining, MaxCount(2)] WireList<ushort> Values);

    [Fact]
    public void Bytes_have_all_the_lengths_that_text_has() => WireForm.Is(
        new Blobs(new byte[] { 1, 2 }, [3], new byte[] { 4, 5 }, [6, 7], new byte[] { 8 }, [9, 10], [11]),
        [
            2, 1, 2, // LEB128 length, Borrowed
            0, 1, 3, // length, Owned
            4, 5, // Two
            6, 7, // OwnedTwo
            8, 0, // Zero
            9, 10, 0, // OwnedZero
            1, 11, // count, Counted
        ]);

    [Fact]
    public void Bytes_for_a_field_of_fixed_size_have_that_size() => WireForm.CannotWrite(
        new Blobs(default, [], new byte[] { 1 }, [1, 2], default, [], []), "Two has 1 bytes, and must have 2");

    [Fact]
    public void Bytes_over_the_limit_are_malformed_and_can_not_be_written()
    {
        WireForm.Refuses<Blobs>([5, 1, 2, 3, 4, 5], "Borrowed at byte 1: 5 bytes are over the limit of 4");
        WireForm.CannotWrite(new Blobs(new byte[5], [], default, [], default, [], []), "Borrowed takes 5 bytes, and may take 4");
    }

    [Fact]
    public void Borrowed_bytes_point_into_the_source_until_they_are_owned()
    {
        byte[] source = [1, 2, 3];
        Tail tail = Tail.Read(source);
        Tail owned = tail.ToOwned();
        source[1] = 9;

        Assert.Equal(9, tail.Data.Span[0]);
        Assert.Equal(2, owned.Data.Span[0]);
    }

    [Fact]
    public void Equality_is_by_content_and_printing_shows_it()
    {
        Blobs left = new(new byte[] { 1, 2 }, [3], new byte[] { 4, 5 }, [6, 7], new byte[] { 8 }, [9, 10], [11]);
        Blobs right = Blobs.Read(left.ToBytes());

        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.NotEqual(left, right with { Owned = [4] });
        Assert.False(left.Equals(null));
        Assert.Equal("""Tail { Kind = 1, Data = "ab" }""", new Tail(1, Encoding.ASCII.GetBytes("ab")).ToString());
    }

    [Fact]
    public void A_count_stands_in_front_of_a_list() => WireForm.Is(
        new Lists([0x0102, 3], (uint[])[4], [new(5, 6)], (Name[])[new("ab"), new("")], [Colour.Red]),
        [
            2, 0x01, 0x02, 0, 3, // LEB128 count, Default
            1, 4, 0, 0, 0, // count, Little
            0, 1, 5, 0, 6, // count, Pairs
            2, 2, (byte)'a', (byte)'b', 0, // count, Names
            1, 0x01, 0x02, // count, Colours
        ]);

    [Fact]
    public void A_list_over_its_limit_is_malformed_and_can_not_be_written()
    {
        WireForm.Refuses<Lists>([3], "Default at byte 1: 3 elements are over the limit of 2");
        WireForm.CannotWrite(new Lists([1, 2, 3], default, [], default, []), "Default has 3 elements, and may have 2");
        WireForm.CannotWrite(new Lists([], new uint[256], [], default, []), "Little has 256 elements, and may have 255");
        WireForm.CannotWrite(new Lists([], default, [], (Name[])[new("12345678")], []), "Names takes 9 bytes, and may take 8");
        WireForm.Refuses<Lists>([0, 0, 0, 0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8], "Names at byte 14: 9 bytes are over the limit of 8");
    }

    [Fact]
    public void A_list_can_have_its_length_in_bytes_in_front_of_it()
    {
        WireForm.Is(
            new Sized((Pair[])[new(1, 2), new(3, 4)], (Name[])[new("a")]),
            6, 1, 0, 2, 3, 0, 4, 2, 1, (byte)'a');
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Sized>([4, 1, 0, 2, 3], isComplete: false).Kind);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Sized>([0, 3, 0, 0, 0], isComplete: false).Kind);
    }

    [Fact]
    public void A_list_can_take_what_is_left()
    {
        WireForm.IsWithRest(new Rest(1, (ushort[])[2, 3]), 1, 0, 2, 0, 3);
        WireForm.IsWithRest(new Rest(1, default), 1);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Rest>([1, 0, 2, 0]).Kind);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Rest>([1, 0, 2, 0, 3, 0, 4]).Kind);
    }

    [Fact]
    public void The_path_of_an_error_leads_through_lists()
    {
        WireError error = WireForm.Refuses<Lists>([0, 0, 0, 0, 2, 1, (byte)'a', 1, 0xFF]);

        Assert.Equal("Names[1].Text", error.Path);
        Assert.Equal(8, error.Offset);
    }

    [Fact]
    public void A_count_beyond_the_bytes_allocates_nothing()
    {
        WireError error = WireForm.Refuses<Lists>([0, 0, 0xFF, 0xFF, 0], isComplete: true);

        Assert.Equal("Pairs", error.Path.Split('[')[0]);
    }
}

namespace ProtoSockets.Tests.Records;

/// <summary>Lists with always as many elements, as arrays in a struct of C.</summary>
public sealed partial class FixedCountTests
{
    [WireStruct]
    public readonly partial record struct Point(byte Kind, ushort Value);

    [WireStruct]
    public readonly partial record struct Word([LengthPrefixed<byte>] Utf8Text Text);

    /// <summary>Both kinds of lists, of numbers, records, and records of different sizes.</summary>
    [WireStruct]
    public sealed partial record Arrays(
        [FixedCount(3)] ushort[] Owned, [FixedCount(2), LittleEndian] WireList<uint> Borrowed, [FixedCount(2)] WireList<Point> Points, [FixedCount(2), MaxBytes(6)] WireList<Word> Words, byte End);

    /// <summary>All of one size, so that it has an element's size, and can stand behind what takes the rest.</summary>
    [WireStruct]
    public readonly partial record struct Matrix([FixedCount(4)] WireList<short> Values);

    [WireStruct]
    public readonly partial record struct Matrices([CountPrefixed<byte>, MaxCount(3)] Matrix[] Items);

    [WireStruct]
    public readonly partial record struct BeforeTrailer([Remaining, MaxBytes(10)] ReadOnlyMemory<byte> Data, [FixedCount(2)] WireList<ushort> Trailer);

    private static readonly Arrays Sample = new([1, 2, 0x0304], new uint[] { 5, 6 }, new Point[] { new(7, 8), new(9, 10) }, new Word[] { new("ab"), new("") }, 0xFF);

    private static readonly byte[] Wire =
    [
        0, 1, 0, 2, 3, 4,           // Owned
        5, 0, 0, 0, 6, 0, 0, 0,     // Borrowed
        7, 0, 8, 9, 0, 10,          // Points
        2, (byte)'a', (byte)'b', 0, // Words
        0xFF,                       // End
    ];

    [Fact]
    public void Nothing_on_the_wire_says_how_many() => WireForm.Is(Sample, Wire);

    [Fact]
    public void A_record_with_nothing_else_has_one_size()
    {
        Assert.Equal(8, FixedSizeOf<Matrix>());
        Assert.Null(FixedSizeOf<Arrays>());
        WireForm.Is(new Matrix(new short[] { 1, -1, 2, -2 }), 0, 1, 0xFF, 0xFF, 0, 2, 0xFF, 0xFE);
        WireForm.Is(new Matrices([new(new short[] { 1, 2, 3, 4 }), new(new short[] { 5, 6, 7, 8 })]), 2, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8);
    }

    [Fact]
    public void It_can_stand_behind_what_takes_the_rest() => WireForm.IsWithRest(new BeforeTrailer(new byte[] { 7, 8, 9 }, new ushort[] { 1, 2 }), 7, 8, 9, 0, 1, 0, 2);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_list_with_more_or_fewer_can_not_be_written(int count)
    {
        WireForm.CannotWrite(Sample with { Owned = new ushort[count] }, $"Owned has {count} elements, and must have 3");
        WireForm.CannotWrite(Sample with { Borrowed = new uint[count + 3] }, $"Borrowed has {count + 3} elements, and must have 2");
    }

    [Fact]
    public void Elements_of_different_sizes_have_a_limit_of_bytes() => WireForm.Refuses<Arrays>(
        [.. Wire[..20], 5, 1, 2, 3, 4, 5, 1, 1, 0xFF], "Words at byte 28: 8 bytes are over the limit of 6");

    [Fact]
    public void Borrowed_elements_point_into_the_source_until_they_are_owned()
    {
        byte[] source = [0, 1, 0, 2, 0, 3, 0, 4];
        Matrix matrix = Matrix.Read(source);
        Matrix owned = matrix.ToOwned();
        source[1] = 9;

        Assert.Equal(9, matrix.Values[0]);
        Assert.Equal(1, owned.Values[0]);
    }

    [Fact]
    public void A_view_finds_what_is_behind_them()
    {
        Assert.True(Arrays.View.TryCreate(Wire, out Arrays.View view, out WireError? error), error?.ToString());

        Assert.Equal(3, view.Owned.Count);
        Assert.Equal(0x0304, view.Owned[2]);
        Assert.Equal(6u, view.Borrowed[1]);
        Assert.Equal(10, view.Points[1].Value);
        Assert.Equal(2, view.Words.Count);
        Assert.Equal(0xFF, view.End);
    }

    private static int? FixedSizeOf<T>()
        where T : IWireSerializable<T> => T.FixedWireSize;
}

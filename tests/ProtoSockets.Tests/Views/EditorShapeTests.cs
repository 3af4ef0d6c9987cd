namespace ProtoSockets.Tests.Views;

public sealed class EditorShapeTests
{
    private static Parcel Sample => new()
    {
        Kind = 3,
        Code = "ab",
        Note = "n",
        Where = new Spot(1, 2),
        Number = 7,
        Seal = new byte[] { 1, 2, 3 },
        Inside = new Spot(3, 4),
        Weight = 12.5m,
        Rank = 5,
        Tail = "tail",
    };

    [Fact]
    public void Fixed_texts_records_conversions_and_members_with_conditions_are_set_in_place()
    {
        byte[] bytes = Sample.ToBytes();
        Assert.True(Parcel.Editor.TryCreate(bytes, out Parcel.Editor editor, out _));
        editor.Code = "xyz";
        Spot.Editor where = editor.Where;
        where.X = -7;
        editor.Number = 99;
        editor.Seal.Fill(9);
        Spot.Editor inside = editor.Inside;
        inside.Y = 40;
        editor.Weight = 1.25m;
        editor.Rank = 9;
        Assert.Equal("xyz", editor.Code);
        Assert.Equal((ushort?)99, editor.Number);
        Parcel expected = Sample with { Code = "xyz", Where = new Spot(-7, 2), Number = 99, Seal = new byte[] { 9, 9, 9 }, Inside = new Spot(3, 40), Weight = 1.25m, Rank = 9 };
        Assert.Equal(expected.ToBytes(), bytes);
    }

    [Fact]
    public void What_is_not_there_can_not_be_set()
    {
        byte[] bytes = (Sample with { Kind = 0, Number = null, Seal = null, Inside = null }).ToBytes();
        byte[] before = [.. bytes];
        Assert.Equal(2, Thrown(bytes, static editor => editor.Number = 1) + Thrown(bytes, static editor => _ = editor.Inside));
        Assert.True(Parcel.Editor.TryCreate(bytes, out Parcel.Editor parcel, out _));
        Assert.True(parcel.Seal.IsEmpty);
        Assert.Null(parcel.Number);
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void A_value_that_the_member_may_not_have_is_refused()
    {
        byte[] bytes = Sample.ToBytes();
        Assert.True(Parcel.Editor.TryCreate(bytes, out Parcel.Editor editor, out _));
        string? message = null;
        try
        {
            editor.Rank = 10;
        }
        catch (WireFormatException exception)
        {
            message = exception.Message;
        }

        Assert.Equal("Rank is 10, and must be between 1 and 9", message);
        Assert.Equal(Sample.ToBytes(), bytes);
    }

    private static int Thrown(byte[] bytes, Setting set)
    {
        Assert.True(Parcel.Editor.TryCreate(bytes, out Parcel.Editor editor, out _));
        try
        {
            set(editor);
            return 0;
        }
        catch (InvalidOperationException)
        {
            return 1;
        }
    }

    private delegate void Setting(Parcel.Editor editor);
}

/// <summary>Two numbers.</summary>
[WireStruct]
public readonly partial record struct Spot(short X, short Y);

/// <summary>Members of fixed size that are no plain numbers, behind a text.</summary>
[WireStruct]
public readonly partial record struct Parcel
{
    public byte Kind { get; init; }

    public bool IsNumbered => (Kind & 1) != 0;

    [FixedBytes(4)]
    public string Code { get; init; }

    [LengthPrefixed<byte>, MaxBytes(20)]
    public string Note { get; init; }

    public Spot Where { get; init; }

    [When(nameof(IsNumbered))]
    public ushort? Number { get; init; }

    [When(nameof(IsNumbered)), FixedBytes(3)]
    public ReadOnlyMemory<byte>? Seal { get; init; }

    [When(nameof(IsNumbered))]
    public Spot? Inside { get; init; }

    [FixedPoint(16), Bytes(4)]
    public decimal Weight { get; init; }

    [InRange(1, 9)]
    public ushort Rank { get; init; }

    [Remaining, MaxBytes(20)]
    public string Tail { get; init; }
}

namespace ProtoSockets.Tests.Records;

/// <summary>Unions whose heads hold references: the members that stand in front of every case.</summary>
public sealed partial class UnionHeadTests
{
    [WireStruct]
    public sealed partial record Person([LengthPrefixed<byte>] string Name);

    [WireUnion]
    public readonly partial struct Letter
    {
        [LengthPrefixed<byte>]
        public string Title { get; init; }

        [CountPrefixed<byte>]
        public ushort[] Numbers { get; init; }

        public Person From { get; init; }

        [CountPrefixed<byte>]
        public Person[] Copies { get; init; }

        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Note([LengthPrefixed<byte>] string Text);

        [Case(2)]
        public sealed partial record Novel([LengthPrefixed<ushort>] string Text);
    }

    [WireUnion]
    public readonly partial struct Parcel
    {
        [LengthPrefixed<byte>]
        public required string Title { get; init; }

        [LengthPrefixed<byte>]
        public required ReadOnlyMemory<byte> Stamp { get; init; }

        [LengthPrefixed<byte>]
        public string Colour { get; init; } = "brown";

        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Box(byte Size);

        [Case(2)]
        public readonly partial record struct Bag([LengthPrefixed<byte>] Utf8Text Text);
    }

    private static readonly byte[] ParcelBytes =
    [
        1, (byte)'a',               // Title
        2, 8, 9,                    // Stamp
        3, (byte)'r', (byte)'e', (byte)'d', // Colour
        2, 2, (byte)'h', (byte)'i', // Bag
    ];

    [Fact]
    public void Texts_arrays_and_records_stand_in_front_of_the_case()
    {
        Letter letter = new Letter(new Letter.Note("x")) with { Title = "ab", Numbers = [1, 2], From = new("c"), Copies = [new("d"), new("")] };
        byte[] bytes = letter.ToBytes();
        Assert.Equal(
            [
                2, (byte)'a', (byte)'b', // Title
                2, 0, 1, 0, 2,      // Numbers
                1, (byte)'c',       // From
                2, 1, (byte)'d', 0, // Copies
                1, 1, (byte)'x',    // Note
            ],
            bytes);
        Letter read = Letter.Read(bytes);
        Assert.Equal(("ab", "c", "d"), (read.Title, read.From.Name, read.Copies[0].Name));
        Assert.Equal([1, 2], read.Numbers);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(WireErrorKind.Incomplete, WireForm.Refuses<Letter>(bytes[..length], isComplete: false).Kind);
        }
    }

    [Fact]
    public void What_was_not_set_cannot_be_written()
    {
        Letter letter = new Letter.Novel("x");
        Assert.Throws<WireFormatException>(() => letter.ToBytes());
    }

    [Fact]
    public void Required_members_are_set_where_a_case_becomes_a_union() => WireForm.Is(
        new Parcel(new Parcel.Bag("hi")) { Title = "a", Stamp = new byte[] { 8, 9 }, Colour = "red" },
        ParcelBytes);

    [Fact]
    public void A_member_with_a_value_keeps_it() =>
        Assert.Equal("brown", new Parcel(new Parcel.Box(1)) { Title = "a", Stamp = default }.Colour);

    [Fact]
    public void No_case_becomes_a_union_with_required_members_by_itself()
    {
        Assert.DoesNotContain(typeof(Parcel).GetMethods(), method => method.Name == "op_Implicit");
        Assert.Contains(typeof(Letter).GetMethods(), method => method.Name == "op_Implicit");
    }
}

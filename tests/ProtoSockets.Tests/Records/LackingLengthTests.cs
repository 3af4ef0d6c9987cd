namespace ProtoSockets.Tests.Records;

/// <summary>Lengths that count records which are not in all versions: who prints a record that came without them asks for the length, too.</summary>
public sealed partial class LackingLengthTests
{
    [WireStruct]
    public sealed partial record Sheet([MaxBytes(10)] string Text);

    [WireStruct]
    public readonly partial record struct Stamp([LengthPrefixed<byte>, MaxBytes(10)] byte[] Ink, Sheet Back);

    [WireUnion]
    public readonly partial struct Seal
    {
        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Wax(Sheet Under);
    }

    [WireStruct]
    public readonly partial record struct Letter
    {
        [LengthOf(nameof(Sheet), nameof(Stamp), nameof(Seal), nameof(Place))]
        public partial byte Length { get; }

        [Since(2)]
        public Sheet Sheet { get; init; }

        [Since(2)]
        public Stamp Stamp { get; init; }

        [Since(2)]
        public Seal Seal { get; init; }

        public byte Place { get; init; }
    }

    [Protocol(Version = 2, MinVersion = 1)]
    public sealed partial class Post
    {
        [Message(1)]
        public readonly partial record struct Parcel
        {
            [LengthOf(nameof(Sheet)), VarInt(VarIntFormat.Leb128)]
            public partial uint Length { get; }

            [Since(2)]
            public Sheet Sheet { get; init; }

            public byte End { get; init; }
        }
    }

    [Fact]
    public void A_record_that_came_without_them_can_be_printed()
    {
        Assert.True(Letter.TryRead(new byte[] { 1, 7 }, 1, out Letter letter, out _, out WireError? error), error?.ToString());
        Assert.Equal(1, letter.Length);
        Assert.Contains("Length = 1", letter.ToString(), StringComparison.Ordinal);
        Assert.Equal([1, 7], letter.ToBytes(1));
        Assert.True(Post.Parcel.TryRead(new byte[] { 0, 9 }, 1, out Post.Parcel parcel, out _, out error), error?.ToString());
        Assert.Contains("Length = 0", parcel.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_of_one_that_has_them_counts_them()
    {
        Sheet sheet = new("abc");
        Letter letter = new() { Sheet = sheet, Stamp = new Stamp([1, 2], sheet), Seal = new Seal(new Seal.Wax(sheet)), Place = 7 };
        byte[] bytes = [17, 3, .. "abc"u8, 2, 1, 2, 3, .. "abc"u8, 1, 3, .. "abc"u8, 7];
        Assert.Equal(bytes, letter.ToBytes(2));
        Assert.Equal(17, letter.Length);
        Assert.True(Letter.TryRead(bytes, 2, out Letter back, out _, out WireError? error), error?.ToString());
        Assert.Equal(letter.ToString(), back.ToString());
    }
}

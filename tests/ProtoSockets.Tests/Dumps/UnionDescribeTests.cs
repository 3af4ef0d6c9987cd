namespace ProtoSockets.Tests.Dumps;

/// <summary>What dumps show of unions: which case it is, and what is in it, down to the fault.</summary>
public sealed partial class UnionDescribeTests
{
    [WireUnion, LengthPrefixed<byte>]
    public readonly partial struct Option
    {
        [Discriminator]
        public partial byte Type { get; }

        [Case(1)]
        public readonly partial record struct Size(ushort Bytes, byte Scale);

        [CaseRange(0x10, 0x1F)]
        public readonly partial record struct Own([Discriminator] byte Type, ushort Left, ushort Right);

        [UnknownCase]
        public readonly partial record struct Unknown([Discriminator] byte Type, [Remaining] ReadOnlyMemory<byte> Content);
    }

    [WireUnion]
    public readonly partial struct Shape
    {
        [Discriminator, NotOnWire]
        public partial byte Code { get; }

        [Case(1)]
        public readonly partial record struct Circle(ushort Radius);

        [Case(2)]
        public sealed partial record Polygon([CountPrefixed<byte>] Option[] Corners);
    }

    [WireStruct]
    public readonly partial record struct Drawing
    {
        [TagOf(nameof(Shape))]
        public partial byte Kind { get; }

        public Shape Shape { get; init; }

        [CountPrefixed<byte>]
        public WireList<Option> Options { get; init; }
    }

    [Fact]
    public void The_case_and_its_members_are_shown()
    {
        const string Expected = """
            UnionDescribeTests.Drawing: 17 bytes
                 0  01                       Kind = 1
                 1                           Shape = UnionDescribeTests.Shape.Circle
                 1  01 00                      Radius = 256
                 3  02                       (count of Options) = 2
                 4                           Options = 2 elements
                 4                             [0] = UnionDescribeTests.Option.Size
                 4  01                           Type = 1
                 5  03                           (length of Content) = 3
                 6  02 00                        Bytes = 512
                 8  07                           Scale = 7
                 9                             [1] = UnionDescribeTests.Option.Own
                 9  1F                           Type = 31
                10  04                           (length of Content) = 4
                11  00 01                        Left = 1
                13  00 02                        Right = 2
            """;
        Drawing drawing = new() { Shape = new Shape.Circle(256), Options = new Option[] { new Option.Size(512, 7), new Option.Own(0x1F, 1, 2) } };
        Assert.Equal(Expected.Replace("17 bytes", $"{drawing.GetSize()} bytes"), drawing.ToString("x", null), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_fault_in_a_case_is_shown_where_it_is() => Assert.Equal(
        """
        UnionDescribeTests.Drawing: 6 bytes
             0  02                       Kind = 2
             1                           Shape = ?
             1  01                         (count of Corners) = 1
             2                             Corners = ?
             2                               [0] = ?
             2  01                             Type = 1
             3  02                             (length of Content) = 2
             4  02 00                          Bytes = 512
             ! Shape.Polygon.Corners[0].Size.Scale at byte 6: needs 1 bytes, 0 are left
        """,
        Drawing.Describe([2, 1, 1, 2, 2, 0]),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void A_union_and_its_cases_describe_themselves()
    {
        Option option = new Option.Unknown(9, new byte[] { 0xAA });
        Assert.Equal(
            """
            UnionDescribeTests.Option: 3 bytes
                 0  09                       Type = 9
                 1  01                       (length of Content) = 1
                 2  AA                       Content = 1 byte
            """,
            $"{option:x}",
            ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            UnionDescribeTests.Shape of tag 1: 2 bytes
                 0  00 07                    Radius = 7
            """,
            Shape.Describe([0, 7], 1),
            ignoreLineEndingDifferences: true);
        Assert.Equal(Shape.Describe([0, 7], 1), ((Shape)new Shape.Circle(7)).ToString("x", null));
        Assert.Equal(
            """
            UnionDescribeTests.Option.Own of tag 17: 4 bytes
                 0  00 01                    Left = 1
                 2  00 02                    Right = 2
            """,
            new Option.Own(0x11, 1, 2).ToString("x", null),
            ignoreLineEndingDifferences: true);
        Assert.Equal("UnionDescribeTests.Shape of tag 9: 0 bytes\n     ! Code at byte 0: no case has the tag 9", Shape.Describe([], 9));
    }

    [Fact]
    public void A_union_that_is_no_case_says_so() => Assert.EndsWith(
        "can't be written: Option is no case: its default can't be written", default(Option).ToString("x", null), StringComparison.Ordinal);

    [Fact]
    public void Every_prefix_of_hostile_bytes_has_a_dump()
    {
        byte[] bytes = new Drawing { Shape = new Shape.Polygon([new Option.Size(1, 2), new Option.Own(0x10, 3, 4)]), Options = new Option[] { new Option.Unknown(0, default) } }.ToBytes();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            string text = Drawing.Describe(bytes.AsSpan(0, cut));
            Assert.Equal(cut < bytes.Length, text.Contains("\n     ! ", StringComparison.Ordinal));
        }
    }
}

namespace ProtoSockets.Tests.Dumps;

public sealed class DescribeTests
{
    private static readonly Survey Sample = new()
    {
        Sensor = 7,
        Version = 3,
        Quality = 500,
        Grade = Grade.Good,
        Name = "hello",
        Count = 300,
        Place = new SurveyPlace(1, -1),
        Values = [1, -2],
        Places = new[] { new SurveyPlace(2, 3) },
        HasNote = true,
        Note = "é",
        Mark = new SurveyMark(9),
        Extra = new byte[] { 1, 2 },
    };

    [Fact]
    public void Each_member_is_shown_with_offset_bytes_name_and_value()
    {
        const string Expected = """
            Survey: 39 bytes
                 0  52 44                    (constant)
                 2  00 07                    Sensor = 7
                 4  31 F4                    bits
                 4  0011 .... .... ....      Version = 3
                 4  .... 0001 1111 0100      Quality = 500
                 6  01                       Grade = Good
                 7  05                       NameLength = 5
                 8  68 65 6C 6C 6F           Name = "hello"
                13  AC 02                    Count = 300
                15                           Place = SurveyPlace
                15  01                         X = 1
                16  FF                         Y = -1
                17  00 02                    (count of Values) = 2
                19                           Values = 2 elements
                19  00 00 00 01                [0] = 1
                23  FF FF FF FE                [1] = -2
                27  01                       Places = 1 element
                28                             [0] = SurveyPlace
                28  02                           X = 2
                29  03                           Y = 3
                30  01                       HasNote = true
                31  00                       (reserved)
                32  C3 A9 00                 Note = "é"
                35  09                       Mark = mark 9
                36  02                       (length of Extra) = 2
                37  01 02                    Extra = 2 bytes
            """;
        Assert.Equal(Expected, Sample.ToString("x", null), ignoreLineEndingDifferences: true);
        Assert.Equal(Expected, Survey.Describe(Sample.ToBytes().AsSpan()), ignoreLineEndingDifferences: true);
        Assert.Equal(Expected, Survey.Describe((ReadOnlyMemory<byte>)Sample.ToBytes()), ignoreLineEndingDifferences: true);
        Assert.Equal(Expected, $"{Sample:x}", ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Other_formats_show_what_ToString_shows_or_none()
    {
        SurveyPlace place = new(1, 2);
        Assert.Equal("SurveyPlace { X = 1, Y = 2 }", $"{place}");
        Assert.Equal("SurveyPlace { X = 1, Y = 2 }", place.ToString("G", null));
        Assert.Equal("SurveyPlace { X = 1, Y = 2 }", place.ToString(null, null));
        Assert.Throws<FormatException>(() => place.ToString("x8", null));
    }

    [Fact]
    public void Bytes_that_end_early_are_shown_up_to_the_fault()
    {
        Assert.Equal(
            """
            Survey: 9 bytes
                 0  52 44                    (constant)
                 2  00 07                    Sensor = 7
                 4  31 F4                    bits
                 4  0011 .... .... ....      Version = 3
                 4  .... 0001 1111 0100      Quality = 500
                 6  01                       Grade = Good
                 7  05                       NameLength = 5
                 8                           Name = ?
                 8  68                       (not read)
                 ! Name at byte 8: needs 5 bytes, 1 are left
            """,
            Survey.Describe(Sample.ToBytes().AsSpan(0, 9)),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void A_wrong_byte_is_shown_behind_what_was_right()
    {
        Assert.Equal(
            """
            Survey: 7 bytes
                 0  52 44                    (constant)
                 2  78 79                    Sensor = 30841
                 4  7A 61                    bits
                 4  0111 .... .... ....      Version = 7
                 4  .... 1010 0110 0001      Quality = 2657
                 6  62                       Grade = 98
                 ! NameLength at byte 7: needs 1 bytes, 0 are left
            """,
            Survey.Describe("RDxyzab"u8),
            ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            Survey: 3 bytes
                 0  52 45                    (constant)
                 2  00                       (not read)
                 ! Sensor at byte 0: is not the constant 5244
            """,
            Survey.Describe("RE\0"u8),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_fault_in_an_element_is_shown_inside_of_the_list()
    {
        Assert.Equal(
            """
            Wide: 11 bytes
                 0  00 00 50 4D              bits
                 0  0000 0000 0000 0000 0101  High = 5
                 0  0000 0100 1101           Low = 77
                 4  02                       Rows = ?
                 5                             [0] = SurveyRow
                 5  01 07                        Cells = 1 byte
                 7  00                           Totals = 0 elements
                 8                             [1] = ?
                 8  0A                           Cells = ?
                 9  07 08                    (not read)
                 ! Rows[1].Cells at byte 9: 10 bytes are over the limit of 9
            """,
            Wide.Describe([0, 0, 0x50, 0x4D, 2, 1, 7, 0, 10, 7, 8]),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Bytes_behind_the_value_are_left_over() => Assert.Equal(
        """
        SurveyPlace: 3 bytes
             0  01                       X = 1
             1  02                       Y = 2
             2  03                       (left over)
        """,
        SurveyPlace.Describe([1, 2, 3]),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void Many_bytes_and_many_elements_are_cut()
    {
        string many = new Wide(0, 0, [.. Enumerable.Repeat(new SurveyRow([], []), 9)]).ToString("x", null);
        Assert.Contains("[8] = SurveyRow", many, StringComparison.Ordinal);
        string text = Lengthy.Describe([.. new byte[40], .. new byte[300]]);
        Assert.Contains("    32  ... 8 bytes more\n", text, StringComparison.Ordinal);
        Assert.Contains("[63] = 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[64] = 0\n", text, StringComparison.Ordinal);
        Assert.Contains("   104  00 00 00 00 00 00 00 00    (elements from [64] on)\n", text, StringComparison.Ordinal);
        Assert.Contains("Rest = 300 elements\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_bytes_make_no_endless_text()
    {
        byte[] nested = [0, 0, 0, 0, 9, .. Enumerable.Repeat((byte)0, 18)];
        for (int cut = 0; cut <= nested.Length; cut++)
        {
            Assert.InRange(Wide.Describe(nested.AsSpan(0, cut)).Length, 1, 10_000);
        }

        Assert.InRange(Lengthy.Describe(new byte[1_000_000]).Length, 1, 100_000);
    }

    [Fact]
    public void A_value_that_can_not_be_written_says_why() => Assert.EndsWith(
        " } can't be written: Name takes 41 bytes, and may take 40",
        (Sample with { Name = new string('n', 41) }).ToString("x", null),
        StringComparison.Ordinal);

    [Fact]
    public void Names_that_are_in_use_are_left_to_their_user() => Assert.Equal("own 1", new Named(1, 2, 3).ToString("x", null));

    [Fact]
    public void A_record_whose_reading_is_written_by_hand_is_shown_as_a_whole() => Assert.Equal(
        """
        Holder: 3 bytes
             0  07                       Before = 7
             1  01 02                    Hand = by hand
        """,
        Holder.Describe([7, 1, 2]),
        ignoreLineEndingDifferences: true);
}

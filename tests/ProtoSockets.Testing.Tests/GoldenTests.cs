namespace ProtoSockets.Testing.Tests;

public sealed class GoldenTests
{
    private static readonly Till.Add Bolt = new(0x0102, "bolt");

    [Fact]
    public void A_record_is_held_against_bytes_with_comments() => Golden.Matches(Bolt, """
        00 00 01 02      // Cents
        04               # the length of Item
        62 6F 6C 74
        """);

    [Fact]
    public void A_frame_has_its_envelope_in_front() => Golden.FrameMatches(
        Bolt,
        """
        00 00 00 15      // length of the frame
        02 00            // a request, no flags
        00 01            // Add
        00 00 00 07      // correlation id
        00 00 01 02  04 62 6F 6C 74
        """,
        Side.Client,
        correlationId: 7);

    [Fact]
    public void A_difference_names_member_and_offset()
    {
        ExpectationException failure = Assert.Throws<ExpectationException>(() => Golden.Matches(Bolt, "00 00 01 02  04 62 6F 6C 6C"));

        Assert.Equal(
            """
            The bytes differ at offset 8, in Item = "boll": 6C was expected, and there is 74.
            (- expected, + found)
            """,
            string.Join('\n', failure.Message.Split('\n')[..2]));
        Assert.Contains(failure.Message.Split('\n'), static line => line.StartsWith('-') && line.EndsWith("Item = \"boll\"", StringComparison.Ordinal));
        Assert.Contains(failure.Message.Split('\n'), static line => line.StartsWith('+') && line.EndsWith("Item = \"bolt\"", StringComparison.Ordinal));
        Assert.Contains(failure.Message.Split('\n'), static line => line.StartsWith("  ", StringComparison.Ordinal) && line.EndsWith("Cents = 258", StringComparison.Ordinal));
    }

    [Fact]
    public void Bytes_that_are_missing_are_told()
    {
        ExpectationException failure = Assert.Throws<ExpectationException>(() => Golden.Equal("01 02 03", [1, 2]));

        Assert.Equal("""
            The bytes differ at offset 2: 03 was expected, and there is the end. 3 bytes were expected, and there are 2.
            (- expected, + found)
            -      0  01 02 03
            +      0  01 02
            """.ReplaceLineEndings("\n"), failure.Message);
    }

    [Fact]
    public void Frames_are_compared_by_the_protocols_dump()
    {
        byte[] frame = Golden.Frame(Bolt, Side.Client, 7);
        byte[] other = [.. frame[..^1], (byte)'x'];

        ExpectationException failure = Assert.Throws<ExpectationException>(() => Golden.Equal(frame, other, Till.Describe, Side.Client));

        Assert.StartsWith("The bytes differ at offset 20, in Item = \"bolt\": 74 was expected, and there is 78.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "Line 1 ends with half a byte.")]
    [InlineData("00\n0g", "Line 2: 'g' is no hexadecimal digit.")]
    public void Text_that_is_no_bytes_is_refused(string text, string why) => Assert.Equal(why, Assert.Throws<FormatException>(() => Golden.Parse(text)).Message);

    [Fact]
    public void Hexadecimal_is_read_back()
    {
        byte[] bytes = [.. Enumerable.Range(0, 40).Select(static number => (byte)number)];

        Assert.Equal(3, Golden.Hex(bytes).Split('\n').Length);
        Assert.Equal(bytes, Golden.Parse(Golden.Hex(bytes)));
    }

    [Fact]
    public void Records_round_trip_and_no_part_of_them_passes_for_a_whole()
    {
        Expect.RoundTrips(Bolt);
        Expect.CutIsMalformed(Bolt);
    }

    [Fact]
    public void What_is_malformed_says_where()
    {
        WireError error = Expect.Malformed<Till.Add>("00 00 01 02  09 62", atOffset: 5);
        Assert.Equal(5, error.Offset);

        ExpectationException elsewhere = Assert.Throws<ExpectationException>(() => Expect.Malformed<Till.Add>("00 00 01 02  09 62", atOffset: 1));
        Assert.StartsWith("A fault was expected at offset 1, and it is at 5", elsewhere.Message, StringComparison.Ordinal);
        ExpectationException well = Assert.Throws<ExpectationException>(() => Expect.Malformed<Till.Add>("00 00 01 02  00"));
        Assert.StartsWith("The bytes were expected to be malformed, and are read as", well.Message, StringComparison.Ordinal);
    }
}

using ProtoSockets;

namespace DnsSample.Tests;

public sealed class NameCodecTests
{
    [Theory]
    [InlineData("00", ".")]
    [InlineData("03777777 076578616d706c65 0474657374 00", "www.example.test.")]
    [InlineData("01ff 00", @"\255.")]
    public void A_name_is_labels_and_a_zero(string hex, string expected)
    {
        var reader = new WireReader(Bytes.Hex(hex), isComplete: true);
        Assert.True(NameCodec.TryRead(ref reader, out DomainName name));
        Assert.True(reader.TryEnd());
        Assert.Equal(expected, name.ToString());
        Assert.Equal(name.Wire.ToArray(), Written(name));
    }

    [Fact]
    public void A_pointer_leads_to_labels_in_front_of_the_name()
    {
        byte[] message = Bytes.Hex(
            """
            03777777 0474657374 00      // 0: www.test.
            046d61696c c004             // 10: mail, and what is at 4: test.
            c00a                        // 17: what is at 10
            """);
        var reader = new WireReader(message, isComplete: true);
        Assert.Equal("www.test.", Next(ref reader));
        Assert.Equal("mail.test.", Next(ref reader));
        Assert.Equal("mail.test.", Next(ref reader));
        Assert.True(reader.TryEnd());

        static string Next(ref WireReader reader)
        {
            Assert.True(NameCodec.TryRead(ref reader, out DomainName name), reader.Error?.ToString());
            return name.ToString();
        }
    }

    [Theory]
    [InlineData("c000", 0, 0, "not in front")] // to itself
    [InlineData("c002 0161 00", 0, 0, "not in front")] // forwards
    [InlineData("0161 c000", 0, 2, "not in front")] // to the labels that it ends
    [InlineData("0161 0162 c002", 0, 4, "not in front")]
    [InlineData("c002 c000", 2, 0, "not in front")] // two that lead to each other
    [InlineData("0361 00 c001", 3, 3, "run into")] // labels that go on behind the name
    [InlineData("0261 c000", 2, 2, "run into")] // a label that contains the pointer to itself
    [InlineData("0161 c000", 2, 2, "run into")] // labels that lead to the pointer to themselves
    [InlineData("00 4161 00", 1, 1, "type 01")]
    [InlineData("00 8061 00", 1, 1, "type 10")]
    [InlineData("4000 c000", 2, 2, "run into")]
    [InlineData("ffff", 0, 0, "not in front")]
    public void A_pointer_that_does_not_lead_back_is_malformed(string hex, int start, int offset, string reason)
    {
        var reader = new WireReader(Bytes.Hex(hex), isComplete: true);
        reader.MoveTo(start);
        Assert.False(NameCodec.TryRead(ref reader, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error!.Kind);
        Assert.Contains(reason, reader.Error.Reason, StringComparison.Ordinal);
        Assert.Equal(offset, reader.Error.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("03")]
    [InlineData("037777")]
    [InlineData("03777777")]
    [InlineData("03777777c0")]
    public void A_name_that_ends_early_may_be_incomplete_or_malformed(string hex)
    {
        var reader = new WireReader(Bytes.Hex(hex));
        Assert.False(NameCodec.TryRead(ref reader, out _));
        Assert.Equal(WireErrorKind.Incomplete, reader.Error!.Kind);

        reader = new WireReader(Bytes.Hex(hex), isComplete: true);
        Assert.False(NameCodec.TryRead(ref reader, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error!.Kind);
    }

    [Fact]
    public void A_name_over_255_octets_is_malformed_in_one_piece_or_in_many()
    {
        byte[] label = [63, .. Enumerable.Repeat((byte)'a', 63)];
        byte[] whole = [.. label, .. label, .. label, 62, .. label[1..63], 0];
        Assert.Equal(256, whole.Length);
        var reader = new WireReader(whole, isComplete: true);
        Assert.False(NameCodec.TryRead(ref reader, out _));
        Assert.Equal("a name has more than 255 octets", reader.Error!.Reason);

        byte[] most = [.. label, .. label, .. label, 61, .. label[1..62], 0];
        reader = new WireReader(most, isComplete: true);
        Assert.True(NameCodec.TryRead(ref reader, out DomainName name));
        Assert.Equal(255, name.Wire.Length);

        byte[] continued = [.. most, 1, (byte)'b', 0xC0, 0];
        reader = new WireReader(continued, isComplete: true);
        reader.MoveTo(most.Length);
        Assert.False(NameCodec.TryRead(ref reader, out _));
        Assert.Equal("a name has more than 255 octets", reader.Error!.Reason);
    }

    [Fact]
    public void A_name_has_127_pointers_at_most()
    {
        // The root, and pointers each to the one in front of it.
        byte[] message = new byte[1 + (2 * 200)];
        for (int index = 0; index < 200; index++)
        {
            int target = index == 0 ? 0 : (2 * index) - 1;
            message[1 + (2 * index)] = (byte)(0xC0 | (target >> 8));
            message[2 + (2 * index)] = (byte)target;
        }

        for (int index = 0; index < 200; index++)
        {
            var reader = new WireReader(message, isComplete: true);
            reader.MoveTo(1 + (2 * index));
            Assert.Equal(index < 127, NameCodec.TryRead(ref reader, out DomainName name));
            Assert.True(index >= 127 ? reader.Error!.Reason == "a name has more than 127 pointers" : name.IsRoot);
        }
    }

    [Fact]
    public void Later_names_point_to_earlier_ones_and_to_parts_of_them() => Check(
        NameCompression.Full,
        """
        03777777 076578616d706c65 0474657374 00  // www.example.test.
        c000                                     // www.example.test.
        046d61696c c004                          // mail.example.test.
        c00c                                     // test.
        c014                                     // mail.example.test.
        03576577 c004                            // Wew.example.test.
        0757776578616d70 00                      // Wwexamp.
        """,
        "www.example.test",
        "www.example.test",
        "mail.example.test",
        "test",
        "mail.example.test",
        "Wew.example.test",
        "Wwexamp");

    [Fact]
    public void A_name_in_another_case_is_not_pointed_to() => Check(
        NameCompression.Full,
        """
        0161 0474657374 00      // a.test.
        0162 0454455354 00      // b.TEST.
        c00a                    // TEST.
        """,
        "a.test",
        "b.TEST",
        "TEST");

    [Fact]
    public void Of_each_name_only_so_many_suffixes_are_looked_for() => Check(
        NameCompression.NameAndParent,
        """
        0161 0162 0163 0164 00  // a.b.c.d.
        0165 c002               // e.b.c.d.
        0166 0163 0164 00       // f.c.d.: c.d. was not remembered
        0167 c00f               // g.c.d.
        """,
        "a.b.c.d",
        "e.b.c.d",
        "f.c.d",
        "g.c.d");

    [Fact]
    public void Octets_inside_a_label_are_not_labels() => Check(
        NameCompression.Full,
        """
        06780474657374 00       // x\004test.: one label, in which "test" stands as if it were another
        0474657374 00           // test.
        0161 c008               // a.test.
        """,
        @"x\004test",
        "test",
        "a.test");

    [Fact]
    public void The_names_of_a_long_message_are_found_like_those_of_a_short_one()
    {
        DomainName[] names = [.. Enumerable.Range(10, 40).Select(number => DomainName.Parse($"n{number}.example.test"))];
        byte[] buffer = new byte[1024];
        var writer = new WireWriter(buffer);
        List<int> offsets = [];
        foreach (DomainName name in names)
        {
            offsets.Add(writer.Position);
            NameCodec.Write(ref writer, name);
        }

        // The first in full, then each its own label and a pointer to example.test. in the first.
        Assert.Equal(18 + (39 * 6), writer.Position);
        Assert.Equal("C004", Convert.ToHexString(writer.Written[^2..]));
        for (int index = 0; index < names.Length; index++)
        {
            NameCodec.Write(ref writer, names[index]);
            Assert.Equal($"{0xC000 | offsets[index]:X4}", Convert.ToHexString(writer.Written[^2..]));
        }

        Assert.Equal(18 + (39 * 6) + (40 * 2), writer.Position);
    }

    [Fact]
    public void Nothing_points_when_nothing_is_compressed() => Check(
        NameCompression.None,
        """
        0161 00
        0161 00
        """,
        "a",
        "a");

    [Fact]
    public void What_lies_behind_the_reach_of_a_pointer_is_not_pointed_to()
    {
        byte[] buffer = new byte[0x8000];
        var writer = new WireWriter(buffer);
        writer.Advance(0x3FFE);
        NameCodec.Write(ref writer, DomainName.Parse("a.b"));
        NameCodec.Write(ref writer, DomainName.Parse("b"));
        NameCodec.Write(ref writer, DomainName.Parse("a.b"));

        // a.b. is at 0x3FFE, and b. at 0x4000, one too far.
        Assert.Equal("0161016200" + "016200" + "FFFE", Convert.ToHexString(writer.Written[0x3FFE..]));
    }

    [Fact]
    public void Every_message_starts_with_no_names_and_the_default_style()
    {
        Assert.Equal(Bytes.Hex("0161 00"), Written(DomainName.Parse("a")));
        byte[] first = Bytes.Of(new Dns.Query { Compression = NameCompression.None, Questions = [Ask("a"), Ask("a")] });
        byte[] second = Bytes.Of(new Dns.Query { Questions = [Ask("a"), Ask("a")] });
        Assert.Equal(12 + 7 + 7, first.Length);
        Assert.Equal(12 + 7 + 6, second.Length);

        static Question Ask(string name) => new(DomainName.Parse(name), RecordType.A, RecordClass.IN);
    }

    [Fact]
    public void Names_in_the_data_of_later_types_are_never_compressed_but_can_be_read_so()
    {
        byte[] compressed = Bytes.Hex(
            """
            0000 8000 0000 0001 0000 0000   // header: one answer
            0161 0474657374 00              // a.test.
            0021 0001 00000000 0008         // SRV IN, 0 s, 8 octets
            0000 0001 0002 c00e             // priority 0, weight 1, port 2, test.
            """);
        Dns.Response response = Read.Response(compressed);
        Assert.Equal((RecordData)new ServiceLocation(0, 1, 2, DomainName.Parse("test")), response.Answers[0].Data);
        Assert.Equal(compressed.Length + 4, Bytes.Of(response).Length);
    }

    private static void Check(NameCompression compression, string expected, params string[] names)
    {
        byte[] buffer = new byte[1024];
        var writer = new WireWriter(buffer);
        NameCompressionCodec.Write(ref writer, compression);
        foreach (string name in names)
        {
            NameCodec.Write(ref writer, DomainName.Parse(name));
        }

        Assert.Equal(Convert.ToHexString(Bytes.Hex(expected)), Convert.ToHexString(writer.Written));
        var reader = new WireReader(writer.Written, isComplete: true);
        foreach (string name in names)
        {
            Assert.True(NameCodec.TryRead(ref reader, out DomainName read), reader.Error?.ToString());
            Assert.True(read.EqualsExactly(DomainName.Parse(name)));
        }

        Assert.True(reader.TryEnd());
    }

    private static byte[] Written(DomainName name)
    {
        byte[] buffer = new byte[NameCodec.GetSize(name)];
        var writer = new WireWriter(buffer);
        NameCodec.Write(ref writer, name);
        return writer.Written.ToArray();
    }
}

namespace DnsSample.Tests;

public sealed class MasterFileTests
{
    [Fact]
    public void The_example_of_the_standard_is_read()
    {
        // RFC 1035, section 5.3, with an origin and a time to live, which it leaves to the program.
        IReadOnlyList<ResourceRecord> records = MasterFile.Parse(
            """
            $ORIGIN ISI.EDU.
            $TTL 60
            @   IN  SOA     VENERA      Action\.domains (
                                             20     ; SERIAL
                                             7200   ; REFRESH
                                             600    ; RETRY
                                             3600000; EXPIRE
                                             60)    ; MINIMUM

                    NS      A.ISI.EDU.
                    NS      VENERA
                    NS      VAXA
                    MX      10      VENERA
                    MX      20      VAXA

            A       A       26.3.0.103

            VENERA  A       10.1.0.52
                    A       128.9.0.32
            """);
        Assert.Equal(
            [
                @"ISI.EDU. 60 SOA VENERA.ISI.EDU. Action\.domains.ISI.EDU. 20 7200 600 3600000 60",
                "ISI.EDU. 60 NS A.ISI.EDU.",
                "ISI.EDU. 60 NS VENERA.ISI.EDU.",
                "ISI.EDU. 60 NS VAXA.ISI.EDU.",
                "ISI.EDU. 60 MX 10 VENERA.ISI.EDU.",
                "ISI.EDU. 60 MX 20 VAXA.ISI.EDU.",
                "A.ISI.EDU. 60 A 26.3.0.103",
                "VENERA.ISI.EDU. 60 A 10.1.0.52",
                "VENERA.ISI.EDU. 60 A 128.9.0.32",
            ],
            records.Select(record => $"{record.Name} {record.TimeToLive} {record.Type.ToText()} {RecordText.Print(record.Data)}"));
    }

    [Theory]
    [InlineData("a 10 IN A 192.0.2.1", 10u)]
    [InlineData("a IN 10 A 192.0.2.1", 10u)]
    [InlineData("a in a 192.0.2.1", 300u)]
    [InlineData("a 1h30m A 192.0.2.1", 5400u)]
    [InlineData("a 1W2D A 192.0.2.1", 777600u)]
    [InlineData("a\t(\n10 ; the time\n)\tA 192.0.2.1", 10u)]
    [InlineData("a 10 A 192.0.2.1 ; \"(", 10u)]
    [InlineData("a 10 A 192.0.2.1\r", 10u)]
    public void Time_and_class_stand_in_any_order_or_are_left_out(string line, uint expected)
    {
        ResourceRecord record = Assert.Single(MasterFile.Parse($"$ORIGIN test.\n$TTL 5m\n{line}\n"));
        Assert.Equal(expected, record.TimeToLive);
        Assert.Equal("a.test.", record.Name.ToString());
    }

    [Fact]
    public void Without_a_default_the_time_before_holds()
    {
        IReadOnlyList<ResourceRecord> records = MasterFile.Parse("$ORIGIN test.\na 10 A 192.0.2.1\nb A 192.0.2.2\nc 20 A 192.0.2.3\n A 192.0.2.4\n");
        Assert.Equal([10u, 10u, 20u, 20u], records.Select(record => record.TimeToLive));
        Assert.Equal("c.test.", records[3].Name.ToString());
    }

    [Fact]
    public void The_origin_may_change_and_be_relative()
    {
        IReadOnlyList<ResourceRecord> records = MasterFile.Parse("$TTL 1\n$ORIGIN test.\na A 192.0.2.1\n$ORIGIN sub\na A 192.0.2.2\n@ NS b\n");
        Assert.Equal(["a.test.", "a.sub.test.", "sub.test."], records.Select(record => record.Name.ToString()));
        Assert.Equal("b.sub.test.", ((NameServer)records[2].Data!.Value).Host.ToString());
    }

    [Theory]
    [InlineData("\"a b\" c \"d;e\"", "\"a b\" \"c\" \"d;e\"")]
    [InlineData("\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\"")]
    [InlineData("a\\032b \"\\009\"", "\"a b\" \"\\009\"")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("a(\nb)c", "\"a\" \"b\" \"c\"")]
    [InlineData("a\\(b", "\"a(b\"")]
    public void Strings_are_quoted_or_not(string fields, string expected)
    {
        ResourceRecord record = Assert.Single(MasterFile.Parse($"$ORIGIN test.\na 1 TXT {fields}\n"));
        Assert.Equal(expected, RecordText.Print(record.Data));
    }

    [Theory]
    [InlineData("a 1 A 192.0.2.1", 1, "no $ORIGIN")]
    [InlineData("$ORIGIN test.\n 1 A 192.0.2.1", 2, "no name")]
    [InlineData("$ORIGIN test.\na A 192.0.2.1", 2, "no time to live")]
    [InlineData("$ORIGIN test.\n\n; nothing\na 1 B 192.0.2.1", 4, "\"B\" is not a type")]
    [InlineData("$ORIGIN test.\na 1 CH A 192.0.2.1", 2, "class CH")]
    [InlineData("$ORIGIN test.\na 1", 2, "no type")]
    [InlineData("$ORIGIN test.\na 1 ANY 1", 2, "not a type")]
    [InlineData("$ORIGIN test.\na 1 A 192.0.2.256", 2, "not an IPv4 address")]
    [InlineData("$ORIGIN test.\na 1 A 010.0.0.1", 2, "not an IPv4 address")]
    [InlineData("$ORIGIN test.\na 1 A 2001:db8::1", 2, "not an IPv4 address")]
    [InlineData("$ORIGIN test.\na 1 AAAA 192.0.2.1", 2, "not an IPv6 address")]
    [InlineData("$ORIGIN test.\na 1 A 192.0.2.1 x", 2, "one field too many")]
    [InlineData("$ORIGIN test.\na 1 MX 10", 2, "a field is missing")]
    [InlineData("$ORIGIN test.\na 1 MX 65536 b", 2, "not a number up to 65535")]
    [InlineData("$ORIGIN test.\na 1 TXT (\n\"a\"\n\"b", 4, "a quote is not closed")]
    [InlineData("$ORIGIN test.\na 1 TXT (a\nb\n", 2, "not closed")]
    [InlineData("$ORIGIN test.\na 1 TXT a)\n", 2, "not opened")]
    [InlineData("$ORIGIN test.\na..b 1 A 192.0.2.1", 2, "a label is empty")]
    [InlineData("$INCLUDE other", 1, "$INCLUDE is not known")]
    [InlineData("$TTL soon", 1, "not a time")]
    [InlineData("$TTL 4294967296", 1, "not a time")]
    [InlineData("$ORIGIN test.\na 1 DS 1 2 3 XY", 2, "not hexadecimal")]
    [InlineData("$ORIGIN test.\na 1 A \\# 3 C00002", 2, "no data of type A")]
    [InlineData("$ORIGIN test.\na 1 A \\# 5 C0000201", 2, "not 5 as it says")]
    [InlineData("$ORIGIN test.\na 1 TYPE1000 x", 2, "RFC 3597")]
    public void What_is_wrong_with_a_file_is_said_with_its_line(string text, int line, string reason)
    {
        MasterFileException exception = Assert.Throws<MasterFileException>(() => MasterFile.Parse(text, "bad.zone"));
        Assert.StartsWith($"bad.zone, line {line}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_string_has_255_octets_at_most()
    {
        string text = new('a', 256);
        Assert.Throws<MasterFileException>(() => MasterFile.Parse($"$ORIGIN test.\na 1 TXT {text}\n"));
        Assert.Single(MasterFile.Parse($"$ORIGIN test.\na 1 TXT {text[1..]}\n"));
    }

    [Fact]
    public void Every_record_of_the_sample_zone_is_read_again_from_what_is_printed()
    {
        IReadOnlyList<ResourceRecord> records = MasterFile.Read(TestZone.Path);
        string printed = string.Join('\n', records.Select(DigText.Print).Prepend("$ORIGIN ."));
        Assert.Equal(records, MasterFile.Parse(printed));
    }

    [Theory]
    [InlineData("a A 192.0.2.1", "has one SOA record; there are 0")]
    [InlineData("@ SOA a b 1 2 3 4 5\n@ SOA a b 2 2 3 4 5\n@ NS a", "there are 2")]
    [InlineData("@ SOA a b 1 2 3 4 5", "test. has no NS record")]
    [InlineData("@ SOA a b 1 2 3 4 5\n@ NS a\na.example. A 192.0.2.1", "a.example. is not in the zone test.")]
    [InlineData("@ SOA a b 1 2 3 4 5\n@ NS a\na CNAME b\na A 192.0.2.1", "a.test. is an alias, and has other records")]
    [InlineData("@ SOA a b 1 2 3 4 5\n@ NS a\na CNAME b\na CNAME c", "a.test. is an alias, and has other records")]
    public void What_is_no_zone_is_not_served(string text, string reason)
    {
        ZoneException exception = Assert.Throws<ZoneException>(() => new Zone(MasterFile.Parse($"$ORIGIN test.\n$TTL 1\n{text}\n")));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}

namespace DnsSample.Tests;

/// <summary>What the server answers, without a socket.</summary>
public sealed class ZoneAnswersTests
{
    private static readonly Zone Zone = TestZone.Load();

    [Fact]
    public void A_name_has_what_it_has()
    {
        Dns.Response response = Ask("www.example.test", RecordType.A);
        Assert.True(response.IsAuthoritative);
        Assert.Equal(["www.example.test. 60 A 192.0.2.10"], Print(response.Answers));
        Assert.Empty(response.Authority);
    }

    [Fact]
    public void The_case_of_the_question_is_given_back()
    {
        Dns.Response response = Ask("wWw.ExAmPlE.tEsT", RecordType.A);
        Assert.Equal("wWw.ExAmPlE.tEsT.", response.Questions[0].Name.ToString());
        Assert.Equal(["wWw.ExAmPlE.tEsT. 60 A 192.0.2.10"], Print(response.Answers));
    }

    [Fact]
    public void Hosts_that_the_answer_names_come_with_their_addresses()
    {
        Dns.Response response = Ask("example.test", RecordType.MX);
        Assert.Equal(["example.test. 300 MX 10 mail.example.test.", "example.test. 300 MX 20 mail2.example.test."], Print(response.Answers));
        Assert.Equal(["mail.example.test. 300 A 192.0.2.20", "mail2.example.test. 300 A 192.0.2.21"], Print(response.Additional));
    }

    [Fact]
    public void An_alias_is_followed_within_the_zone()
    {
        Dns.Response response = Ask("alias.example.test", RecordType.A);
        Assert.Equal(["alias.example.test. 300 CNAME www.example.test.", "www.example.test. 60 A 192.0.2.10"], Print(response.Answers));
        Assert.Equal(["alias.example.test. 300 CNAME www.example.test."], Print(Ask("alias.example.test", RecordType.CNAME).Answers));
        Assert.Equal(["alias.example.test. 300 CNAME www.example.test."], Print(Ask("alias.example.test", RecordType.ANY).Answers));
        Assert.Equal(["away.example.test. 300 CNAME www.example.net."], Print(Ask("away.example.test", RecordType.A).Answers));
    }

    [Fact]
    public void Aliases_in_a_circle_end()
    {
        Dns.Response response = Ask("loop1.example.test", RecordType.A);
        Assert.Equal(ResponseCode.NoError, response.Code);
        Assert.InRange(response.Answers.Length, 2, 16);
    }

    [Fact]
    public void The_alias_of_a_subtree_is_followed_for_the_names_below_it()
    {
        Dns.Response response = Ask("a.b.old.example.test", RecordType.A);
        Assert.Equal(
            ["old.example.test. 300 DNAME new.example.test.", "a.b.old.example.test. 300 CNAME a.b.new.example.test."],
            Print(response.Answers));
        Assert.Equal(ResponseCode.NameError, response.Code);
        Assert.Equal(ResponseCode.NoError, Ask("old.example.test", RecordType.A).Code);
        string label = new('a', 63);
        Zone zone = new(MasterFile.Parse($"$ORIGIN test.\n$TTL 1\n@ SOA a b 1 2 3 4 5\n@ NS a\no DNAME {label}.{label}.new\n"));
        Assert.Equal(ResponseCode.NameExists, Ask($"{label}.{label}.o.test", RecordType.A, zone).Code);
    }

    [Fact]
    public void A_name_that_does_not_exist_is_an_error_with_the_zones_start()
    {
        Dns.Response response = Ask("nope.example.test", RecordType.A);
        Assert.Equal(ResponseCode.NameError, response.Code);
        Assert.Empty(response.Answers);
        Assert.Equal(["example.test. 60 SOA ns1.example.test. hostmaster.example.test. 2026010101 3600 900 604800 60"], Print(response.Authority));
    }

    [Theory]
    [InlineData("mail.example.test")]
    [InlineData("_udp.example.test")] // only something below it has records
    [InlineData("wild.example.test")]
    public void A_name_without_records_of_the_type_is_no_error(string name)
    {
        Dns.Response response = Ask(name, RecordType.TXT);
        Assert.Equal(ResponseCode.NoError, response.Code);
        Assert.Empty(response.Answers);
        Assert.Equal(RecordType.SOA, Assert.Single(response.Authority).Type);
    }

    [Fact]
    public void A_wildcard_stands_for_names_that_do_not_exist()
    {
        Assert.Equal(["q.wild.example.test. 300 TXT \"from the wildcard\""], Print(Ask("q.wild.example.test", RecordType.TXT).Answers));
        Assert.Equal(["a.b.wild.example.test. 300 TXT \"from the wildcard\""], Print(Ask("a.b.wild.example.test", RecordType.TXT).Answers));
        Assert.Equal(["*.wild.example.test. 300 TXT \"from the wildcard\""], Print(Ask("*.wild.example.test", RecordType.TXT).Answers));
        Dns.Response none = Ask("q.wild.example.test", RecordType.A);
        Assert.Equal(ResponseCode.NoError, none.Code);
        Assert.Empty(none.Answers);
    }

    [Fact]
    public void A_wildcard_does_not_reach_over_a_name_that_exists()
    {
        // RFC 4592, section 2.2.1.
        Zone zone = new(MasterFile.Parse(
            """
            $ORIGIN example.
            $TTL 3600
            @                   SOA a b 1 2 3 4 5
            @                   NS  ns.example.com.
            @                   NS  ns.example.net.
            *                   TXT "this is a wildcard"
            *                   MX  10 host1
            sub.*               TXT "this is not a wildcard"
            host1               A   192.0.2.1
            _ssh._tcp.host1     SRV 0 0 22 host1
            _ssh._tcp.host2     SRV 0 0 22 host1
            subdel              NS  ns.example.com.
            subdel              NS  ns.example.net.
            """));
        Assert.Equal(["host3.example. 3600 MX 10 host1.example."], Print(Ask("host3.example", RecordType.MX, zone).Answers));
        Assert.Equal((ResponseCode.NoError, 0), Outcome("host3.example", RecordType.A));
        Assert.Equal(["foo.bar.example. 3600 TXT \"this is a wildcard\""], Print(Ask("foo.bar.example", RecordType.TXT, zone).Answers));
        Assert.Equal((ResponseCode.NoError, 0), Outcome("host1.example", RecordType.MX));
        Assert.Equal((ResponseCode.NoError, 0), Outcome("sub.*.example", RecordType.MX));
        Assert.Equal((ResponseCode.NameError, 0), Outcome("_telnet._tcp.host1.example", RecordType.SRV));
        Dns.Response referral = Ask("host.subdel.example", RecordType.A, zone);
        Assert.Equal(2, referral.Authority.Length);
        Assert.False(referral.IsAuthoritative);
        Assert.Equal((ResponseCode.NameError, 0), Outcome("ghost.*.example", RecordType.MX));

        (ResponseCode, int) Outcome(string name, RecordType type)
        {
            Dns.Response response = Ask(name, type, zone);
            return (response.Code, response.Answers.Length);
        }
    }

    [Theory]
    [InlineData("x.sub.example.test", RecordType.A)]
    [InlineData("sub.example.test", RecordType.A)]
    [InlineData("sub.example.test", RecordType.NS)]
    [InlineData("ns.sub.example.test", RecordType.A)]
    public void What_was_given_to_others_is_referred_to_them_with_glue(string name, RecordType type)
    {
        Dns.Response response = Ask(name, type);
        Assert.Equal(ResponseCode.NoError, response.Code);
        Assert.False(response.IsAuthoritative);
        Assert.Empty(response.Answers);
        Assert.Equal(["sub.example.test. 300 NS ns.sub.example.test."], Print(response.Authority));
        Assert.Equal(["ns.sub.example.test. 300 A 192.0.2.99"], Print(response.Additional));
    }

    [Fact]
    public void The_digest_of_a_childs_key_is_the_parents()
    {
        Dns.Response response = Ask("sub.example.test", RecordType.DS);
        Assert.True(response.IsAuthoritative);
        Assert.True(Assert.Single(response.Answers).Data!.Value.IsDelegationSigner);
    }

    [Fact]
    public void Any_gives_all_there_is()
    {
        Dns.Response response = Ask("example.test", RecordType.ANY);
        Assert.Equal(
            [RecordType.SOA, RecordType.NS, RecordType.NS, RecordType.MX, RecordType.MX, RecordType.TXT, RecordType.CAA],
            response.Answers.Select(record => record.Type));
    }

    [Theory]
    [InlineData("www.example.net", RecordType.A, RecordClass.IN, ResponseCode.Refused)]
    [InlineData("test", RecordType.A, RecordClass.IN, ResponseCode.Refused)]
    [InlineData(".", RecordType.NS, RecordClass.IN, ResponseCode.Refused)]
    [InlineData("www.example.test", RecordType.A, RecordClass.CH, ResponseCode.Refused)]
    [InlineData("www.example.test", RecordType.A, RecordClass.ANY, ResponseCode.NoError)]
    [InlineData("example.test", RecordType.IXFR, RecordClass.IN, ResponseCode.NotImplemented)]
    [InlineData("example.test", RecordType.MAILA, RecordClass.IN, ResponseCode.NotImplemented)]
    [InlineData("example.test", RecordType.AXFR, RecordClass.IN, ResponseCode.FormatError)]
    public void What_is_not_served_is_refused(string name, RecordType type, RecordClass recordClass, ResponseCode expected)
    {
        var query = new Dns.Query { Questions = [new Question(DomainName.Parse(name), type, recordClass)] };
        Dns.Response response = Single(query);
        Assert.Equal(expected, response.Code);
        Assert.Equal(query.Questions, response.Questions);
        Assert.Null(Edns.Find(response.Additional));
    }

    [Theory]
    [InlineData(Opcode.Status)]
    [InlineData(Opcode.Notify)]
    [InlineData(Opcode.Update)]
    [InlineData((Opcode)15)]
    public void Other_kinds_of_queries_are_not_implemented(Opcode opcode)
    {
        Dns.Response response = Single(new Dns.Query { Opcode = opcode, RecursionDesired = true, CheckingDisabled = true });
        Assert.Equal(ResponseCode.NotImplemented, response.Code);
        Assert.Equal(opcode, response.Opcode);
        Assert.True(response.RecursionDesired);
        Assert.True(response.CheckingDisabled);
        Assert.False(response.RecursionAvailable);
    }

    [Fact]
    public void A_query_has_one_question_and_at_most_one_opt_record()
    {
        Question question = new(DomainName.Parse("www.example.test"), RecordType.A, RecordClass.IN);
        ResourceRecord options = new Edns(1232).ToRecord();
        Assert.Equal(ResponseCode.FormatError, Single(new Dns.Query()).Code);
        Assert.Equal(ResponseCode.FormatError, Single(new Dns.Query { Questions = [question, question] }).Code);
        Assert.Equal(ResponseCode.FormatError, Single(new Dns.Query { Questions = [question], Additional = [options, options] }).Code);
    }

    [Fact]
    public void Edns_is_answered_with_edns_and_a_later_version_with_its_error()
    {
        Question question = new(DomainName.Parse("www.example.test"), RecordType.A, RecordClass.IN);
        Dns.Response response = Single(new Dns.Query { Questions = [question], Additional = [new Edns(4096) { WantsSignatures = true }.ToRecord()] });
        Edns edns = Assert.IsType<Edns>(Edns.Find(response.Additional));
        Assert.Equal(1232, edns.UdpPayloadBytes);
        Assert.True(edns.WantsSignatures);
        Assert.Equal(0, edns.Version);

        response = Single(new Dns.Query { Questions = [question], Additional = [new Edns(4096) { Version = 1 }.ToRecord()] });
        Assert.Equal(ResponseCode.BadVersion, Edns.ExtendedCode(response));
        Assert.Equal(ResponseCode.NoError, response.Code);
        Assert.Empty(response.Answers);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(0, true)]
    [InlineData(512, true)]
    [InlineData(700, false)]
    [InlineData(4096, false)]
    public void An_answer_that_does_not_fit_is_left_out_and_says_so(int? udpBytes, bool isTruncated)
    {
        Question question = new(DomainName.Parse("big.example.test"), RecordType.TXT, RecordClass.IN);
        var query = new Dns.Query { Questions = [question], Additional = udpBytes is { } bytes ? [new Edns((ushort)bytes).ToRecord()] : [] };
        Dns.Response response = Single(query);
        Assert.Equal(isTruncated, response.IsTruncated);
        Assert.Equal(isTruncated ? 0 : 1, response.Answers.Length);
        Assert.Equal(udpBytes is null, Edns.Find(response.Additional) is null);
        Assert.Single(new ZoneHandler(Zone).Answer(query, isDatagram: false).Single().Answers);
    }

    [Fact]
    public void Additional_records_are_left_out_quietly()
    {
        string records = string.Concat(Enumerable.Range(0, 20).Select(index => $"@ MX 1 m{index}\nm{index} AAAA 2001:db8::{index}\n"));
        Zone zone = new(MasterFile.Parse($"$ORIGIN test.\n$TTL 1\n@ SOA a b 1 2 3 4 5\n@ NS a\n{records}"));
        var query = new Dns.Query { Questions = [new Question(zone.Origin, RecordType.MX, RecordClass.IN)] };
        Dns.Response response = new ZoneHandler(zone).Answer(query, isDatagram: true).Single();
        Assert.False(response.IsTruncated);
        Assert.Equal(20, response.Answers.Length);
        Assert.Empty(response.Additional);
    }

    [Fact]
    public void A_referral_without_its_glue_says_so()
    {
        string records = string.Concat(Enumerable.Range(0, 20).Select(index => $"sub NS n{index}.sub\nn{index}.sub AAAA 2001:db8::{index}\n"));
        Zone zone = new(MasterFile.Parse($"$ORIGIN test.\n$TTL 1\n@ SOA a b 1 2 3 4 5\n@ NS a\n{records}"));
        var query = new Dns.Query { Questions = [new Question(DomainName.Parse("x.sub.test"), RecordType.A, RecordClass.IN)] };
        Assert.True(new ZoneHandler(zone).Answer(query, isDatagram: true).Single().IsTruncated);
    }

    [Fact]
    public void A_zone_goes_out_in_as_many_messages_as_it_needs()
    {
        string records = string.Concat(Enumerable.Range(0, 500).Select(index => $"n{index} TXT {new string('x', 200)}\n"));
        Zone zone = new(MasterFile.Parse($"$ORIGIN test.\n$TTL 1\n@ SOA a b 1 2 3 4 5\n@ NS a\n{records}"));
        var query = new Dns.Query { Questions = [new Question(zone.Origin, RecordType.AXFR, RecordClass.IN)] };
        Dns.Response[] responses = [.. new ZoneHandler(zone, allowsTransfer: true).Answer(query, isDatagram: false)];
        Assert.InRange(responses.Length, 5, 10);
        ResourceRecord[] all = [.. responses.SelectMany(response => response.Answers)];
        Assert.Equal(503, all.Length);
        Assert.Equal(zone.Start, all[0]);
        Assert.Equal(zone.Start, all[^1]);
        Assert.All(responses, response => Assert.InRange(Bytes.Of(response).Length, 12, 20_100));
        Assert.Equal(ResponseCode.Refused, new ZoneHandler(zone).Answer(query, isDatagram: false).Single().Code);
    }

    private static Dns.Response Ask(string name, RecordType type, Zone? zone = null) =>
        new ZoneHandler(zone ?? Zone).Answer(
            new Dns.Query { Questions = [new Question(DomainName.Parse(name), type, RecordClass.IN)] }, isDatagram: false).Single();

    private static Dns.Response Single(Dns.Query query) => new ZoneHandler(Zone, allowsTransfer: true).Answer(query, isDatagram: true).Single();

    private static IEnumerable<string> Print(ResourceRecord[] records) =>
        records.Select(record => $"{record.Name} {record.TimeToLive} {record.Type.ToText()} {RecordText.Print(record.Data)}");
}

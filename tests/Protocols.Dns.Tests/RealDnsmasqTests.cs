using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

/// <summary>The resolver asks dnsmasq, and dig is asked the same.</summary>
public sealed class RealDnsmasqTests
{
    [Fact]
    public async Task Every_type_is_answered_over_udp_and_tcp_as_dig_prints_it()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        (string Name, RecordType Type, string[] Expected)[] questions =
        [
            ("www.example.test", RecordType.A, ["192.0.2.10"]),
            ("www.example.test", RecordType.AAAA, ["2001:db8::10"]),
            ("alias.example.test", RecordType.A, ["www.example.test.", "192.0.2.10"]),
            ("example.test", RecordType.MX, ["10 mail.example.test.", "20 mail2.example.test."]),
            ("example.test", RecordType.TXT, ["\"v=spf1 -all\" \"second string\""]),
            ("_sip._udp.example.test", RecordType.SRV, ["0 1 5060 sip.example.test."]),
            ("10.2.0.192.in-addr.arpa", RecordType.PTR, ["www.example.test."]),
            ("e.example.test", RecordType.NAPTR, ["100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.test!\" ."]),
            ("example.test", RecordType.CAA, ["0 issue \"ca.example.test\""]),
            ("host.example.test", RecordType.HINFO, ["\"CPU\" \"OS\""]),
            ("key.example.test", RecordType.SSHFP, ["4 1 " + RealDnsmasq.KeyDigest]),
            ("strange.example.test", (RecordType)65280, [@"\# 4 C0000201"]),
        ];
        foreach ((string name, RecordType type, string[] expected) in questions)
        {
            var question = new Question(DomainName.Parse(name), type, RecordClass.IN);
            foreach (bool usesTcp in new[] { false, true })
            {
                Resolution answer = await new Resolver(server.EndPoint, new ResolverOptions { UsesTcp = usesTcp }).ResolveAsync(question, Bounded.Token);
                Assert.Equal(ResponseCode.NoError, answer.Response.Code);
                Assert.Equal(usesTcp ? "TCP" : "UDP", answer.Transport);
                Assert.Equal(expected.Order(StringComparer.Ordinal), answer.Response.Answers.Select(record => RecordText.Print(record.Data)).Order(StringComparer.Ordinal));
                string[] dig = await Dig.AnswersAsync(server.Port, name, type.ToText(), usesTcp ? "+tcp" : "+notcp");
                Assert.Equal(dig.Order(StringComparer.Ordinal), answer.Response.Answers.Select(Dig.Normalize).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_an_answer()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint).ResolveAsync(Ask("nope.example.test", RecordType.A), Bounded.Token);
        Assert.Equal(ResponseCode.NameError, answer.Response.Code);
        Assert.Empty(answer.Response.Answers);
    }

    [Fact]
    public async Task A_name_without_records_of_the_type_is_an_answer()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint).ResolveAsync(Ask("www.example.test", RecordType.MX), Bounded.Token);
        Assert.Equal(ResponseCode.NoError, answer.Response.Code);
        Assert.Empty(answer.Response.Answers);
    }

    [Fact]
    public async Task An_answer_over_512_bytes_comes_by_edns_or_else_over_tcp()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        Question question = Ask("big.example.test", RecordType.TXT);
        Resolution extended = await new Resolver(server.EndPoint).ResolveAsync(question, Bounded.Token);
        Assert.Equal(("UDP", false), (extended.Transport, extended.WasTruncated));
        Resolution plain = await new Resolver(server.EndPoint, new ResolverOptions { UsesEdns = false }).ResolveAsync(question, Bounded.Token);
        Assert.Equal(("TCP", true), (plain.Transport, plain.WasTruncated));
        CharacterString[] expected = [.. Enumerable.Range(0, RealDnsmasq.BigStrings).Select(index => (CharacterString)RealDnsmasq.Text(index, 50))];
        Assert.Equal((RecordData)new RecordData.TextStrings(expected), extended.Response.Answers.Single().Data);
        Assert.Equal((RecordData)new RecordData.TextStrings(expected), plain.Response.Answers.Single().Data);
    }

    [Fact]
    public async Task An_answer_over_the_size_of_a_datagram_comes_over_tcp()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint).ResolveAsync(Ask("huge.example.test", RecordType.TXT), Bounded.Token);
        Assert.Equal(("TCP", true), (answer.Transport, answer.WasTruncated));
        CharacterString[] expected = [.. Enumerable.Range(0, RealDnsmasq.BigStrings).Select(index => (CharacterString)RealDnsmasq.Text(index, 200))];
        Assert.Equal((RecordData)new RecordData.TextStrings(expected), answer.Response.Answers.Single().Data);
    }

    [Fact]
    public async Task The_case_of_the_question_comes_back()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        Resolution answer = await new Resolver(server.EndPoint).ResolveAsync(Ask("wWw.eXaMpLe.TeSt", RecordType.A), Bounded.Token);
        Assert.Equal("wWw.eXaMpLe.TeSt.", answer.Response.Questions[0].Name.ToString());
        Assert.Equal("wWw.eXaMpLe.TeSt.", answer.Response.Answers[0].Name.ToString());
    }

    [Fact]
    public async Task The_servers_own_version_is_in_another_class()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        var question = new Question(DomainName.Parse("version.bind"), RecordType.TXT, RecordClass.CH);
        Resolution answer = await new Resolver(server.EndPoint).ResolveAsync(question, Bounded.Token);
        ResourceRecord record = Assert.Single(answer.Response.Answers);
        Assert.Equal(RecordClass.CH, record.Class);
        Assert.StartsWith("\"dnsmasq-", RecordText.Print(record.Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_carries_many_queries_at_a_time()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        await using Dns.Client client = await Dns.Client.ConnectAsync(
            new ProtoSockets.TransportAddress(ProtoSockets.Transports.Transports.Tcp, server.EndPoint), cancellationToken: Bounded.Token);
        string[] names = ["www.example.test", "alias.example.test", "nope.example.test", "big.example.test"];
        Dns.Response[] responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(async index =>
            await client.QueryAsync(new Dns.Query { Questions = [Ask(names[index % 4], RecordType.A)] }, Bounded.Token).FirstAsync(Bounded.Token)));
        Assert.Equal(Enumerable.Range(0, 40).Select(index => names[index % 4] + "."), responses.Select(response => response.Questions[0].Name.ToString()));
    }

    [Fact]
    public async Task The_program_prints_the_answer_of_a_real_server()
    {
        await using RealServer server = await RealDnsmasq.StartAsync();
        (int exitCode, string output, string errors) = await CommandLine.RunAsync("example.test", "MX", $"@127.0.0.1:{server.Port}");
        Assert.True(exitCode == 0, errors);
        Assert.Contains("status: NOERROR", output, StringComparison.Ordinal);
        Assert.Contains("MX\t10 mail.example.test.", output, StringComparison.Ordinal);
        (exitCode, output, errors) = await CommandLine.RunAsync("-x", "192.0.2.10", $"@127.0.0.1:{server.Port}");
        Assert.True(exitCode == 0, errors);
        Assert.Contains("PTR\twww.example.test.", output, StringComparison.Ordinal);
    }

    private static Question Ask(string name, RecordType type) => new(DomainName.Parse(name), type, RecordClass.IN);
}

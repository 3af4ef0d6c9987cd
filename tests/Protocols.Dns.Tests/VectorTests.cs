using ProtoSockets;

namespace DnsSample.Tests;

/// <summary>
/// What dnsmasq 2.90, BIND 9.18, dig and a Python client sent, read and written again: without an exception to the same bytes, once it is said how the sender
/// compresses names.
/// </summary>
public sealed class VectorTests
{
    public static TheoryData<string> Files => [.. Vectors.Files()];

    [Fact]
    public void There_are_as_many_messages_as_the_captures_say()
    {
        Assert.Equal(54, Vectors.Files().Count());
        Assert.Equal(57, Vectors.All.Count);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_captured_message_is_written_as_it_was_read(string file)
    {
        foreach (CapturedMessage message in Vectors.Of(file))
        {
            Assert.Equal(Convert.ToHexString(message.Bytes), Convert.ToHexString(Rewrite(message, message.Compression)));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void However_names_are_compressed_the_message_is_the_same(string file)
    {
        foreach (CapturedMessage message in Vectors.Of(file))
        {
            int[] sizes =
            [
                .. new[] { NameCompression.None, NameCompression.OwnersOnly, NameCompression.NameAndParent, NameCompression.Full }.Select(style =>
                {
                    byte[] written = Rewrite(message, style);
                    Assert.Equal(Describe(message), Describe(message with { Bytes = written }));
                    return written.Length;
                }),
            ];

            // The default is as small as can be.
            Assert.Equal(sizes.Min(), sizes[^1]);
            Assert.True(sizes[^1] <= message.Bytes.Length, $"{message}: {sizes[^1]} bytes; its sender took {message.Bytes.Length}");
        }
    }

    [Theory]
    [InlineData("02-s2c-a-res.bin", "www.example.test. 300 IN A 192.0.2.10")]
    [InlineData("04-s2c-aaaa-res.bin", "www.example.test. 300 IN AAAA 2001:db8::10")]
    [InlineData("06-s2c-cname-res.bin", "alias.example.test. 0 IN CNAME www.example.test.", "www.example.test. 300 IN A 192.0.2.10")]
    [InlineData("08-s2c-mx-res.bin", "example.test. 0 IN MX 20 mail2.example.test.", "example.test. 0 IN MX 10 mail.example.test.")]
    [InlineData("10-s2c-txt-res.bin", "example.test. 0 IN TXT \"v=spf1 -all\" \"second string\"")]
    [InlineData("12-s2c-srv-res.bin", "_sip._udp.example.test. 0 IN SRV 1 2 5060 sip.example.test.")]
    [InlineData("14-s2c-ptr-res.bin", "10.2.0.192.in-addr.arpa. 0 IN PTR www.example.test.")]
    [InlineData("16-s2c-naptr-res.bin", "e.example.test. 0 IN NAPTR 100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.test!\" .")]
    [InlineData("18-s2c-caa-res.bin", "example.test. 0 IN CAA 0 issue \"ca.example.test\"")]
    [InlineData("20-s2c-mixed-case-res.bin", "wWw.eXample.TEST. 300 IN A 192.0.2.10")]
    [InlineData("24-s2c-edns-res.bin", "www.example.test. 300 IN A 192.0.2.10", ". 0 CLASS1232 OPT")]
    [InlineData("30-s2c-chaos-res.bin", "version.bind. 0 CH TXT \"dnsmasq-2.90\"")]
    [InlineData(
        "bind-02-s2c-bind-any-res.bin",
        "zone.test. 60 IN SOA ns1.zone.test. host.master.zone.test. 1 2 3 4 5",
        "zone.test. 60 IN NS ns1.zone.test.",
        "zone.test. 60 IN NS ns2.zone.test.",
        "zone.test. 60 IN MX 5 mail.sub.zone.test.")]
    [InlineData("bind-06-s2c-bind-referral-res.bin", "deleg.zone.test. 60 IN NS ns.deleg.zone.test.", "ns.deleg.zone.test. 60 IN A 192.0.2.9")]
    [InlineData("bind-08-s2c-bind-nodata-res.bin", "zone.test. 5 IN SOA ns1.zone.test. host.master.zone.test. 1 2 3 4 5")]
    public void The_records_are_those_that_were_asked_for(string file, params string[] expected)
    {
        Dns.Response response = Read.Response(Vectors.Of(file).Single().Bytes);
        IEnumerable<string> records = response.Answers.Concat(response.Authority).Concat(response.Additional)
            .Select(record => $"{record.Name} {record.TimeToLive} {record.Class.ToText()} {record.Type.ToText()} {Print(record.Data)}".TrimEnd());
        Assert.Equal(expected, records);

        static string Print(RecordData? data) => data is null ? string.Empty : RecordText.Print(data);
    }

    [Fact]
    public void The_flags_of_a_truncated_response_are_read()
    {
        byte[] bytes = Vectors.Of("26-s2c-truncated-res.bin").Single().Bytes;
        Assert.True(Dns.Response.TryRead(bytes, out Dns.Header header, out Dns.Response response, out WireError? error), error?.ToString());
        Assert.Equal(0x100d, header.Id);
        Assert.True(header.IsResponse);
        Assert.True(response.IsAuthoritative);
        Assert.True(response.IsTruncated);
        Assert.True(response.RecursionDesired);
        Assert.True(response.RecursionAvailable);
        Assert.False(response.IsAuthentic);
        Assert.Equal(ResponseCode.NoError, response.Code);
        Assert.Empty(response.Answers);
    }

    [Fact]
    public void A_client_that_sends_a_cookie_sends_it_as_an_option()
    {
        Dns.Query query = Read.Query(Vectors.Of("client-dig-udp-01-c2s-dig.bin").Single().Bytes);
        Edns edns = Assert.IsType<Edns>(Edns.Find(query.Additional));
        Assert.Equal(1232, edns.UdpPayloadBytes);
        EdnsOption cookie = Assert.Single(edns.Options);
        Assert.Equal(10, cookie.Code);
        Assert.Equal(8, cookie.Octets.Length);
        Assert.Equal(Assert.Single(query.Additional), edns.ToRecord());
    }

    [Fact]
    public void A_zone_transfer_comes_as_many_messages_that_start_and_end_with_the_same_record()
    {
        Dns.Response[] responses = [.. Vectors.Of("bind-12-s2c-axfr-res.bin").Select(message => Read.Response(message.Bytes))];
        ResourceRecord[] records = [.. responses.SelectMany(response => response.Answers)];
        Assert.Equal(2, responses.Length);
        Assert.Equal(records[0], records[^1]);
        Assert.Equal(2, records.Count(record => record.Type == RecordType.SOA));
    }

    [Fact]
    public void A_response_is_no_query_and_a_query_no_response()
    {
        byte[] query = Vectors.Of("01-c2s-a-req.bin").Single().Bytes;
        byte[] response = Vectors.Of("02-s2c-a-res.bin").Single().Bytes;
        Assert.False(Dns.Query.TryRead(response, out _, out _, out WireError? error));
        Assert.Equal("IsResponse", error!.Path.Split('.')[^1]);
        Assert.False(Dns.Response.TryRead(query, out _, out _, out error));
        Assert.Equal("IsResponse", error!.Path.Split('.')[^1]);
    }

    private static byte[] Rewrite(CapturedMessage message, NameCompression compression)
    {
        if (message.IsQuery)
        {
            Assert.True(Dns.Query.TryRead(message.Bytes, out Dns.Header header, out Dns.Query query, out WireError? error), $"{message}: {error}");
            return Bytes.Of(query with { Compression = compression }, header);
        }

        Assert.True(Dns.Response.TryRead(message.Bytes, out Dns.Header head, out Dns.Response response, out WireError? wrong), $"{message}: {wrong}");
        return Bytes.Of(response with { Compression = compression }, head);
    }

    /// <summary>All that a message says, names in the case in which they came.</summary>
    private static string Describe(CapturedMessage message)
    {
        if (message.IsQuery)
        {
            Assert.True(Dns.Query.TryRead(message.Bytes, out Dns.Header header, out Dns.Query query, out WireError? error), $"{message}: {error}");
            return $"{header} {query} {Names(query.Questions, query.Additional)}";
        }

        Assert.True(Dns.Response.TryRead(message.Bytes, out Dns.Header head, out Dns.Response response, out WireError? wrong), $"{message}: {wrong}");
        return $"{head} {Names(response.Questions, [])}\n{DigText.Print(response)}";
    }

    private static string Names(Question[] questions, ResourceRecord[] records) =>
        string.Join('\n', questions.Select(question => question.ToString()).Concat(records.Select(DigText.Print)));
}

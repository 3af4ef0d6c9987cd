using System.Globalization;
using DnsSample;
using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>DNS messages, read by our records and by Wireshark's.</summary>
public sealed class DnsDissectorTests
{
    [Fact]
    public async Task Captured_responses_are_read_alike_and_so_is_what_we_write_of_them()
    {
        Conversation conversation = new(53);
        List<(Dns.Header Header, Dns.Response Response)> expected = [];
        foreach (string file in Captured.Files("dns", "*-s2c-*-res.bin"))
        {
            string name = Path.GetFileName(file);
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (name.StartsWith("tcp-", StringComparison.Ordinal) || name.Contains("axfr", StringComparison.Ordinal)
                || !Dns.Response.TryRead(bytes, out Dns.Header header, out Dns.Response? response, out _))
            {
                continue;
            }

            conversation.Datagram(isFromClient: false, bytes);
            conversation.Datagram(isFromClient: false, (response with { Compression = NameCompression.Full }).ToBytes(header));
            expected.Add((header, response));
            expected.Add((header, response));
        }

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "dns", isStream: false);

        Assert.True(expected.Count > 30, $"{expected.Count} messages");
        Assert.Equal(expected.Count, packets.Count);
        foreach (((Dns.Header header, Dns.Response response), DissectedPacket packet) in expected.Zip(packets))
        {
            Assert.Equal(header.Id, packet.Number("dns.id"));
            Assert.Equal("1", packet.One("dns.flags.response"));
            Assert.Equal((long)response.Opcode, packet.Number("dns.flags.opcode"));
            Assert.Equal((long)response.Code, packet.Number("dns.flags.rcode"));
            Assert.Equal(response.IsTruncated ? "1" : "0", packet.One("dns.flags.truncated"));
            Assert.Equal(response.RecursionAvailable ? "1" : "0", packet.One("dns.flags.recavail"));
            Assert.Equal(response.Questions.Length, packet.Number("dns.count.queries"));
            Assert.Equal(response.Answers.Length, packet.Number("dns.count.answers"));
            Assert.Equal(response.Authority.Length, packet.Number("dns.count.auth_rr"));
            Assert.Equal(response.Additional.Length, packet.Number("dns.count.add_rr"));
            Assert.Equal(response.Questions.Select(question => Name(question.Name)), packet.All("dns.qry.name"));
            Assert.Equal(response.Questions.Select(question => Number((long)question.Type)), packet.All("dns.qry.type"));
            ResourceRecord[] records = [.. response.Answers, .. response.Authority, .. response.Additional];

            // Of SRV it takes the owner apart: service, protocol, name.
            Assert.Equal(records.Where(record => record.Type != RecordType.SRV).Select(record => Name(record.Name)), packet.All("dns.resp.name"));
            Assert.Equal(records.Select(record => Number((long)record.Type)), packet.All("dns.resp.type"));
        }
    }

    private static string Name(DomainName name) => name.IsRoot ? "<Root>" : name.ToString().TrimEnd('.');

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

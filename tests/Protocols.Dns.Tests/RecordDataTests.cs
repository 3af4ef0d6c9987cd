using System.Net;
using ProtoSockets;

namespace DnsSample.Tests;

/// <summary>Each kind of data, byte by byte.</summary>
public sealed class RecordDataTests
{
    public static TheoryData<RecordType, string, string> Layouts => new()
    {
        { RecordType.A, "c000020a", "192.0.2.10" },
        { RecordType.NS, "026e73 00", "ns." },
        { RecordType.CNAME, "03777777 00", "www." },
        {
            RecordType.SOA,
            """
            026e73 00       // MNAME
            09686f73742e6d617374 00 // RNAME: one label with a dot in it
            00000001        // SERIAL
            00000002        // REFRESH
            00000003        // RETRY
            00000004        // EXPIRE
            00000005        // MINIMUM
            """,
            @"ns. host\.mast. 1 2 3 4 5"
        },
        { RecordType.PTR, "03777777 00", "www." },
        { RecordType.HINFO, "03435055 024f53", "\"CPU\" \"OS\"" },
        { RecordType.MX, "000a 046d61696c 00", "10 mail." },
        { RecordType.TXT, "0161 00 026263", "\"a\" \"\" \"bc\"" },
        { RecordType.RP, "0161 00 00", "a. ." },
        { RecordType.AFSDB, "0001 0161 00", "1 a." },
        { RecordType.AAAA, "20010db8000000000000000000000010", "2001:db8::10" },
        { RecordType.SRV, "0001 0002 13c4 03736970 00", "1 2 5060 sip." },
        {
            RecordType.NAPTR,
            """
            0064            // ORDER
            000a            // PREFERENCE
            0175            // FLAGS
            03534950        // SERVICES
            03215e21        // REGEXP
            00              // REPLACEMENT
            """,
            "100 10 \"u\" \"SIP\" \"!^!\" ."
        },
        { RecordType.DNAME, "036e6577 00", "new." },
        { RecordType.DS, "3039 0d 02 0123456789abcdef", "12345 13 2 0123456789ABCDEF" },
        { RecordType.CDS, "3039 0d 02 0123456789abcdef", "12345 13 2 0123456789ABCDEF" },
        { RecordType.SSHFP, "04 02 abcd", "4 2 ABCD" },
        {
            RecordType.RRSIG,
            """
            0001            // TYPE COVERED
            0d              // ALGORITHM
            02              // LABELS
            0000012c        // ORIGINAL TTL
            65920080        // EXPIRATION: 2024-01-01 00:00:00
            5f5e1000        // INCEPTION: 2020-09-13 12:26:40
            3039            // KEY TAG
            0474657374 00   // SIGNER'S NAME
            01020304        // SIGNATURE
            """,
            "A 13 2 300 20240101000000 20200913122640 12345 test. AQIDBA=="
        },
        { RecordType.NSEC, "0162 00 00 06 400000000003 01 01 40", "b. A RRSIG NSEC CAA" },
        { RecordType.DNSKEY, "0101 03 0d 01020304", "257 3 13 AQIDBA==" },
        { RecordType.CDNSKEY, "0000 03 00 00", "0 3 0 AA==" },
        { RecordType.TLSA, "03 01 01 abcd", "3 1 1 ABCD" },
        { RecordType.SPF, "0161", "\"a\"" },
        { RecordType.CAA, "80 05 6973737565 63612e74657374", "128 issue \"ca.test\"" },
        { (RecordType)65280, "c0000201", @"\# 4 C0000201" },
        { RecordType.HTTPS, "0001 00 0001 0003 026832", @"\# 10 00010000010003026832" },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Data_is_read_printed_and_written(RecordType type, string hex, string text)
    {
        byte[] octets = Bytes.Hex(hex);
        ResourceRecord record = Single(Message(type, octets));
        Assert.Equal(text, RecordText.Print(record.Data));
        Assert.Equal(octets.Length, record.DataLength);
        byte[] written = Bytes.Of(new Dns.Response { Answers = [record] }, default);
        Assert.Equal(Convert.ToHexString(Message(type, octets)), Convert.ToHexString(written));
        Assert.Equal(record, Single(written));
        Assert.Equal(record.GetHashCode(), Single(written).GetHashCode());
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Data_ends_where_its_length_says(RecordType type, string hex, string text)
    {
        byte[] octets = Bytes.Hex(hex);
        Assert.NotEmpty(text);
        if (RecordDataKinds.AreOpenEnded(type))
        {
            return;
        }

        AssertMalformed(Message(type, [.. octets, 0]), "bytes are left over");
        AssertMalformed(Message(type, octets[..^1]), null);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Data_can_be_written_in_a_master_file(RecordType type, string hex, string text)
    {
        RecordData? data = Single(Message(type, Bytes.Hex(hex))).Data;
        string field = type is RecordType.RRSIG or RecordType.NSEC
            ? $@"\# {Bytes.Hex(hex).Length} {Convert.ToHexString(Bytes.Hex(hex))}"
            : text;
        ResourceRecord parsed = MasterFile.Parse($"$ORIGIN test.\nname 5 IN {type.ToText()} {field}\n").Single();
        Assert.Equal(data, parsed.Data);
    }

    [Fact]
    public void A_length_over_the_end_of_the_message_is_malformed_and_says_where()
    {
        byte[] message = Message(RecordType.A, Bytes.Hex("c000020a"));
        message[^5] = 5;
        WireError? error = Read.TryFrame(message, Side.Server, out Dns.Response _);
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.StartsWith("Answers[0].Data", error.Path, StringComparison.Ordinal);
        Assert.InRange(error.Offset, 12, message.Length);
    }

    [Fact]
    public void A_name_inside_data_does_not_run_over_its_end()
    {
        // A CNAME of 3 octets whose name goes on behind them.
        byte[] message = Message(RecordType.CNAME, Bytes.Hex("03777777 00"));
        message[^6] = 3;
        AssertMalformed(message, "needs 3 bytes");
    }

    [Fact]
    public void A_record_without_data_is_kept()
    {
        foreach (RecordType type in Enum.GetValues<RecordType>())
        {
            ResourceRecord record = Single(Message(type, []));
            Assert.Null(record.Data);
            Assert.Equal(Convert.ToHexString(Message(type, [])), Convert.ToHexString(Bytes.Of(new Dns.Response { Answers = [record] })));
        }
    }

    [Fact]
    public void Data_of_another_type_cannot_be_written()
    {
        var record = new ResourceRecord(DomainName.Root, RecordType.MX, RecordClass.IN, 0) { Data = new HostAddress(IPAddress.Loopback) };
        WireFormatException exception = Assert.Throws<WireFormatException>(() => Bytes.Of(new Dns.Response { Answers = [record] }));
        Assert.Contains("MX", exception.Message, StringComparison.Ordinal);
        Assert.Throws<WireFormatException>(() => Bytes.Of(new Dns.Response { Answers = [record with { Data = default(RecordData) }] }));
        Assert.Throws<WireFormatException>(() => Bytes.Of(new Dns.Response { Answers = [record with { Type = RecordType.TXT, Data = new RecordData.TextStrings() }] }));
        Assert.Throws<WireFormatException>(() => Bytes.Of(new Dns.Response { Answers = [record with { Type = RecordType.AAAA }] }));
        Assert.Throws<WireFormatException>(() => Bytes.Of(new Dns.Response
        {
            Answers = [record with { Type = RecordType.A, Data = new HostAddress(IPAddress.IPv6Loopback) }],
        }));
    }

    [Fact]
    public void What_a_client_said_of_itself_is_read_from_the_opt_record()
    {
        byte[] message = Bytes.Hex(
            """
            0000 8000 0000 0000 0000 0001   // header: one additional record
            00 0029                         // the root, OPT
            04d0                            // UDP payload size 1232
            01 02 8003                      // high bits of the response code, version, DO, other flags
            000a                            // 10 octets of options
            000a 0002 abcd                  // option 10: 2 octets
            0003 0000                       // option 3: nothing
            """);
        Dns.Response response = Read.Response(message);
        Edns edns = Assert.IsType<Edns>(Edns.Find(response.Additional));
        Assert.Equal(1232, edns.UdpPayloadBytes);
        Assert.Equal(1, edns.HighCode);
        Assert.Equal(2, edns.Version);
        Assert.True(edns.WantsSignatures);
        Assert.Equal(3, edns.ReservedFlags);
        Assert.Equal([10, 3], edns.Options.Select(option => (int)option.Code));
        Assert.Equal(ResponseCode.BadVersion, Edns.ExtendedCode(response));
        Assert.Equal(Convert.ToHexString(message), Convert.ToHexString(Bytes.Of(new Dns.Response { Additional = [edns.ToRecord()] })));
    }

    /// <summary>A response with one answer, owned by the root.</summary>
    private static byte[] Message(RecordType type, byte[] octets) =>
    [
        0, 0, 0x80, 0, // id, flags: a response
        0, 0, 0, 1, 0, 0, 0, 0, // one answer
        0, // the root
        (byte)((int)type >> 8), (byte)type,
        0, 1, // IN
        0, 0, 0, 0, // TTL
        (byte)(octets.Length >> 8), (byte)octets.Length,
        .. octets,
    ];

    private static ResourceRecord Single(byte[] message) => Assert.Single(Read.Response(message).Answers);

    private static void AssertMalformed(byte[] message, string? reason)
    {
        WireError? error = Read.TryFrame(message, Side.Server, out Dns.Response _);
        Assert.True(error is not null, Convert.ToHexString(message));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.StartsWith("Answers[0].Data", error.Path, StringComparison.Ordinal);
        Assert.Contains(reason ?? string.Empty, error.Reason, StringComparison.Ordinal);
    }
}

internal static class RecordDataKinds
{
    /// <summary>Whether data of the type ends with something of any length, so that every length is right that is not too short.</summary>
    public static bool AreOpenEnded(RecordType type) => type is RecordType.TXT or RecordType.SPF or RecordType.DS or RecordType.CDS or RecordType.SSHFP
        or RecordType.RRSIG or RecordType.NSEC or RecordType.DNSKEY or RecordType.CDNSKEY or RecordType.TLSA or RecordType.CAA or RecordType.HTTPS
        || !Enum.IsDefined(type);
}

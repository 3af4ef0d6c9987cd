using System.Text;
using ProtoSockets;

namespace PostgresSample.Tests;

/// <summary>What real peers sent, read and written back byte for byte.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. Vector.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_captured_message_is_read_and_written_back_to_the_same_bytes(string name)
    {
        List<CapturedMessage> messages = Vector.Cut(name);
        Assert.NotEmpty(messages);
        foreach (CapturedMessage message in messages)
        {
            if (!message.IsFromClient && !message.IsTagged)
            {
                Assert.Contains((char)Assert.Single(message.Bytes.ToArray()), "SNG");
                continue;
            }

            // The length in front of an untagged message is the framing's, and not the message's.
            ReadOnlyMemory<byte> bytes = message.IsTagged ? message.Bytes : message.Bytes[4..];
            MessageShape[] shapes = !message.IsTagged ? MessageShapes.Opening : message.IsFromClient ? MessageShapes.Client : MessageShapes.Server;
            int readers = 0;
            foreach (MessageShape shape in shapes)
            {
                if (shape.RoundTrip(bytes, out WireError? error) is { } written)
                {
                    Assert.Null(error);
                    Assert.Equal(bytes.ToArray(), written);
                    readers++;
                }
            }

            Assert.True(readers > 0, $"nothing reads {Convert.ToHexString(bytes.Span)}");
        }
    }

    [Fact]
    public void The_captures_hold_as_many_messages_as_their_list_says()
    {
        Assert.Equal("TDCZ", Types("08-s2c-select-res.bin"));
        Assert.Equal("CCTDDCTDDCZ", Types("10-s2c-multi-res.bin"));
        Assert.Equal("PDBECS", Types("19-c2s-extended-req.bin"));
        Assert.Equal("1tT2DC3Z", Types("20-s2c-extended-res.bin"));
        Assert.Equal("HddcCZ", Types("26-s2c-copy-out-res.bin"));
        Assert.Equal(59, Vector.Names.Count());
    }

    [Fact]
    public void A_startup_message_is_the_bytes_that_the_documentation_describes()
    {
        byte[] expected =
        [
            0x00, 0x03, 0x00, 0x00,                                         // version 3.0
            (byte)'u', (byte)'s', (byte)'e', (byte)'r', 0x00,               // name
            (byte)'m', (byte)'d', (byte)'5', (byte)'u', (byte)'s', (byte)'e', (byte)'r', 0x00,
            (byte)'d', (byte)'a', (byte)'t', (byte)'a', (byte)'b', (byte)'a', (byte)'s', (byte)'e', 0x00,
            (byte)'p', (byte)'o', (byte)'s', (byte)'t', (byte)'g', (byte)'r', (byte)'e', (byte)'s', 0x00,
            0x00,                                                           // the end of the list
        ];
        var startup = new PostgresOpening.Startup([new("user", "md5user"), new("database", "postgres")]);
        Assert.Equal(expected, startup.ToBytes(default));
        Assert.Equal(expected, Vector.Read("misc-09-c2s-startup-md5.bin")[4..]);
    }

    [Fact]
    public void A_row_of_a_select_has_texts_and_nulls()
    {
        Assert.True(Postgres.QueryReply.TryRead(Vector.Cut("08-s2c-select-res.bin")[1].Bytes, out _, out Postgres.QueryReply reply, out WireError? error), error?.ToString());
        Assert.True(reply.TryGet(out Postgres.QueryReply.Row row));
        Assert.Equal(["1", "tëxt", null, "t"], row.Values.Select(value => value.ToString()));
    }

    [Fact]
    public void An_error_has_all_its_fields()
    {
        Assert.True(Postgres.QueryReply.TryRead(Vector.Cut("24-s2c-ext-error-res.bin")[0].Bytes, out _, out Postgres.QueryReply reply, out WireError? error), error?.ToString());
        Assert.True(reply.TryGet(out Postgres.QueryReply.Error refusal));
        var report = new Report(refusal.Fields);
        Assert.Equal(("ERROR", "42601", "1", "scan.l", "1188", "scanner_yyerror"), (report.Severity, report.Code, report['P'], report['F'], report['L'], report['R']));
        Assert.Equal("syntax error at or near \"selec\"", report.Message);
    }

    [Fact]
    public void The_captured_SCRAM_exchange_verifies()
    {
        string clientFirst = Text(Vector.Read("03-c2s-sasl-initial.bin").AsSpan(1 + 4 + "SCRAM-SHA-256".Length + 1 + 4));
        string serverFirst = Text(Vector.Read("04-s2c-sasl-continue.bin").AsSpan(9));
        Assert.StartsWith("n,,n=,r=", clientFirst, StringComparison.Ordinal);
        Assert.StartsWith(clientFirst["n,,n=,".Length..], serverFirst, StringComparison.Ordinal);
    }

    [Fact]
    public void SCRAM_gives_what_RFC_7677_computes()
    {
        // Section 3, with the user's name in the start-up message instead: the signatures are those of the same formulas over n= without a name.
        var scram = new ScramClient("pencil", "rOprNGfwEbeRWgbNEkqO");
        Assert.Equal("n,,n=,r=rOprNGfwEbeRWgbNEkqO", Text(scram.First()));
        string final = Text(scram.Final("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8));
        Assert.StartsWith("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=", final, StringComparison.Ordinal);
        Assert.Throws<LoginException>(() => scram.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="u8));
        Assert.Throws<LoginException>(() => new ScramClient("pencil", "abc").Final("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8));
        Assert.Throws<LoginException>(() => new ScramClient("pencil", "abc").Final("r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"u8));
        Assert.Throws<LoginException>(() => new ScramClient("pencil", "abc").Final("r=abcd,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999"u8));
        Assert.Throws<LoginException>(() => new ScramClient("pencil", "abc").Final("e=other-error"u8));
    }

    [Fact]
    public void An_MD5_password_is_the_captured_one()
    {
        byte[] question = Vector.Read("misc-10-s2c-auth-md5.bin");
        string captured = Text(Vector.Read("misc-11-c2s-password-md5.bin").AsSpan(5)).TrimEnd('\0');
        Assert.Equal(captured, Login.Md5("md5user", "secret", question.AsSpan(9)));
    }

    [Fact]
    public void Lengths_that_do_not_agree_are_refused_and_named()
    {
        byte[] row = Vector.Cut("08-s2c-select-res.bin")[1].Bytes.ToArray();
        row[10] = 0x7F; // a value of 127 bytes in a message of 29
        Assert.False(Postgres.QueryReply.TryRead(row, out _, out _, out WireError? error));
        Assert.Contains("Values", error!.Path, StringComparison.Ordinal);
        row[7] = 0x80; // a negative length that is not -1
        Assert.False(Postgres.QueryReply.TryRead(row, out _, out _, out error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
    }

    private static string Types(string name) => string.Concat(Vector.Cut(name).Select(message => (char)message.Bytes.Span[0]));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

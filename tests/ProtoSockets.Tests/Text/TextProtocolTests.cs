using System.Text;
using ProtoSockets.Tests.Framing;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Text;

/// <summary>NATS, memcached's text protocol, SMTP and HTTP heads, declared by attributes alone: their bytes, and where their frames end.</summary>
public sealed class TextProtocolTests
{
    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static Finding Of<TProtocol>(Side from, int maxFrameBytes = 1 << 20, ushort version = 0)
        where TProtocol : IFramer
    {
        // A test hands over its own state, which knows no side: what was found out about a frame is kept here, where the side is known.
        FrameScan own = new(from) { Version = version };
        return (received, ref scan, out bounds, out reason) =>
        {
            if (scan.Scanned == 0)
            {
                own.Reset();
                scan.Scanned = 1;
            }

            return TProtocol.Find(received, ref own, maxFrameBytes, out bounds, out reason);
        };
    }

    [Fact]
    public void Nats_publishes_with_and_without_a_subject_to_reply_to()
    {
        WireForm.Is(new Nats.Pub { Subject = "FOO", Payload = "Hello NATS!"u8.ToArray() }, Bytes("PUB FOO 11\r\nHello NATS!\r\n"));
        WireForm.Is(new Nats.Pub { Subject = "FRONT.DOOR", ReplyTo = "JOKE.22", Payload = "Knock Knock"u8.ToArray() }, Bytes("PUB FRONT.DOOR JOKE.22 11\r\nKnock Knock\r\n"));
        WireForm.Is(new Nats.Pub { Subject = "NOTIFY" }, Bytes("PUB NOTIFY 0\r\n\r\n"));
        WireForm.Is(
            new Nats.HPub { Subject = "FOO", Headers = "NATS/1.0\r\nBar: Baz\r\n\r\n"u8.ToArray(), Payload = "Hello NATS!"u8.ToArray() },
            Bytes("HPUB FOO 22 33\r\nNATS/1.0\r\nBar: Baz\r\n\r\nHello NATS!\r\n"));
        Assert.Equal(new Nats.Pub { Subject = "a", Payload = "x"u8.ToArray() }, Nats.Pub.Read(Bytes("pub\ta  1 \r\nx\r\n")));
        WireForm.Refuses<Nats.Pub>(Bytes("PUB a 2\r\nxyzz"), "Payload at byte 11: ends with 7A7A instead of 0D0A");
        WireForm.Refuses<Nats.Pub>(Bytes("SUB a 2\r\n"), "byte 0: the verb is \"SUB\", and this message's is \"PUB\"");
    }

    [Fact]
    public void Nats_subscribes_with_and_without_a_queue()
    {
        WireForm.Is(new Nats.Sub("FOO", null, "1"), Bytes("SUB FOO 1\r\n"));
        WireForm.Is(new Nats.Sub("BAR", "G1", "44"), Bytes("SUB BAR G1 44\r\n"));
        WireForm.Is(new Nats.Unsub("1", 5), Bytes("UNSUB 1 5\r\n"));
        WireForm.Is(new Nats.Unsub("1", null), Bytes("UNSUB 1\r\n"));
        WireForm.Is(new Nats.Msg { Subject = "FOO.BAR", Sid = "9", ReplyTo = "GREETING.34", Payload = "Hello World"u8.ToArray() }, Bytes("MSG FOO.BAR 9 GREETING.34 11\r\nHello World\r\n"));
        WireForm.Is(new Nats.Info("{\"server_id\":\"x y\"}"), Bytes("INFO {\"server_id\":\"x y\"}\r\n"));
        WireForm.Is(new Nats.Err("'Unknown Protocol Operation'"), Bytes("-ERR 'Unknown Protocol Operation'\r\n"));
        WireForm.Is(default(Nats.Ping), Bytes("PING\r\n"));
    }

    [Fact]
    public void Frames_of_nats_end_where_their_messages_end()
    {
        string[] frames = ["INFO {}\r\n", "+OK\r\n", "MSG a 1 3\r\n\r\n\0\r\n", "PING\r\n", "msg b 2 c 0\r\n\r\n", "-ERR 'x'\r\n", "WHAT is this\r\n", "PONG\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<Nats.Wire>(Side.Server)).Select(Encoding.Latin1.GetString));
        frames = ["CONNECT {}\r\n", "PUB a 5\r\nPING\r\r\n", "HPUB a 2 4\r\nabcd\r\n", "SUB a 1\r\n", "PUB a b 1\r\nx\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<Nats.Wire>(Side.Client)).Select(Encoding.Latin1.GetString));
        Assert.Equal("what stands in front of byte 9 is no number that counts it", FrameStream.Refuse(Bytes("PUB a x\r\n"), Of<Nats.Wire>(Side.Client)));
        Assert.Equal("a frame of at least 1000015 bytes is over the limit of 100", FrameStream.Refuse(Bytes("PUB a 999999\r\nx"), Of<Nats.Wire>(Side.Client, 100)));
    }

    [Fact]
    public void Memcached_stores_and_fetches_values()
    {
        WireForm.Is(new MemcachedText.Set { Key = "k", Flags = 5, Expires = -1, Data = "a\r\nb"u8.ToArray() }, Bytes("set k 5 -1 4\r\na\r\nb\r\n"));
        WireForm.Is(new MemcachedText.Set { Key = "k", NoReply = true, Data = "x"u8.ToArray() }, Bytes("set k 0 0 1 noreply\r\nx\r\n"));
        WireForm.Is(new MemcachedText.Gets(["a", "b"]), Bytes("gets a b\r\n"));
        WireForm.Is(
            new MemcachedText.Items([new() { Key = "a", Data = "END\r\n"u8.ToArray() }, new() { Key = "b", Flags = 1, Cas = 77 }]),
            Bytes("VALUE a 0 5\r\nEND\r\n\r\nVALUE b 1 0 77\r\n\r\nEND\r\n"));
        WireForm.Is(new MemcachedText.Items([]), Bytes("END\r\n"));
        WireForm.Is(new MemcachedText.Outcome("NOT_STORED", null), Bytes("NOT_STORED\r\n"));
        WireForm.Is(new MemcachedText.Outcome("VERSION", "1.6.18"), Bytes("VERSION 1.6.18\r\n"));
        WireForm.Is(new MemcachedText.Refusal("CLIENT_ERROR", "bad data chunk"), Bytes("CLIENT_ERROR bad data chunk\r\n"));
        Assert.Equal(
            "Kind is \"STORED\", and the verbs of the message are ERROR, CLIENT_ERROR, SERVER_ERROR",
            Assert.Throws<WireFormatException>(() => new MemcachedText.Refusal("STORED", null).ToBytes()).Message);
        Assert.Throws<WireFormatException>(() => new MemcachedText.Refusal("error", null).ToBytes());
        Assert.Throws<WireFormatException>(() => new MemcachedText.Refusal("ERRORS", null).ToBytes());
    }

    [Fact]
    public void Frames_of_memcached_end_where_their_messages_end()
    {
        string[] frames = ["VALUE a 0 5\r\nEND\r\n\r\nVALUE b 1 0 77\r\n\r\nEND\r\n", "STORED\r\n", "END\r\n", "5\r\n", "ERROR\r\n", "SERVER_ERROR out of memory\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<MemcachedText.Wire>(Side.Server)).Select(Encoding.Latin1.GetString));
        frames = ["set k 0 0 3 noreply\r\n\r\n\r\r\n", "gets a b c\r\n", "set k 0 0 0\r\n\r\n", "version\r\n", "verbosity 1\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<MemcachedText.Wire>(Side.Client)).Select(Encoding.Latin1.GetString));
    }

    [Fact]
    public void Verbs_and_what_begins_with_none_lead_to_their_messages()
    {
        Assert.Equal(Runtime.FrameKind.Reply, KindOf<MemcachedText.Wire>("VALUE a 0 5\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Reply, KindOf<MemcachedText.Wire>("STORED\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Reply, KindOf<MemcachedText.Wire>("ERRORS\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Error, KindOf<MemcachedText.Wire>("ERROR\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Error, KindOf<MemcachedText.Wire>("CLIENT_ERROR x\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Request, KindOf<MemcachedText.Wire>("set k 0 0 0\r\n\r\n", Side.Client));
        Assert.Equal(Runtime.FrameKind.Unknown, KindOf<MemcachedText.Wire>("SET k 0 0 0\r\n\r\n", Side.Client));
        Assert.Equal(Runtime.FrameKind.Message, KindOf<Nats.Wire>("pUb a 0\r\n\r\n", Side.Client));
        Assert.Equal(Runtime.FrameKind.Unknown, KindOf<Nats.Wire>("PUB a 0\r\n\r\n", Side.Server));
        Assert.Equal(Runtime.FrameKind.Unknown, KindOf<Nats.Wire>("PUBLISH\r\n", Side.Client));
    }

    [Fact]
    public void Smtp_speaks_in_lines()
    {
        WireForm.Is(new Smtp.Ehlo("client.example"), Bytes("EHLO client.example\r\n"));
        WireForm.Is(new Smtp.Mail("FROM:<a@example.com>", ["SIZE=1000", "BODY=8BITMIME"]), Bytes("MAIL FROM:<a@example.com> SIZE=1000 BODY=8BITMIME\r\n"));
        WireForm.Is(new Smtp.ReplyLine(250, new Smtp.ReplyText.More("mail.example greets client.example")), Bytes("250-mail.example greets client.example\r\n"));
        WireForm.Is(new Smtp.ReplyLine(250, new Smtp.ReplyText.Last("HELP")), Bytes("250 HELP\r\n"));
        WireForm.Is(new Smtp.ReplyLine(250, new Smtp.ReplyText.Bare()), Bytes("250\r\n"));
        Assert.True(new Smtp.ReplyLine(250, new Smtp.ReplyText.Bare()).IsLast);
        string[] frames = ["250-a\r\n", "250-SIZE\r\n", "250 HELP\r\n", "250\r\n", "250-\r\n", "250 \r\n", "221 bye\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<Smtp.Wire>(Side.Server)).Select(Encoding.Latin1.GetString));
    }

    [Fact]
    public void Http_heads_are_a_start_line_and_fields_up_to_an_empty_line()
    {
        WireForm.Is(
            new RequestHead("GET", "/a?b=c", "HTTP/1.1", [new("Host", "example.com"), new("Accept", "*/*")]),
            Bytes("GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n"));
        WireForm.Is(new StatusHead("HTTP/1.1", 404, "Not Found", [new("Content-Length", "0")]), Bytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
        WireForm.Is(new StatusHead("HTTP/1.1", 200, "", []), Bytes("HTTP/1.1 200 \r\n\r\n"));
        Assert.Equal("v w", FieldLine.Read(Bytes("N:v w \t\r\n")).Value);
        Assert.Equal("", FieldLine.Read(Bytes("N:\r\n")).Value);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<FieldLine>(Bytes("Content-Length : 5\r\n")).Kind);
        WireForm.CannotWrite(new FieldLine("X", "a\r\nSet-Cookie: b"), "Value has the byte 0D at index 1, which would end it in its line");
        string[] frames = ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /b HTTP/1.1\r\n\r\n"];
        Assert.Equal(frames, FrameStream.Split(Bytes(string.Concat(frames)), Of<HttpHeads.Wire>(Side.Client)).Select(Encoding.Latin1.GetString));
    }

    [Fact]
    public void A_head_of_many_lines_byte_by_byte_costs_no_more_than_its_bytes()
    {
        StringBuilder text = new("GET / HTTP/1.1\r\n");
        for (int line = 0; line < 4000; line++)
        {
            text.Append("a:b\r\n");
        }

        byte[] head = Bytes(text.Append("\r\n").ToString());
        FrameScan scan = new(Side.Client);
        for (int length = 1; length < head.Length; length++)
        {
            Assert.Equal(FrameStatus.Incomplete, HttpHeads.Wire.Find(head.AsSpan(0, length), ref scan, 1 << 20, out FrameBounds least, out _));
            Assert.InRange(least.FrameLength, length + 1, head.Length);

            // Whatever is left to be looked at is a part of one line.
            Assert.InRange(length - scan.Scanned, 0, 5);
        }

        Assert.Equal(FrameStatus.Found, HttpHeads.Wire.Find(head, ref scan, 1 << 20, out FrameBounds bounds, out _));
        Assert.Equal(head.Length, bounds.FrameLength);
    }

    private static Runtime.FrameKind KindOf<TProtocol>(string message, Side from)
        where TProtocol : Runtime.IProtocol
    {
        WireReader reader = new(Bytes(message), isComplete: true, from);
        Assert.True(TProtocol.TryReadRoute(ref reader, out Runtime.FrameRoute route));
        return route.Kind;
    }
}

using ProtoSockets.Runtime;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Dumps;

public sealed class ProtocolDescribeTests
{
    private static byte[] Frame<T>(T message, FrameRoute route, Side from)
        where T : IProtocolMessage<T>
    {
        byte[] bytes = new byte[message.GetFrameSize()];
        WireWriter writer = new(bytes, from);
        message.WriteFrame(ref writer, route);
        return writer.Written.ToArray();
    }

    [Fact]
    public void Frames_in_the_default_envelope_are_found_and_named()
    {
        byte[] join = Frame(new Room.Join("ada"), new FrameRoute(FrameKind.Request, 1, 7), Side.Client);
        byte[] say = Frame(new Room.Say("hi"), new FrameRoute(FrameKind.Message, 3, 0), Side.Client);
        Assert.Equal(
            """
            byte 0: Room.Join, request from the client, 16 bytes
                 0                           Envelope
                 0  00 00 00 10                Length = 16
                 4  02                         Kind = Request
                 5  00                         Flags = 0
                 6  00 01                      MessageId = 1
                 8  00 00 00 07                CorrelationId = 7
                12  03 61 64 61              Nick = "ada"

            byte 16: Room.Say, message from the client, 14 bytes (cut: the frame has at least 15 bytes)
                 0                           Envelope
                 0  00 00 00 0F                Length = 15
                 4  01                         Kind = Message
                 5  00                         Flags = 0
                 6  00 03                      MessageId = 3
                 8  00 00 00 00                CorrelationId = 0
                12                           Text = ?
                12  02 68                    (not read)
                 ! byte 0: the envelope says 15 bytes, and the frame has 14
            """,
            Room.Describe([.. join, .. say.AsSpan(0, 14)], Side.Client),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_handshake_of_the_envelope_has_no_record_and_is_shown_all_the_same() => Assert.Equal(
        """
        byte 0: Room, hello from the server, 13 bytes
             0                           Envelope
             0  00 00 00 0D                Length = 13
             4  05                         Kind = Hello
             5  00                         Flags = 0
             6  00 00                      MessageId = 0
             8  00 00 00 00                CorrelationId = 0
            12  01                       (left over)
        """,
        Room.Describe([0, 0, 0, 13, 5, 0, 0, 0, 0, 0, 0, 0, 1], Side.Server),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void The_header_is_shown_in_front_of_the_message()
    {
        const string Members = """
                 0                           Header = Store.Header
                 0  80                         (constant)
                 1  00                         Opcode = Get
                 2  00 01                      KeyLength = 1
                 4  00                         ExtrasLength = 0
                 5  00                         DataType = 0
                 6  00 00                      Status = 0
                 8  00 00 00 01                BodyLength = 1
                12  00 00 00 00                Opaque = 0
                16  00 00 00 00 00 00 00 00    Cas = 0
                24  6B                       Key = "k"
            """;
        Store.Get get = new("k"u8.ToArray());
        byte[] frame = Frame(get, default, Side.Client);
        Assert.Equal("byte 0: Store.Get, request from the client, 25 bytes\n" + Members, Store.Describe(frame, Side.Client), ignoreLineEndingDifferences: true);
        Assert.Equal("Store.Get: 25 bytes\n" + Members, Store.Get.Describe(frame.AsSpan()), ignoreLineEndingDifferences: true);
        Assert.Equal("Store.Get: 25 bytes\n" + Members, get.ToString("x", null), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Replies_go_by_the_ids_of_their_requests()
    {
        byte[] got = Frame(new Store.GetReply(5, "v"u8.ToArray(), 9), new FrameRoute(FrameKind.Reply, 0, 7), Side.Server);
        byte[] set = Frame(new Store.SetReply(5), new FrameRoute(FrameKind.Reply, 1, 7), Side.Server);
        byte[] failed = Frame(new Store.Failure("no", 2), new FrameRoute(FrameKind.Error, 1, 7), Side.Server);
        string[] titles = [.. Store.Describe([.. got, .. set, .. failed], Side.Server).Split('\n').Where(line => line.StartsWith("byte ", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "byte 0: Store.GetReply, reply from the server, 29 bytes",
                "byte 29: Store.SetReply, reply from the server, 24 bytes",
                "byte 53: Store.Failure, error from the server, 26 bytes",
            ],
            titles);
    }

    [Fact]
    public void What_no_message_is_is_shown_as_far_as_the_header_goes()
    {
        byte[] get = Frame(new Store.Get("k"u8.ToArray()), default, Side.Client);
        get[1] = 200;
        string text = Store.Describe(get, Side.Client);
        Assert.StartsWith("byte 0: Store, unknown message from the client, 25 bytes\n", text, StringComparison.Ordinal);
        Assert.Contains("     1  C8                       Opcode = 200\n", text, StringComparison.Ordinal);
        Assert.EndsWith("    24  6B                       (left over)", text, StringComparison.Ordinal);
        Assert.Contains("! Opcode at byte 0: is not the constant 80 or 81", Store.Describe(get, Side.Server), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_framing_adds_is_shown_beside_the_message()
    {
        Assert.Equal(
            """
            byte 0: Lines.Command, request from the client, 7 bytes
                 0  68 65 6C 6C 6F           Text = "hello"
                    0D 0A                    (framing)

            byte 7: Lines.Command, request from the client, 2 bytes (cut: the frame has at least 3 bytes)
                 0  77 6F                    Text = "wo"
            """,
            Lines.Describe("hello\r\nwo"u8, Side.Client),
            ignoreLineEndingDifferences: true);
        Assert.StartsWith(
            """
            byte 0: Resolver.Query, request from the client, 12 bytes
                    00 0A                    (framing)
                 0                           Header = Resolver.Header
            """.ReplaceLineEndings("\n"),
            Resolver.Describe([0, 10, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9], Side.Client),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_frame_are_shown_as_bytes()
    {
        string text = Room.Describe([0, 0, 0, 1, 9, 9], Side.Client);
        Assert.StartsWith("byte 0: Room, unknown message from the client, 6 bytes (no frame: the envelope says 1 bytes", text, StringComparison.Ordinal);
        Assert.Contains("     0  00 00 00 01 09 09        Envelope = ?\n", text, StringComparison.Ordinal);
        Assert.Equal(string.Empty, Room.Describe([], Side.Client));
    }

    [Fact]
    public void Any_bytes_can_be_shown()
    {
        byte[] frames =
        [
            .. Frame(new Store.Set(1, 2, "key"u8.ToArray(), "value"u8.ToArray()), default, Side.Client),
            .. Frame(new Store.Get("k"u8.ToArray()), default, Side.Client),
        ];
        for (int cut = 0; cut <= frames.Length; cut++)
        {
            _ = Store.Describe(frames.AsSpan(0, cut), Side.Both);
            byte[] damaged = [.. frames];
            for (int value = 0; value < 256 && cut < frames.Length; value += 15)
            {
                damaged[cut] = (byte)value;
                Assert.NotEmpty(Store.Describe(damaged, Side.Client));
                Assert.NotEmpty(Store.Set.Describe(damaged.AsSpan()));
            }
        }
    }
}

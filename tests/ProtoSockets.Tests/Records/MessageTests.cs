using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>Whole frames of protocols: header or envelope, body, and nothing behind it.</summary>
public sealed class MessageTests
{
    [Fact]
    public void A_header_gets_the_lengths_of_the_message_behind_it()
    {
        byte[] bytes =
        [
            0x80, // magic of a request
            0x01, // Opcode: Set
            0x00, 0x03, // KeyLength
            0x08, // ExtrasLength
            0x00, // DataType
            0x00, 0x05, // Status
            0x00, 0x00, 0x00, 0x0D, // BodyLength
            0x00, 0x00, 0x00, 0x07, // Opaque
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x09, // Cas
            0x00, 0x00, 0x00, 0x01, // Flags
            0x00, 0x00, 0x00, 0x02, // Expiration
            (byte)'k', (byte)'e', (byte)'y', // Key
            (byte)'v', (byte)'w', // Value
        ];
        Store.Set set = new(1, 2, "key"u8.ToArray(), "vw"u8.ToArray());
        Store.Header header = new() { Opcode = Store.Opcode.Get, Status = 5, Opaque = 7, Cas = 9 };

        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(set.ToBytes(header)));
        Assert.Equal(bytes.Length, set.GetSize());
        Assert.True(Store.Set.TryRead(bytes, out Store.Header read, out Store.Set back, out WireError? error), error?.ToString());
        Assert.Equal(set, back);
        Assert.Equal((Store.Opcode.Set, (ushort)3, (byte)8, 13U, 7U), (read.Opcode, read.KeyLength, read.ExtrasLength, read.BodyLength, read.Opaque));
    }

    [Fact]
    public void Every_cut_says_how_many_bytes_the_message_has()
    {
        byte[] bytes = new Store.Set(1, 2, "key"u8.ToArray(), "vw"u8.ToArray()).ToBytes(default);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Store.Set.TryRead(bytes.AsMemory(0, length), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
            Assert.Equal(length < 24 ? 24 : bytes.Length, error.BytesNeeded);
        }
    }

    [Theory]
    [InlineData(0, 0x81, "Header.Opcode at byte 0: is not the constant 80 or 81")]
    [InlineData(1, 0x00, "Header.Opcode at byte 1: the message id is Get, and this message's is Set")]
    [InlineData(4, 0x07, "ExtrasLength at byte 24: is 7, and what it counts makes it 8")]
    [InlineData(3, 0x06, "Key at byte 32: needs 6 bytes, 5 are left")]
    [InlineData(11, 0x0C, "byte 36: 1 bytes are left over")]
    [InlineData(2, 0x01, "Key at byte 32: 259 bytes are over the limit of 250")]
    public void A_header_that_does_not_belong_to_the_message_is_malformed(int index, byte value, string expected)
    {
        byte[] bytes = new Store.Set(1, 2, "key"u8.ToArray(), "vw"u8.ToArray()).ToBytes(default);
        bytes[index] = value;

        Assert.False(Store.Set.TryRead(bytes, out _, out _, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void A_section_that_the_message_does_not_have_has_no_length()
    {
        byte[] bytes = new Store.SetReply(9).ToBytes(default);
        Assert.Equal(24, bytes.Length);
        Assert.Equal(24, Store.SetReply.MaxSize);
        Assert.Equal(9, bytes[23]);

        bytes[3] = 1;
        Assert.False(Store.SetReply.TryRead(bytes, out _, out _, out WireError? error));
        Assert.Equal("KeyLength at byte 24: is 1, and what it counts makes it 0", error!.ToString());
    }

    [Fact]
    public void Members_travel_in_the_header()
    {
        Store.GetReply reply = new(1, "v"u8.ToArray(), 0x0102030405060708);
        byte[] bytes = Frame(reply, new FrameRoute(FrameKind.Reply, (long)Store.Opcode.GetQuietly, 7), Side.Server);

        Assert.Equal([0x81, 9, 0, 0, 4, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1, (byte)'v'], bytes);
        Assert.Equal(reply, Read<Store.GetReply>(bytes, Side.Server));
    }

    [Theory]
    [InlineData(Side.Client, 0x80, 1, 0, FrameKind.Request)]
    [InlineData(Side.Client, 0x80, 9, 5, FrameKind.Request)]
    [InlineData(Side.Client, 0x80, 2, 0, FrameKind.Unknown)]
    [InlineData(Side.Server, 0x81, 1, 0, FrameKind.Reply)]
    [InlineData(Side.Server, 0x81, 1, 5, FrameKind.Error)]
    [InlineData(Side.Server, 0x81, 2, 5, FrameKind.Unknown)]
    public void A_frame_is_routed_by_its_sender_its_id_and_whether_it_is_an_error(Side from, byte magic, byte opcode, byte status, FrameKind expected)
    {
        byte[] bytes = [magic, opcode, 0, 0, 0, 0, 0, status, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0];
        WireReader reader = new(bytes.AsMemory(), isComplete: true, from);

        Assert.True(Store.Wire.TryReadRoute(ref reader, out FrameRoute route), reader.Error?.ToString());
        Assert.Equal(new FrameRoute(expected, opcode, 7), route);
    }

    [Fact]
    public void A_frame_with_the_other_sides_magic_has_no_route()
    {
        WireReader reader = new(new byte[24].AsMemory(), isComplete: true, Side.Client);

        Assert.False(Store.Wire.TryReadRoute(ref reader, out _));
        Assert.Equal("Header.Opcode", reader.Error!.Path);
    }

    [Fact]
    public void Frames_are_found_by_the_header()
    {
        byte[] bytes = new Store.Set(1, 2, "key"u8.ToArray(), "vw"u8.ToArray()).ToBytes(default);
        FrameScan scan = default;

        Assert.Equal(FrameStatus.Found, Store.Wire.Find([.. bytes, 1, 2, 3], ref scan, 1024, out FrameBounds bounds, out _));
        Assert.Equal(new FrameBounds(0, 37, 37), bounds);
        Assert.Equal(FrameStatus.Incomplete, Store.Wire.Find(bytes.AsSpan(0, 36), ref scan, 1024, out bounds, out _));
        Assert.Equal(FrameStatus.Malformed, Store.Wire.Find(bytes, ref scan, 36, out bounds, out _));
    }

    [Fact]
    public void The_description_says_what_the_engine_has_to_know()
    {
        ProtocolDescription store = Store.Wire.Description;
        Assert.Equal(("Store", 2, Carriers.Stream, 4096, 32, true, false), (store.Name, store.Version, store.Carriers, store.MaxFrameBytes, store.CorrelationBits, store.RepliesInOrder, store.UsesEnvelope));
        Assert.NotEqual(store.SchemaHash, Resolver.Wire.Description.SchemaHash);
        Assert.Equal((16, false), (Resolver.Wire.Description.CorrelationBits, Resolver.Wire.Description.RepliesInOrder));
        Assert.True(Room.Wire.Description.UsesEnvelope);
    }

    [Fact]
    public void A_header_counts_the_lists_of_the_message()
    {
        Resolver.Response response = new((Resolver.Entry[])[new(1)], (Resolver.Entry[])[new(2), new(3)]);
        byte[] bytes = Frame(response, new FrameRoute(FrameKind.Reply, 0, 0x0102), Side.Server);

        Assert.Equal(
            [
                1, 2, // Id
                0x80, 0, // IsResponse, Code
                0, 1, // QuestionCount
                0, 2, // AnswerCount
                0, 1, // Questions
                0, 2, 0, 3, // Answers
            ],
            bytes);
        Assert.Equal(response, Read<Resolver.Response>(bytes, Side.Server));
        bytes[7] = 3;
        WireReader reader = new(bytes.AsMemory(), isComplete: true, Side.Server);
        Assert.False(TryRead<Resolver.Response>(ref reader));
    }

    [Fact]
    public void A_count_of_what_the_message_does_not_have_is_zero()
    {
        byte[] bytes = new Resolver.Query((Resolver.Entry[])[new(5)]).ToBytes(default);
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0, 0, 5], bytes);

        bytes[7] = 1;
        Assert.False(Resolver.Query.TryRead(bytes, out _, out _, out WireError? error));
        Assert.Equal("AnswerCount at byte 8: is 1, and what it counts makes it 0", error!.ToString());
    }

    [Fact]
    public void The_default_envelope_is_around_the_body()
    {
        Room.Say say = new("hi");
        byte[] bytes = Frame(say, new FrameRoute(FrameKind.Message, 0, 0), Side.Client);

        Assert.Equal([2, (byte)'h', (byte)'i'], say.ToBytes());
        Assert.Equal(
            [
                0, 0, 0, 15, // length of the frame
                1, // kind: message
                0, // flags
                0, 3, // id
                0, 0, 0, 0, // correlation id
                2, (byte)'h', (byte)'i',
            ],
            bytes);
        Assert.Equal(say, Read<Room.Say>(bytes, Side.Client));
        bytes[7] = 4;
        WireReader reader = new(bytes.AsMemory(), isComplete: true, Side.Client);
        Assert.False(TryRead<Room.Say>(ref reader));
        Assert.Equal("MessageId at byte 6: the message id is 4, and this message's is 3", reader.Error!.ToString());
    }

    [Fact]
    public void A_reply_without_an_id_goes_by_that_of_its_request()
    {
        Room.Joined joined = new(5);
        byte[] bytes = Frame(joined, new FrameRoute(FrameKind.Reply, 1, 77), Side.Server);

        Assert.Equal([0, 0, 0, 13, 3, 0, 0, 1, 0, 0, 0, 77, 5], bytes);
        Assert.Equal(joined, Read<Room.Joined>(bytes, Side.Server));
    }

    [Fact]
    public void A_frame_of_its_own_kind_holds_the_body_alone()
    {
        Lines.Command command = new("get x");
        byte[] bytes = Frame(command, default, Side.Client);
        FrameScan scan = default;

        Assert.Equal("get x"u8.ToArray(), bytes);
        Assert.Equal(FrameStatus.Found, Lines.Wire.Find("get x\r\n"u8, ref scan, 100, out FrameBounds bounds, out _));
        Assert.Equal(new FrameBounds(0, 5, 7), bounds);
        Assert.Equal(2, Lines.Wire.Overhead);
        WireReader reader = new(bytes.AsMemory(), isComplete: true, Side.Client);
        Assert.True(Lines.Wire.TryReadRoute(ref reader, out FrameRoute route));
        Assert.Equal(FrameKind.Request, route.Kind);
    }

    [Fact]
    public void A_length_over_the_frame_can_count_itself()
    {
        byte[] bytes = new Tagged.Query("select").ToBytes(default);

        Assert.Equal([(byte)'Q', 0, 0, 0, 11, .. "select"u8, 0], bytes);
        FrameScan scan = default;
        Assert.Equal(FrameStatus.Found, Tagged.Wire.Find(bytes, ref scan, 100, out FrameBounds bounds, out _));
        Assert.Equal(12, bounds.FrameLength);
        Assert.True(Tagged.Query.TryRead(bytes, out Tagged.Header header, out Tagged.Query query, out _));
        Assert.Equal((11U, "select"), (header.Length, query.Sql));
    }

    private static byte[] Frame<T>(T message, FrameRoute route, Side from)
        where T : IProtocolMessage<T>
    {
        byte[] bytes = new byte[message.GetFrameSize()];
        WireWriter writer = new(bytes, from);
        message.WriteFrame(ref writer, in route);
        Assert.Equal(bytes.Length, writer.Position);
        return bytes;
    }

    private static T Read<T>(byte[] bytes, Side from)
        where T : IProtocolMessage<T>
    {
        WireReader reader = new(bytes.AsMemory(), isComplete: true, from);
        Assert.True(T.TryReadFrame(ref reader, out T message), reader.Error?.ToString());
        return message.ToOwnedMessage();
    }

    private static bool TryRead<T>(ref WireReader reader)
        where T : IProtocolMessage<T> => T.TryReadFrame(ref reader, out _);
}

using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Framing;

/// <summary>Frames that are read without a reader: what is right is read, and all else is left to the reader, which says what is wrong.</summary>
public sealed partial class DirectTests
{
    [Protocol]
    public sealed partial class Headed
    {
        [Header]
        public readonly partial record struct Header
        {
            [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server)]
            [MessageId]
            public byte Id { get; init; }

            [FrameLength(Counts = FrameLengthCounts.Rest)]
            public partial ushort Length { get; }

            [CorrelationId]
            public uint Call { get; init; }

            public bool IsLast { get; init; }
        }

        [Request<Answer>(1)]
        public readonly partial record struct Ask(ushort Number, [LengthPrefixed<byte>, MaxBytes(5)] Utf8Text Name, [Remaining, MaxBytes(4)] ReadOnlyMemory<byte> Rest);

        [Reply(2)]
        public readonly partial record struct Answer(ulong Value);
    }

    [Protocol]
    public sealed partial class Enveloped
    {
        [Message(7, From = Side.Client)]
        public readonly partial record struct Say([LengthPrefixed<ushort>, MaxBytes(100)] Utf8Text Text);
    }

    private static byte[] Ask =>
    [
        0x80, 1, // Id
        0, 12, // Length: what is behind it
        0, 0, 0, 9, // Call
        1, // IsLast
        0x12, 0x34, // Number
        2, (byte)'a', (byte)'b', // Name
        7, 8, // Rest
    ];

    private static byte[] Say =>
    [
        0, 0, 0, 16, // length of the frame
        1, // a message
        0, // no deadline
        0, 7, // message id
        0, 0, 0, 0, // correlation id
        0, 2, (byte)'h', (byte)'i', // Text
    ];

    private static bool Try<TMessage>(byte[] frame, Side from, out TMessage message)
        where TMessage : IProtocolMessage<TMessage> => TMessage.TryReadDirect(frame, frame, from, out message);

    [Fact]
    public void A_message_behind_a_header_is_read()
    {
        Assert.True(Try(Ask, Side.Client, out Headed.Ask ask));
        Assert.Equal(new Headed.Ask(0x1234, "ab", new byte[] { 7, 8 }), ask);
        Assert.True(Headed.Wire.TryRoute(Ask, Side.Client, out FrameRoute route));
        Assert.Equal(new FrameRoute(FrameKind.Request, 1, 9), route);
    }

    [Fact]
    public void A_message_in_the_envelope_is_read()
    {
        Assert.True(Try(Say, Side.Client, out Enveloped.Say say));
        Assert.Equal("hi", say.Text.ToString());
        Assert.True(Enveloped.Wire.TryRoute(Say, Side.Client, out FrameRoute route));
        Assert.Equal((FrameKind.Message, 7), (route.Kind, route.MessageId));
    }

    [Theory]
    [InlineData(0, 0x81)] // another side's
    [InlineData(1, 2)] // another message
    [InlineData(3, 11)] // shorter than it is
    [InlineData(3, 13)] // longer than it is
    [InlineData(8, 2)] // no bool
    [InlineData(11, 6)] // a longer name than there may be
    [InlineData(12, 0xFF)] // no UTF-8
    public void What_is_wrong_behind_a_header_is_left_to_the_reader(int offset, byte value)
    {
        byte[] frame = Ask;
        frame[offset] = value;
        Assert.False(Try(frame, Side.Client, out Headed.Ask _));
        WireReader reader = new(frame.AsMemory(), isComplete: true, Side.Client);
        Assert.False(Read(ref reader, out Headed.Ask _));
        Assert.NotNull(reader.Error);
    }

    [Theory]
    [InlineData(3, 15)]
    [InlineData(3, 17)]
    [InlineData(7, 8)]
    [InlineData(13, 3)]
    [InlineData(13, 1)]
    public void What_is_wrong_in_the_envelope_is_left_to_the_reader(int offset, byte value)
    {
        byte[] frame = Say;
        frame[offset] = value;
        Assert.False(Try(frame, Side.Client, out Enveloped.Say _));
        WireReader reader = new(frame.AsMemory(), isComplete: true, Side.Client);
        Assert.False(Read(ref reader, out Enveloped.Say _));
        Assert.NotNull(reader.Error);
    }

    [Fact]
    public void What_is_cut_is_left_to_the_reader()
    {
        Assert.All(Enumerable.Range(0, Ask.Length), length => Assert.False(Try(Ask[..length], Side.Client, out Headed.Ask _)));
        Assert.All(Enumerable.Range(0, 9), length => Assert.False(Headed.Wire.TryRoute(Ask.AsSpan(0, length), Side.Client, out _)));
        Assert.All(Enumerable.Range(0, Say.Length), length => Assert.False(Try(Say[..length], Side.Client, out Enveloped.Say _)));
        Assert.All(Enumerable.Range(0, Say.Length), length => Assert.False(Enveloped.Wire.TryRoute(Say.AsSpan(0, length), Side.Client, out _)));
    }

    private static bool Read<TMessage>(ref WireReader reader, out TMessage message)
        where TMessage : IProtocolMessage<TMessage> => TMessage.TryReadFrame(ref reader, out message);
}

using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>Members and messages that not all versions of a protocol have.</summary>
public sealed partial class VersionTests
{
    [WireStruct]
    public readonly partial record struct Entry(
        byte Id,
        [Since(2)] ushort Weight,
        [Before(3), MaxBytes(10)] string Name,
        [Since(3), MaxBytes(10)] string? Label,
        [Since(2), Before(4)] byte Middle,
        bool HasNote,
        [Since(2), When(nameof(HasNote))] uint? Note);

    [WireUnion]
    public readonly partial struct Choice
    {
        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Whole(byte Number, [Since(2)] Held Held);

        [Case(2)]
        public readonly partial record struct Empty;
    }

    [WireStruct]
    public readonly partial record struct Held([FixedBytes(2)] byte[] Bytes);

    [WireStruct]
    public readonly partial record struct Chosen([LengthPrefixed<byte>] Choice Choice, byte End);

    [Theory]
    [InlineData(1, "02 01 07 09")]
    [InlineData(2, "04 01 07 0A0B 09")]
    public void A_case_has_the_members_of_the_version(int version, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        Chosen chosen = new(new Choice(new Choice.Whole(7, new Held([0x0A, 0x0B]))), 9);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(chosen.ToBytes((ushort)version)));
        Assert.Equal((bytes.Length, bytes.Length - 2), (chosen.GetSize((ushort)version), chosen.Choice.GetSize((ushort)version)));
        Assert.True(Chosen.TryRead(bytes, (ushort)version, out Chosen back, out _, out WireError? error), error?.ToString());

        // What the version does not have is not there, and nobody asks how large it is.
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(back.ToBytes((ushort)version)));
    }

    [WireStruct]
    public readonly partial record struct Outer(Entry First, [Since(3), CountPrefixed<byte>, MaxCount(4)] WireList<Entry> More, byte End);

    [WireStruct]
    public readonly partial record struct Measured
    {
        [LengthOf(nameof(Inner)), VarInt(VarIntFormat.Leb128)]
        public partial uint Length { get; }

        public Entry Inner { get; init; }
    }

    private static readonly Entry Value = new(1, 0x0203, "ab", "cd", 9, true, 0x0A0B0C0D);

    [Theory]
    [InlineData(1, "01 026162 01")]
    [InlineData(2, "01 0203 026162 09 01 0A0B0C0D")]
    [InlineData(3, "01 0203 026364 09 01 0A0B0C0D")]
    [InlineData(4, "01 0203 026364 01 0A0B0C0D")]
    public void A_member_is_there_in_its_versions(int version, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(Value.ToBytes((ushort)version)));
        Assert.Equal(bytes.Length, Value.GetSize((ushort)version));
        Assert.InRange(bytes.Length, 0, Value.GetSize());
        Assert.True(Entry.TryRead(bytes, (ushort)version, out Entry back, out int consumed, out WireError? error), error?.ToString());
        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(
            new Entry(
                1,
                version >= 2 ? (ushort)0x0203 : (ushort)0,
                version < 3 ? "ab" : string.Empty,
                version >= 3 ? "cd" : null,
                version is >= 2 and < 4 ? (byte)9 : (byte)0,
                true,
                version >= 2 ? 0x0A0B0C0DU : null),
            back);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Entry.TryRead(bytes.AsMemory(0, length), (ushort)version, out _, out _, out error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void Without_a_version_the_newest_is_meant()
    {
        Assert.Equal(Value.ToBytes(ushort.MaxValue), Value.ToBytes());
        Assert.Equal(Value.ToBytes(4), Value.ToBytes());
        Assert.True(Entry.TryRead(Value.ToBytes(4), out Entry back, out _, out _));
        Assert.Equal("cd", back.Label);
    }

    [Fact]
    public void A_value_that_the_version_needs_is_not_null()
    {
        WireFormatException exception = Assert.Throws<WireFormatException>(() => (Value with { Label = null }).ToBytes(3));
        Assert.Contains("Label is null", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Value.ToBytes(2), (Value with { Label = null }).ToBytes(2));
        Assert.Throws<WireFormatException>(() => (Value with { Note = null }).ToBytes(2));
        Assert.Equal(Value.ToBytes(1), (Value with { Note = null }).ToBytes(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Records_in_records_are_of_the_same_version(int version)
    {
        Outer outer = new(Value, new WireList<Entry>([Value, Value with { HasNote = false, Note = null }]), 0xEE);
        byte[] bytes = outer.ToBytes((ushort)version);
        byte[] expected = version < 3
            ? [.. Value.ToBytes((ushort)version), 0xEE]
            : [.. Value.ToBytes((ushort)version), 2, .. Value.ToBytes((ushort)version), .. (Value with { HasNote = false, Note = null }).ToBytes((ushort)version), 0xEE];
        Assert.Equal(expected, bytes);
        Assert.True(Outer.TryRead(bytes, (ushort)version, out Outer back, out _, out WireError? error), error?.ToString());
        Assert.Equal(version < 3 ? 0 : 2, back.More.Count);
        Assert.Equal(bytes, back.ToBytes((ushort)version));

        Measured measured = new() { Inner = Value };
        Assert.Equal([(byte)Value.GetSize((ushort)version), .. Value.ToBytes((ushort)version)], measured.ToBytes((ushort)version));
        Assert.Equal(1 + Value.GetSize((ushort)version), measured.GetSize((ushort)version));
    }
}

/// <summary>A message that says which version is spoken.</summary>
[Protocol(Version = 5, MinVersion = 3)]
public sealed partial class Spoken
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength, VarInt(VarIntFormat.Leb128)]
        public partial uint Length { get; }
    }

    [Message(1)]
    public readonly partial record struct Open([Bits(4)] byte Low, [Bits(4), ProtocolVersion] byte Level, [Since(5)] uint Extra, [Since(4)] byte More);

    [Message(2)]
    public readonly partial record struct Item(byte A, [Since(5), MaxBytes(200)] string B);

    [Message(3), Since(4), Before(5)]
    public readonly partial record struct Late(byte A);
}

public sealed partial class SpokenVersionTests
{
    [Theory]
    [InlineData(3, "010103")]
    [InlineData(4, "01020407")]
    [InlineData(5, "0106050000000907")]
    [InlineData(9, "010109")]
    [InlineData(0, "010100")]
    public void The_rest_of_the_message_is_of_the_version_that_it_says(int level, string hex)
    {
        Spoken.Open open = new(0, (byte)level, 9, 7);
        Assert.Equal(hex, Convert.ToHexString(open.ToBytes(default)));
        Assert.Equal(hex.Length / 2, open.GetSize());
        Assert.True(Spoken.Open.TryRead(Convert.FromHexString(hex), out _, out Spoken.Open back, out WireError? error), error?.ToString());
        Assert.Equal(open with { Extra = level == 5 ? 9U : 0, More = level is 4 or 5 ? (byte)7 : (byte)0 }, back);

        WireReader reader = new((ReadOnlyMemory<byte>)Convert.FromHexString(hex), isComplete: true);
        Assert.True(Read<Spoken.Open>(ref reader));
        Assert.Equal(level is 4 or 5 ? level : 3, reader.Version);

        static bool Read<TMessage>(ref WireReader reader)
            where TMessage : IProtocolMessage<TMessage> => TMessage.TryReadFrame(ref reader, out _);
    }

    [Fact]
    public void Other_messages_take_the_version()
    {
        Spoken.Item item = new(1, "abc");
        Assert.Equal("020101", Convert.ToHexString(item.ToBytes(4, default)));
        Assert.Equal("02050103616263", Convert.ToHexString(item.ToBytes(5, default)));
        Assert.Equal((3, 7), (item.GetSize(4), item.GetSize(5)));
        Assert.True(Spoken.Item.TryRead(item.ToBytes(4, default), 4, out _, out Spoken.Item back, out _));
        Assert.Equal(new Spoken.Item(1, string.Empty), back);
        Assert.False(Spoken.Item.TryRead(item.ToBytes(4, default), 5, out _, out _, out _));
    }

    [Fact]
    public void A_message_is_there_in_its_versions()
    {
        Spoken.Late late = new(1);
        Assert.Equal("030101", Convert.ToHexString(late.ToBytes(4, default)));
        Assert.Equal("Version 5 of the protocol has no Late.", Assert.Throws<WireFormatException>(() => late.ToBytes(5, default)).Message);
        Assert.Throws<WireFormatException>(() => late.ToBytes(3, default));
        Assert.False(Spoken.Late.TryRead(Convert.FromHexString("030101"), 5, out _, out _, out WireError? error));
        Assert.Equal("byte 0: version 5 has no Late", error!.ToString());
        Assert.True(Spoken.Late.TryRead(Convert.FromHexString("030101"), 4, out _, out _, out _));
    }

    [WireUnion]
    public readonly partial struct Verdict
    {
        [Discriminator, NotOnWire]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Guilty(byte Years, [Since(2)] byte Months);

        [Case(2)]
        public readonly partial record struct Free;
    }

    [Theory]
    [InlineData(1, "07")]
    [InlineData(2, "07 02")]
    public void A_union_whose_tag_is_elsewhere_is_read_and_written_in_a_version(ushort version, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.True(Verdict.TryRead(bytes, 1, version, out Verdict verdict, out int consumed, out WireError? error), error?.ToString());
        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(new Verdict(new Verdict.Guilty(7, (byte)(version == 1 ? 0 : 2))), verdict);
        Assert.Equal(bytes.Length, verdict.GetSize(version));
        Assert.Equal(bytes, verdict.ToBytes(version));
        Assert.False(Verdict.TryRead(bytes, 3, version, out _, out _, out _));
    }

    [WireStruct]
    public readonly partial record struct Digest([FixedBytes(4)] byte[] Bytes);

    [Protocol(Version = 2)]
    public sealed partial class Digested
    {
        [Message(1)]
        public readonly partial record struct Note(byte Number, [Since(2)] Digest Digest);
    }

    [Fact]
    public void A_message_of_an_earlier_version_is_sent_on_in_it()
    {
        byte[] bytes = [0, 0, 0, 13, /* a message */ 1, 0, /* message id */ 0, 1, /* correlation id */ 0, 0, 0, 0, /* Number */ 7];
        WireReader reader = new(bytes.AsMemory(), isComplete: true, Side.Client) { Version = 1 };
        Digested.Note note = Read<Digested.Note>(ref reader);
        Assert.Equal(bytes, Written(in note));

        static TMessage Read<TMessage>(ref WireReader reader)
            where TMessage : IProtocolMessage<TMessage>
        {
            Assert.True(TMessage.TryReadFrame(ref reader, out TMessage message), reader.Error?.ToString());
            return message;
        }

        static byte[] Written<TMessage>(in TMessage message)
            where TMessage : IProtocolMessage<TMessage>
        {
            // The digest is not there, and its size can't be told: nobody may ask for it.
            byte[] buffer = new byte[TMessage.GetFrameSizeIn(in message, 1)];
            WireWriter writer = new(buffer, Side.Client) { Version = 1 };
            message.WriteFrame(ref writer, new FrameRoute(FrameKind.Message, 1, 0));
            return buffer[..writer.Position];
        }
    }
}

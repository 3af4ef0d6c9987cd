namespace ProtoSockets.Tests.Records;

/// <summary>Codecs that are told several things, properties among them; codecs of elements; what a codec remembers.</summary>
public sealed partial class CodecArgumentTests
{
    /// <summary>A number of so many bytes, in either order.</summary>
    public readonly struct NumberCodec : IWireCodec<ulong, (int Width, bool LittleEndian)>
    {
        public static bool TryRead(ref WireReader reader, (int Width, bool LittleEndian) argument, out ulong value)
        {
            value = 0;
            if (!reader.TryTake(argument.Width, out ReadOnlySpan<byte> bytes))
            {
                return false;
            }

            for (int index = 0; index < bytes.Length; index++)
            {
                value = (value << 8) | bytes[argument.LittleEndian ? bytes.Length - 1 - index : index];
            }

            return true;
        }

        public static void Write(ref WireWriter writer, (int Width, bool LittleEndian) argument, ulong value)
        {
            Span<byte> bytes = writer.Take(argument.Width);
            for (int index = 0; index < bytes.Length; index++)
            {
                bytes[argument.LittleEndian ? index : bytes.Length - 1 - index] = (byte)value;
                value >>= 8;
            }
        }

        public static int GetSize((int Width, bool LittleEndian) argument, ulong value) => argument.Width;
    }

    /// <summary>As an ELF file says once how wide its addresses are, and in which order.</summary>
    [WireStruct]
    public readonly partial record struct Elf
    {
        public byte Class { get; init; }

        public bool IsLittleEndian { get; init; }

        [Codec<NumberCodec>(nameof(AddressWidth), nameof(IsLittleEndian))]
        public ulong Entry { get; init; }

        [CountPrefixed<byte>, Codec<NumberCodec>(nameof(AddressWidth), nameof(IsLittleEndian))]
        public ulong[] Sections { get; init; }

        [CountPrefixed<byte>, MaxCount(3), Codec<NumberCodec>(nameof(AddressWidth), nameof(IsLittleEndian))]
        public WireList<ulong> Symbols { get; init; }

        public int AddressWidth => Class == 2 ? 8 : 4;
    }

    /// <summary>The words that were met so far: a word is written once, and then by its number.</summary>
    public sealed class Words : WireContext
    {
        public List<string> Known { get; } = [];

        protected override void Reset() => Known.Clear();
    }

    public readonly struct WordCodec : IWireCodec<string>
    {
        public static bool TryRead(ref WireReader reader, out string value)
        {
            value = string.Empty;
            List<string> known = reader.Context<Words>().Known;
            if (!reader.TryTake(1, out ReadOnlySpan<byte> first))
            {
                return false;
            }

            if (first[0] >= 0x80)
            {
                int index = first[0] - 0x80;
                value = index < known.Count ? known[index] : value;
                return index < known.Count || reader.Malformed($"word {index} was not met yet");
            }

            if (!reader.TryTake(first[0], out ReadOnlySpan<byte> bytes))
            {
                return false;
            }

            value = System.Text.Encoding.ASCII.GetString(bytes);
            known.Add(value);
            return true;
        }

        public static void Write(ref WireWriter writer, string value)
        {
            List<string> known = writer.Context<Words>().Known;
            int index = known.IndexOf(value);
            if (index >= 0)
            {
                writer.Take(1)[0] = (byte)(0x80 + index);
                return;
            }

            writer.Take(1)[0] = (byte)value.Length;
            writer.Write(System.Text.Encoding.ASCII.GetBytes(value));
            known.Add(value);
        }

        public static int GetSize(string value) => 1 + value.Length;
    }

    [WireStruct]
    public readonly partial record struct Pair([Codec<WordCodec>] string Left, [Codec<WordCodec>] string Right);

    [WireStruct]
    public readonly partial record struct Sentence([CountPrefixed<byte>] Pair[] Pairs, [Codec<WordCodec>] string Last);

    private static readonly Elf Small = new() { Class = 1, IsLittleEndian = true, Entry = 0x01020304, Sections = [1, 2], Symbols = (ulong[])[3] };

    private static readonly byte[] SmallBytes =
    [
        1, 1,                   // Class, IsLittleEndian
        4, 3, 2, 1,             // Entry
        2, 1, 0, 0, 0, 2, 0, 0, 0, // Sections
        1, 3, 0, 0, 0,          // Symbols
    ];

    [Fact]
    public void A_codec_is_told_several_members_and_properties_and_so_are_those_of_elements()
    {
        WireForm.Is(Small, SmallBytes);
        WireForm.Is(new Elf { Class = 2, Entry = 1, Sections = [] }, [2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    }

    [Fact]
    public void Elements_that_were_borrowed_are_written_as_they_are()
    {
        Elf read = Elf.Read(SmallBytes);
        Assert.Equal([3UL], read.Symbols.ToArray());
        Assert.Equal(SmallBytes, read.ToBytes());
    }

    [Fact]
    public void What_a_codec_remembers_lasts_for_one_message()
    {
        Sentence sentence = new([new("a", "b"), new("b", "a")], "b");
        byte[] bytes = [2, 1, 0x61, 1, 0x62, 0x81, 0x80, 0x81];
        Assert.Equal(bytes, sentence.ToBytes());
        Assert.Equal(sentence, Sentence.Read(bytes));
        Assert.Equal(sentence, Sentence.Read(bytes));
        Assert.Equal("word 0 was not met yet", WireForm.Refuses<Pair>([0x80, 0x80]).Reason);
    }
}

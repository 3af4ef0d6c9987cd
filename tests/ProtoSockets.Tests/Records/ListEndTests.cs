namespace ProtoSockets.Tests.Records;

/// <summary><c>[Until]</c> and <c>[EndsWith]</c>: lists that say themselves where they end.</summary>
public sealed partial class ListEndTests
{
    /// <summary>A piece of a payload whose first bit says that more follow (as MPLS labels and VLANs stack).</summary>
    [WireStruct]
    public readonly partial record struct Label([Bits(7)] byte Value, [Bits(1)] bool IsBottom);

    [WireStruct]
    public readonly partial record struct Chunk([LengthPrefixed<byte>] Utf8Text Text)
    {
        [NotOnWire]
        public bool IsShort => Text.ByteCount < 2;
    }

    [WireStruct]
    public readonly partial record struct Pieces
    {
        [Until(nameof(Label.IsBottom)), MaxCount(3)]
        public WireList<Label> Labels { get; init; }

        [Until(nameof(Chunk.IsShort)), MaxCount(9), MaxBytes(8)]
        public Chunk[] Chunks { get; init; }

        public byte End { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Ended
    {
        [EndsWith(0), MaxCount(4)]
        public ushort[] Ports { get; init; }

        [EndsWith(-1), LittleEndian, MaxCount(4)]
        public WireList<int> Numbers { get; init; }

        [EndsWith(0), MaxCount(4)]
        public WireList<Chunk> Name { get; init; }

        [EndsWith("\r\n"), MaxCount(4)]
        public Chunk[] Lines { get; init; }

        public byte End { get; init; }
    }

    private static readonly Pieces Pile = new() { Labels = new Label[] { new(5, false), new(6, true) }, Chunks = [new("abc"u8.ToArray()), new("d"u8.ToArray())], End = 9 };

    private static readonly Ended Full = new()
    {
        Ports = [80, 443],
        Numbers = new[] { 1, 0 },
        Name = new Chunk[] { new("ab"u8.ToArray()) },
        Lines = [new("c"u8.ToArray())],
        End = 7,
    };

    [Fact]
    public void A_list_goes_on_until_its_last_element() => WireForm.Is(
        Pile,
        [
            0x0A, 0x0D, // Labels
            3, (byte)'a', (byte)'b', (byte)'c', 1, (byte)'d', // Chunks
            9, // End
        ]);

    [Fact]
    public void The_last_element_and_no_other_says_that_it_is()
    {
        WireForm.CannotWrite(Pile with { Labels = default }, "Labels is empty, and its last element must have IsBottom");
        WireForm.CannotWrite(Pile with { Labels = new Label[] { new(1, false) } }, "Labels[0] is the last element, and does not have IsBottom");
        WireForm.CannotWrite(Pile with { Labels = new Label[] { new(1, true), new(1, true) } }, "Labels[0] has IsBottom, and is not the last element");
        WireForm.CannotWrite(Pile with { Labels = new Label[] { new(1, false), new(1, false), new(1, false), new(1, true) } }, "Labels has 4 elements, and may have 3");
        WireForm.CannotWrite(Pile with { Chunks = [new("abcdefgh"u8.ToArray()), new("d"u8.ToArray())] }, "Chunks takes 11 bytes, and may take 8");
    }

    [Fact]
    public void A_list_without_an_end_is_refused_at_its_limit()
    {
        WireForm.Refuses<Pieces>([0, 0, 0, 0, 1], "Labels at byte 3: more elements than the limit of 3");
        WireForm.Refuses<Pieces>([1, 4, 0, 0, 0, 0, 3, 0, 0, 0, 0], "Chunks at byte 11: 10 bytes are over the limit of 8");
    }

    [Fact]
    public void A_list_ends_with_a_value_in_the_place_of_an_element()
    {
        WireForm.Is(
            Full,
            [
                0, 80, 0x01, 0xBB, 0, 0, // Ports
                1, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, // Numbers
                2, (byte)'a', (byte)'b', 0, // Name
                1, (byte)'c', 13, 10, // Lines
                7, // End
            ]);
        WireForm.Is(
            new Ended { Ports = [], Lines = [] },
            0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 13, 10, 0);
    }

    [Fact]
    public void An_element_does_not_look_like_the_end()
    {
        WireForm.CannotWrite(Full with { Ports = [1, 0] }, "Ports[1] starts with what ends the list, 0000");
        WireForm.CannotWrite(Full with { Numbers = new[] { -1 } }, "Numbers[0] starts with what ends the list, FFFFFFFF");
        WireForm.CannotWrite(Full with { Name = new Chunk[] { new("a"u8.ToArray()), new(default) } }, "Name[1] starts with what ends the list, 00");
        WireForm.CannotWrite(Full with { Lines = [new("\n            "u8.ToArray())] }, "Lines[0] starts with what ends the list, 0D0A");
        WireForm.CannotWrite(Full with { Ports = [1, 2, 3, 4, 5] }, "Ports has 5 elements, and may have 4");
    }

    [Fact]
    public void Too_many_elements_in_front_of_the_end_are_malformed() =>
        WireForm.Refuses<Ended>([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0], "Ports at byte 8: more elements than the limit of 4");
}

namespace ProtoSockets.Tests.Records;

/// <summary><c>[Optional]</c>: members at the end that older peers do not send. And lengths that a record is limited to.</summary>
public sealed partial class OptionalTests
{
    [WireStruct]
    public readonly partial record struct Options
    {
        public byte Version { get; init; }

        [Optional]
        public ushort? Port { get; init; }

        [Optional, Reserved(1), LengthPrefixed<byte>]
        public string? Name { get; init; }

        [Optional]
        public Point? Place { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Point(byte X, byte Y);

    [WireStruct]
    public readonly partial record struct Wrapped([LengthPrefixed<byte>] Options Options, byte End);

    [WireStruct]
    public readonly partial record struct Grouped
    {
        [LengthOf(nameof(Id), nameof(Extra))]
        public partial byte Length { get; }

        public byte Id { get; init; }

        [Optional]
        public ushort? Extra { get; init; }

        public byte End { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Lenient
    {
        [LengthPrefixed<byte>(OnRest = RestPolicy.Ignore)]
        public Point First { get; init; }

        [LengthPrefixed(VarIntFormat.Quic, OnRest = RestPolicy.Ignore)]
        public Point Second { get; init; }

        [LengthOf(nameof(Third), OnRest = RestPolicy.Ignore)]
        public partial ushort Length { get; }

        public Point Third { get; init; }

        [LengthPrefixed<ushort>(Bias = 2)]
        public Point Strict { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Keeps(byte Type, [Remaining] ReadOnlyMemory<byte> Rest);

    [WireStruct]
    public readonly partial record struct Kept([LengthPrefixed<byte>] Keeps Known, byte End);

    [Fact]
    public void An_optional_member_is_there_when_bytes_are_left()
    {
        WireForm.IsWithRest(new Options { Version = 1 }, 1);
        WireForm.IsWithRest(new Options { Version = 1, Port = 0x0203 }, 1, 2, 3);
        WireForm.IsWithRest(new Options { Version = 1, Port = 0x0203, Name = "ab" }, 1, 2, 3, 0, 2, (byte)'a', (byte)'b');
        WireForm.IsWithRest(new Options { Version = 1, Port = 0x0203, Name = "", Place = new(7, 8) }, 1, 2, 3, 0, 0, 7, 8);
    }

    [Fact]
    public void A_cut_in_an_optional_member_is_malformed()
    {
        WireForm.Refuses<Options>([], isComplete: true);
        Assert.Equal("Port at byte 1: needs 2 bytes, 1 are left", WireForm.Refuses<Options>([1, 2]).ToString());
        Assert.Equal("Name at byte 3: needs 2 bytes, 1 are left", WireForm.Refuses<Options>([1, 2, 3, 0]).ToString());
        Assert.Equal("Place.Y at byte 6: needs 1 bytes, 0 are left", WireForm.Refuses<Options>([1, 2, 3, 0, 0, 7]).ToString());
    }

    [Fact]
    public void A_value_does_not_stand_behind_one_that_is_not_there()
    {
        WireForm.CannotWrite(new Options { Name = "a" }, "Name has a value, and Port in front of it has none");
        WireForm.CannotWrite(new Options { Port = 1, Place = new(1, 2) }, "Place has a value, and Name in front of it has none");
    }

    [Fact]
    public void What_encloses_a_record_ends_its_optional_members()
    {
        WireForm.Is(new Wrapped(new Options { Version = 1 }, 9), 1, 1, 9);
        WireForm.Is(new Wrapped(new Options { Version = 1, Port = 2 }, 9), 3, 1, 0, 2, 9);
        WireForm.Refuses<Wrapped>([2, 1, 0, 2], "Options.Port at byte 2: needs 2 bytes, 1 are left");
        WireForm.Is(new Grouped { Id = 1, End = 9 }, 1, 1, 9);
        WireForm.Is(new Grouped { Id = 1, Extra = 2, End = 9 }, 3, 1, 0, 2, 9);
    }

    [Fact]
    public void A_record_is_limited_to_its_length()
    {
        Lenient lenient = new() { First = new(1, 2), Second = new(3, 4), Third = new(5, 6), Strict = new(7, 8) };
        WireForm.Is(lenient, 2, 1, 2, 2, 3, 4, 0, 2, 5, 6, 0, 4, 7, 8);
        byte[] longer = [4, 1, 2, 0xEE, 0xEE, 3, 3, 4, 0xEE, 0, 4, 5, 6, 0xEE, 0xEE, 0, 4, 7, 8];
        Assert.Equal(lenient, Lenient.Read(longer));
        WireForm.Refuses<Lenient>([1, 1, 2], "First.Y at byte 2: needs 1 bytes, 0 are left");
        WireForm.Refuses<Lenient>([2, 1, 2, 2, 3, 4, 0, 2, 5, 6, 0, 5, 7, 8, 9], "Strict at byte 14: 1 bytes are left over");
    }

    [Fact]
    public void What_a_record_does_not_know_can_be_kept()
    {
        WireForm.Is(new Kept(new Keeps(1, new byte[] { 2, 3 }), 9), 3, 1, 2, 3, 9);
        WireForm.Is(new Kept(new Keeps(1, default), 9), 1, 1, 9);
    }
}

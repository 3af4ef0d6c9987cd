namespace ProtoSockets.Tests.Views;

/// <summary>Members whose place depends on what is read in front of them: behind integers of variable length, behind ones that need not be there, within a length around several.</summary>
public sealed partial class ViewFlagTests
{
    [WireStruct]
    public readonly partial record struct Event
    {
        [VarInt(VarIntFormat.Leb128)]
        public uint Id { get; init; }

        public bool HasSource { get; init; }

        [Bits(1), FlagOf(nameof(Region))]
        public partial bool HasRegion { get; }

        [Bits(7)]
        public byte Level { get; init; }

        [LengthOf(nameof(Host), nameof(Port))]
        public partial byte OriginLength { get; }

        [LengthPrefixed<byte>]
        public string Host { get; init; }

        public ushort Port { get; init; }

        [When(nameof(HasSource)), LengthPrefixed<byte>]
        public Utf8Text? Source { get; init; }

        [When(nameof(HasRegion))]
        public ushort? Region { get; init; }

        [VarInt(VarIntFormat.Mqtt)]
        public ushort Length { get; init; }

        public byte Priority { get; init; }
    }

    /// <summary>A length that is itself an integer of variable length, around members that may leave bytes over.</summary>
    [WireStruct]
    public readonly partial record struct Extended
    {
        [VarInt(VarIntFormat.Leb128), LengthOf(nameof(First), nameof(Second), OnRest = RestPolicy.Ignore)]
        public partial uint Length { get; }

        public ushort First { get; init; }

        [LengthPrefixed<byte>]
        public ReadOnlyMemory<byte> Second { get; init; }

        public byte End { get; init; }
    }

    private static readonly byte[] All = [0x81, 0x01, 1, 0x85, 4, 1, (byte)'h', 0, 80, 2, (byte)'s', (byte)'t', 0, 9, 0x80, 0x02, 7];

    [Fact]
    public void All_members_are_found()
    {
        Assert.True(Event.View.TryCreate(All, out Event.View view, out _));
        Assert.Equal((129u, true, true, 5, 4), (view.Id, view.HasSource, view.HasRegion, view.Level, view.OriginLength));
        Assert.True(view.Host == "h"u8);
        Assert.True(view.Source == "st"u8);
        Assert.Equal((80, 9, 256, 7), (view.Port, view.Region!.Value, view.Length, view.Priority));
        Assert.True(view.Validate(out _));
    }

    [Fact]
    public void What_is_not_there_takes_no_bytes()
    {
        Assert.True(Event.View.TryCreate([1, 0, 5, 4, 1, (byte)'h', 0, 80, 3, 7], out Event.View view, out _));
        Assert.False(view.HasSource || view.HasRegion);
        Assert.Equal(string.Empty, view.Source.ToString());
        Assert.Null(view.Region);
        Assert.Equal((80, 3, 7), (view.Port, view.Length, view.Priority));
    }

    [Theory]
    [InlineData(2, 2)] // a flag that is none
    [InlineData(4, 3)] // the length ends in front of the port
    [InlineData(4, 5)] // and behind it
    [InlineData(15, 0x84)] // more than the type holds
    public void What_the_record_refuses_makes_no_view(int at, byte value)
    {
        byte[] bytes = [.. All];
        bytes[at] = value;
        Assert.False(Event.TryRead(bytes, out _, out _, out WireError? expected));
        Assert.False(Event.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal(expected!.ToString(), error!.ToString());
    }

    [Fact]
    public void Bytes_that_are_cut_make_no_view()
    {
        for (int length = 0; length < All.Length; length++)
        {
            Assert.False(Event.View.TryCreate(All.AsMemory(0, length), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void What_is_left_over_in_a_length_is_passed_over()
    {
        Assert.True(Extended.View.TryCreate([6, 0, 1, 1, 2, 0xEE, 0xEE, 3], out Extended.View view, out _));
        Assert.Equal((6u, 1, 3), (view.Length, view.First, view.End));
        Assert.Equal([2], view.Second.ToArray());
    }
}

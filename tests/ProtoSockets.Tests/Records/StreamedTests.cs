using System.IO.Pipelines;
using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>A header that counts messages whose last member streams.</summary>
[Protocol(MaxFrameBytes = 64)]
public sealed partial class Granary
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial ushort Length { get; }
    }

    [Message(1, From = Side.Client)]
    public readonly partial record struct Fill
    {
        public byte Bin { get; init; }

        [LengthOf(nameof(Grain), IncludesSelf = true)]
        public partial byte GrainLength { get; }

        public StreamedBytes Grain { get; init; }
    }

    [Message(2, From = Side.Client)]
    public readonly partial record struct Pour([MaxBytes(8)] string Name, [Remaining, MaxBytes(4)] StreamedBytes Grain);
}

/// <summary>The same bytes, kept in memory.</summary>
[Protocol(MaxFrameBytes = 64)]
public sealed partial class Barn
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial ushort Length { get; }
    }

    [Message(1, From = Side.Client)]
    public readonly partial record struct Fill
    {
        public byte Bin { get; init; }

        [LengthOf(nameof(Grain), IncludesSelf = true)]
        public partial byte GrainLength { get; }

        public ReadOnlyMemory<byte> Grain { get; init; }
    }

    [Message(2, From = Side.Client)]
    public readonly partial record struct Pour([MaxBytes(8)] string Name, [Remaining, MaxBytes(4)] ReadOnlyMemory<byte> Grain);
}

/// <summary>Messages whose last member streams, read and written without a connection.</summary>
public sealed class StreamedTests
{
    private static readonly byte[] Bytes = [/* Kind */ 1, /* Length */ 0, 5, /* Bin */ 7, /* GrainLength */ 4, /* Grain */ 10, 11, 12];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_in_memory_is_read_and_written_like_any_member()
    {
        Granary.Fill fill = new() { Bin = 7, Grain = new byte[] { 10, 11, 12 } };
        Assert.Equal(Bytes, fill.ToBytes(default));
        Assert.Equal(Bytes.Length, fill.GetSize());
        Assert.True(Granary.Fill.TryRead(Bytes.AsMemory(), out _, out Granary.Fill read, out _));
        Assert.Equal(7, read.Bin);
        Assert.Equal(3, read.Grain.Length);
        Assert.True(read.Grain.IsBuffered);
        Assert.Equal([10, 11, 12], await read.Grain.ToArrayAsync(3, Cancelled));
        Assert.Equal([10, 11, 12], (await read.Grain.AsPipeReader().ReadAtLeastAsync(3, Cancelled)).Buffer.FirstSpan.ToArray());
        Assert.Equal(fill, read);
    }

    [Fact]
    public void It_is_the_same_on_the_wire_as_bytes_in_memory()
    {
        Barn.Fill fill = new() { Bin = 7, Grain = new byte[] { 10, 11, 12 } };
        Assert.Equal(Bytes, fill.ToBytes(default));
        Assert.Equal(Barn.Wire.Description.SchemaHash, Granary.Wire.Description.SchemaHash);
    }

    [Fact]
    public void Cut_anywhere_it_is_incomplete()
    {
        for (int cut = 0; cut < Bytes.Length; cut++)
        {
            Assert.False(Granary.Fill.TryRead(Bytes.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
            Assert.InRange(error.BytesNeeded, cut + 1, Bytes.Length);
        }
    }

    [Theory]
    [InlineData(4, 5, "GrainLength at byte 5: the length 4 ends at byte 9, and what is around it at byte 8")]
    [InlineData(4, 3, "GrainLength at byte 5: the length 2 ends at byte 7, and what is around it at byte 8")]
    [InlineData(4, 0, "GrainLength at byte 5: no value has the length that 0 says")]
    [InlineData(2, 4, "GrainLength at byte 5: the length 3 ends at byte 8, and what is around it at byte 7")]
    public void Lengths_that_disagree_are_malformed(int index, byte value, string expected)
    {
        byte[] bytes = [.. Bytes];
        bytes[index] = value;
        Assert.False(Granary.Fill.TryRead(bytes.AsMemory(), out _, out _, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void Bytes_behind_the_frame_are_left_over()
    {
        Assert.False(Granary.Fill.TryRead((byte[])[.. Bytes, 1], out _, out _, out WireError? error));
        Assert.Equal("byte 8: 1 bytes are left over", error!.ToString());
    }

    [Fact]
    public void It_may_be_empty_and_its_default_is()
    {
        byte[] bytes = [/* Kind */ 1, /* Length */ 0, 2, /* Bin */ 7, /* GrainLength */ 1];
        Assert.Equal(bytes, new Granary.Fill { Bin = 7 }.ToBytes(default));
        Assert.True(Granary.Fill.TryRead(bytes.AsMemory(), out _, out Granary.Fill read, out _));
        Assert.Equal(new Granary.Fill { Bin = 7 }, read);
    }

    [Fact]
    public void A_bound_of_its_own_holds_both_ways()
    {
        byte[] bytes = [/* Kind */ 2, /* Length */ 0, 7, /* Name */ 1, (byte)'a', /* Grain */ 1, 2, 3, 4, 5];
        Assert.False(Granary.Pour.TryRead(bytes.AsMemory(), out _, out _, out WireError? error));
        Assert.Equal("Grain at byte 5: 5 bytes are over the limit of 4", error!.ToString());
        WireFormatException tooLong = Assert.Throws<WireFormatException>(() => new Granary.Pour("a", new byte[5]).ToBytes(default));
        Assert.Equal("Grain takes 5 bytes, and may take 4", tooLong.Message);
    }

    [Fact]
    public void A_length_that_the_wire_does_not_hold_is_refused()
    {
        WireFormatException tooLong = Assert.Throws<WireFormatException>(() => new Granary.Fill { Grain = new byte[255] }.ToBytes(default));
        Assert.Equal("GrainLength is 256, and holds 0 to 255", tooLong.Message);
    }

    [Fact]
    public void What_is_not_in_memory_is_for_a_connection_to_send()
    {
        Granary.Fill fill = new() { Grain = StreamedBytes.From(new MemoryStream(new byte[3])) };
        WireFormatException refused = Assert.Throws<WireFormatException>(() => fill.ToBytes(default));
        Assert.Contains("Grain streams from a source", refused.Message, StringComparison.Ordinal);
        Assert.Contains("can't be written: Grain streams from a source", fill.ToString("x", null), StringComparison.Ordinal);
        Assert.Contains("3 streamed bytes", fill.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Owned_bytes_are_copies()
    {
        byte[] bytes = [.. Bytes];
        Assert.True(Granary.Fill.TryRead(bytes.AsMemory(), out _, out Granary.Fill read, out _));
        Granary.Fill owned = read.ToOwned();
        bytes[5] = 99;
        Assert.NotEqual(owned, read);
        Assert.Equal(new Granary.Fill { Bin = 7, Grain = new byte[] { 10, 11, 12 } }, owned);
    }

    [Fact]
    public void A_dump_shows_it()
    {
        string dump = Granary.Describe(Bytes, Side.Client);
        Assert.Contains("GrainLength = 4", dump, StringComparison.Ordinal);
        Assert.Contains("0A 0B 0C", dump, StringComparison.Ordinal);
        Assert.Contains("Grain = 3 streamed bytes", dump, StringComparison.Ordinal);
        Assert.Contains("Length = 5", Granary.Describe(Bytes.AsSpan(0, 6), Side.Client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lengths_are_those_of_their_sources()
    {
        MemoryStream stream = new(new byte[10]) { Position = 4 };
        Assert.Equal(6, StreamedBytes.From(stream).Length);
        Assert.Equal(long.MaxValue, StreamedBytes.From(stream, long.MaxValue).Length);
        Assert.False(StreamedBytes.From(stream).IsBuffered);
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamedBytes.From(stream, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StreamedBytes.From(PipeReader.Create(stream), -1));
        Assert.Throws<ArgumentException>(() => StreamedBytes.From(PipeReader.Create(stream).AsStream()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => StreamedBytes.From(stream).ToArrayAsync(5, Cancelled));
        Assert.Equal(6, (await StreamedBytes.From(stream).ToArrayAsync(6, Cancelled)).Length);
        Assert.NotEqual(StreamedBytes.From(stream, 3), StreamedBytes.From(stream, 3));
        Assert.True((StreamedBytes)new byte[] { 1 } == new byte[] { 1 } && default(StreamedBytes) != new byte[] { 1 });
    }
}

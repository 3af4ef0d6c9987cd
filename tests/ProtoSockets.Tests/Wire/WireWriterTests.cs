using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Wire;

public class WireWriterTests
{
    [Fact]
    public void Bytes_are_written_front_to_back()
    {
        byte[] buffer = new byte[5];
        WireWriter writer = new(buffer, Side.Server);
        Assert.Equal(Side.Server, writer.From);
        writer.Take(1)[0] = 0x01;
        writer.Write([0x02, 0x03]);
        writer.Rest[0] = 0x04;
        Assert.Equal(3, writer.Position);
        writer.Advance(1);
        Assert.Equal([0x01, 0x02, 0x03, 0x04], writer.Written.ToArray());
        Assert.Equal(1, writer.Rest.Length);
    }

    [Fact]
    public void A_message_behind_other_bytes_counts_from_its_own_start()
    {
        byte[] buffer = [0xAA, 0xAA, 0xEE, 0xEE];
        WireWriter writer = new(buffer, 2, Side.Both);
        Assert.Equal(0, writer.Position);
        writer.Write([0x01, 0x02]);
        Assert.Equal(2, writer.Position);
        Assert.Equal([0x01, 0x02], writer.Written.ToArray());
        writer.At(0, 1)[0] = 0x03;
        Assert.Equal([0xAA, 0xAA, 0x03, 0x02], buffer);
    }

    [Fact]
    public void Only_what_was_written_can_be_patched() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            WireWriter writer = new(new byte[4]);
            writer.Write([0x01, 0x02]);
            writer.At(1, 2);
        });

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_message_starts_within_its_buffer(int origin) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(origin), () =>
        {
            WireWriter writer = new(new byte[4], origin, Side.Both);
            writer.Advance(0);
        });

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_buffer_that_is_too_small_is_the_callers_mistake(int count)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            WireWriter writer = new(new byte[4]);
            writer.Take(1);
            writer.Take(count);
        });
        Assert.Contains($"{count} more bytes are needed at byte 1, and 3 are left", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Names : WireContext
    {
        public List<string> Seen { get; } = [];

        public int Resets { get; private set; }

        protected override void Reset()
        {
            Seen.Clear();
            Resets++;
        }
    }

    private sealed class Offsets : WireContext
    {
        public List<int> Seen { get; } = [];

        protected override void Reset() => Seen.Clear();
    }

    [Fact]
    public void Members_of_one_message_share_a_context_and_the_next_message_starts_afresh()
    {
        WireWriter first = new(new byte[4]);
        Names names = first.Context<Names>();
        names.Seen.Add("example");
        first.Context<Offsets>().Seen.Add(12);
        Assert.Same(names, first.Context<Names>());
        Assert.Equal(["example"], first.Context<Names>().Seen);
        Assert.Equal([12], first.Context<Offsets>().Seen);

        WireWriter second = new(new byte[4]);
        Assert.Empty(second.Context<Offsets>().Seen);
        Assert.Empty(second.Context<Names>().Seen);
    }

    [Fact]
    public void A_context_is_made_once_for_each_thread()
    {
        byte[] buffer = new byte[4];
        int resets = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            WireWriter writer = new(buffer);
            _ = writer.Context<Offsets>();
            resets = writer.Context<Names>().Resets;
        }));
        Assert.InRange(resets, 4, int.MaxValue);
    }
}

using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Running;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Tests;

public sealed class FuzzRunTests
{
    [Fact]
    public void An_input_that_found_something_is_made_as_short_and_plain_as_it_can_be() =>
        Assert.Equal([7, 0, 9], Minimizer.Minimize([1, 2, 3, 7, 4, 9, 5, 5, 5], input => Array.IndexOf(input, (byte)7) is >= 0 and var at && at + 2 < input.Length && input[at + 2] == 9));

    [Fact]
    public void A_branch_counts_once_for_each_magnitude_of_times_that_it_is_taken()
    {
        SeenEdges seen = new();
        byte[] counts = new byte[EdgeMap.Size];
        counts[5] = 1;
        Assert.True(seen.Add(counts));
        Assert.False(seen.Add(counts));
        counts[5] = 4;
        Assert.True(seen.Add(counts));
        counts[5] = 7;
        Assert.False(seen.Add(counts));
        counts[EdgeMap.Size - 1] = 255;
        Assert.True(seen.Add(counts));
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        byte[] bytes = [.. "a line\r\n"u8];
        Mutator first = new(new Random(5));
        Mutator second = new(new Random(5));
        for (int count = 0; count < 100; count++)
        {
            Assert.Equal(first.Mutate(bytes, [1, 2, 3]), second.Mutate(bytes, [1, 2, 3]));
        }
    }

    [Fact]
    public void Reading_that_allocates_more_than_its_bytes_allow_is_found()
    {
        Cost cost = new(typeof(int));
        byte[] kept = [];
        FindingException found = Assert.Throws<FindingException>(() => cost.Check(10, () => kept = new byte[100_000]));
        Assert.StartsWith("10 bytes make reading allocate 1000", found.Message, StringComparison.Ordinal);
        cost.Check(10_000, () => kept = new byte[100_000]);
        Assert.Equal(100_000, kept.Length);
    }
}

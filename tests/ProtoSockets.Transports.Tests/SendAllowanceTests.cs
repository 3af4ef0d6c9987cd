using ProtoSockets.Servers;

namespace ProtoSockets.Transports.Tests;

public sealed class SendAllowanceTests
{
    [Fact]
    public void So_much_may_be_sent_as_came_times_the_factor()
    {
        SendAllowance allowance = new();
        Assert.False(allowance.TryTake(1));
        allowance.Add(10, 3);
        Assert.False(allowance.TryTake(31));
        Assert.True(allowance.TryTake(30));
        Assert.False(allowance.TryTake(1));
    }

    /// <summary>With the largest factor the number was full after 4 GiB from one address, which then got no answer any more.</summary>
    [Fact]
    public void The_largest_factor_is_no_limit_however_much_comes()
    {
        SendAllowance allowance = new();
        const long Received = 6L << 30;
        for (long bytes = 0; bytes < Received; bytes += ushort.MaxValue)
        {
            allowance.Add(ushort.MaxValue, int.MaxValue);
        }

        Assert.True(allowance.TryTake(ushort.MaxValue));
    }
}

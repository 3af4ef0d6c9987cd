using ProtoSockets.Connections;

namespace ProtoSockets.Transports.Tests;

/// <summary>How large a connection's next receive is, by how much the last ones have brought.</summary>
public sealed class ReceiveSizingTests
{
    private const int LittleReceives = 16;

    private ReceiveSizing _sizing = new();

    [Fact]
    public void What_fills_its_buffer_gets_the_next_larger_one()
    {
        Assert.Equal(ReceiveBuffer.SmallSize, _sizing.Size);
        _sizing.Received(ReceiveBuffer.SmallSize, ReceiveBuffer.SmallSize);
        Assert.Equal(ReceiveBuffer.DefaultSize, _sizing.Size);
        _sizing.Received(ReceiveBuffer.DefaultSize, ReceiveBuffer.DefaultSize);
        Assert.Equal(ReceiveBuffer.LargeSize, _sizing.Size);
        _sizing.Received(ReceiveBuffer.LargeSize, ReceiveBuffer.LargeSize);
        Assert.Equal(ReceiveBuffer.LargeSize, _sizing.Size);
    }

    [Fact]
    public void What_could_do_with_less_gets_it_after_a_while_step_by_step()
    {
        Fill(2);
        Receive(LittleReceives - 1);
        Assert.Equal(ReceiveBuffer.LargeSize, _sizing.Size);
        Receive(1);
        Assert.Equal(ReceiveBuffer.DefaultSize, _sizing.Size);
        Receive(LittleReceives);
        Assert.Equal(ReceiveBuffer.SmallSize, _sizing.Size);
        Receive(LittleReceives);
        Assert.Equal(ReceiveBuffer.SmallSize, _sizing.Size);
    }

    [Fact]
    public void A_burst_between_keeps_the_larger_one()
    {
        Fill(2);
        for (int burst = 0; burst < 10; burst++)
        {
            Receive(LittleReceives - 1);
            _sizing.Received(ReceiveBuffer.DefaultSize, ReceiveBuffer.LargeSize);
        }

        Assert.Equal(ReceiveBuffer.LargeSize, _sizing.Size);
    }

    private void Fill(int times)
    {
        for (int time = 0; time < times; time++)
        {
            _sizing.Received(_sizing.Size, _sizing.Size);
        }
    }

    /// <summary>Receives little, so many times.</summary>
    private void Receive(int times)
    {
        for (int time = 0; time < times; time++)
        {
            _sizing.Received(10, _sizing.Size);
        }
    }
}

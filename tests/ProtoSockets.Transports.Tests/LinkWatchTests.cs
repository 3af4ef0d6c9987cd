using ProtoSockets.Connections;

namespace ProtoSockets.Transports.Tests;

/// <summary>Connections by what they look like from time to time.</summary>
public sealed class LinkWatchTests
{
    private const long None = -1;
    private const long MiB = 1 << 20;

    private readonly LinkWatch _watch = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), now: 0);

    [Fact]
    public void A_silent_peer_is_asked_once_and_then_gone()
    {
        Assert.Equal(LinkVerdict.Fine, Look(29, received: 0));
        Assert.Equal(LinkVerdict.Ping, Look(30, received: 0));
        Assert.Equal(LinkVerdict.Fine, Look(44, received: 0));
        Assert.Equal(LinkVerdict.Gone, Look(45, received: 0));
    }

    [Fact]
    public void Any_byte_is_an_answer()
    {
        Assert.Equal(LinkVerdict.Ping, Look(30, received: 0));
        Assert.Equal(LinkVerdict.Fine, Look(44, received: 1));
        Assert.Equal(LinkVerdict.Fine, Look(73, received: 1));
        Assert.Equal(LinkVerdict.Ping, Look(74, received: 1));
    }

    [Fact]
    public void A_peer_that_does_not_answer_pings_is_neither_asked_nor_gone()
    {
        for (int second = 0; second < 1000; second++)
        {
            Assert.Equal(LinkVerdict.Fine, Look(second, received: 0, answersPings: false));
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_peer_that_is_not_listened_to_hears_a_ping_now_and_then_and_is_not_gone(bool isHeldBack, bool isStreaming)
    {
        LinkVerdict[] verdicts = [.. Enumerable.Range(1, 100).Select(second => Look(second, received: 0, isHeldBack: isHeldBack, isStreaming: isStreaming))];
        Assert.Equal([30, 60, 90], Enumerable.Range(1, 100).Where(second => verdicts[second - 1] == LinkVerdict.Ping));
        Assert.DoesNotContain(LinkVerdict.Gone, verdicts);

        // From then on its time begins anew.
        Assert.Equal(LinkVerdict.Fine, Look(129, received: 0));
        Assert.Equal(LinkVerdict.Ping, Look(130, received: 0));
    }

    [Fact]
    public void A_frame_that_has_begun_has_its_time_however_many_bytes_come()
    {
        for (int second = 1; second < 21; second++)
        {
            Assert.Equal(LinkVerdict.Fine, Look(second, received: 100 + second, begunAt: 100));
        }

        Assert.Equal(LinkVerdict.FrameOverdue, Look(21, received: 121, begunAt: 100));
    }

    [Fact]
    public void One_frame_after_the_other_is_no_frame_that_does_not_end()
    {
        for (int second = 1; second < 100; second++)
        {
            // Each look finds a part of another frame.
            Assert.Equal(LinkVerdict.Fine, Look(second, received: second * 50, begunAt: (second * 50) - 10));
        }
    }

    [Fact]
    public void A_large_frame_has_its_time_again_for_each_mebibyte()
    {
        Assert.Equal(LinkVerdict.Fine, Look(1, received: 10, begunAt: 0));
        Assert.Equal(LinkVerdict.Fine, Look(20, received: MiB, begunAt: 0));
        Assert.Equal(LinkVerdict.Fine, Look(39, received: (2 * MiB) - 1, begunAt: 0));
        Assert.Equal(LinkVerdict.FrameOverdue, Look(40, received: (2 * MiB) - 1, begunAt: 0));
    }

    [Fact]
    public void A_frame_does_not_age_while_its_sender_is_held_back()
    {
        Assert.Equal(LinkVerdict.Fine, Look(1, received: 10, begunAt: 0));
        Assert.Equal(LinkVerdict.Fine, Look(25, received: 10, begunAt: 0, isHeldBack: true));
        Assert.Equal(LinkVerdict.Fine, Look(26, received: 10, begunAt: 0));
        Assert.NotEqual(LinkVerdict.FrameOverdue, Look(45, received: 10, begunAt: 0));
        Assert.Equal(LinkVerdict.FrameOverdue, Look(46, received: 10, begunAt: 0));
    }

    [Fact]
    public void It_is_looked_often_enough_for_the_shortest_time_and_never_without_one()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), LinkWatch.PauseFor(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(8), Timeout.InfiniteTimeSpan));
        Assert.Equal(TimeSpan.FromSeconds(5), LinkWatch.PauseFor(TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromMilliseconds(20), LinkWatch.PauseFor(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(Timeout.InfiniteTimeSpan, LinkWatch.PauseFor(Timeout.InfiniteTimeSpan));
    }

    private LinkVerdict Look(int second, long received, long begunAt = None, bool isHeldBack = false, bool isStreaming = false, bool answersPings = true) =>
        _watch.Look(
            new LinkState { Received = received, BegunAt = begunAt, IsHeldBack = isHeldBack, IsStreaming = isStreaming, AnswersPings = answersPings },
            second * 1000L);
}

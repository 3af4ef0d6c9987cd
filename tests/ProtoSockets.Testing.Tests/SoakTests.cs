using ProtoSockets.Soak;

namespace ProtoSockets.Testing.Tests;

/// <summary>What is rented is counted over the whole process: nothing else may run beside it.</summary>
[Collection(nameof(SoakTests))]
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakTests
{
    /// <summary>Seeds that between them have every protocol, streams and datagrams, and every fault.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_is_lost_doubled_or_leaked_under_faults(int seed)
    {
        StringWriter output = new();

        SoakRun run = await new SoakRun(output) { MaxCallsPerRound = 250 }.RunAsync(seed, 5_000);

        Assert.True(run.IsGood, output.ToString());
        Assert.EndsWith("lost 0, doubled 0, leaked 0\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_that_never_ends_is_lost() => Assert.Equal(1, Closed(static book => book.Handled(0), calls: 1).CountOf(Fault.Lost));

    [Fact]
    public void An_answer_that_no_handler_gave_is_lost() => Assert.Equal(1, Closed(static book => book.End(0, CallEnd.Answered), calls: 1).CountOf(Fault.Lost));

    [Fact]
    public void A_call_that_is_handled_twice_is_doubled()
    {
        CallBook book = Closed(
            static book =>
            {
                book.Handled(0);
                book.Handled(0);
                book.End(0, CallEnd.Unknown);
            },
            calls: 1);

        Assert.Equal((0, 1), (book.CountOf(Fault.Lost), book.CountOf(Fault.Doubled)));
    }

    [Fact]
    public void A_call_that_was_not_sent_and_handled_all_the_same_is_doubled()
    {
        CallBook book = Closed(
            static book =>
            {
                book.Handled(0);
                book.End(0, CallEnd.NotSent);
            },
            calls: 1);

        Assert.Equal(1, book.CountOf(Fault.Doubled));
    }

    [Fact]
    public void A_call_with_two_ends_is_doubled()
    {
        CallBook book = Closed(
            static book =>
            {
                book.Handled(0);
                book.End(0, CallEnd.Answered);
                book.End(0, CallEnd.TimedOut);
            },
            calls: 1);

        Assert.Equal(1, book.CountOf(Fault.Doubled));
    }

    private static CallBook Closed(Action<CallBook> happens, int calls)
    {
        CallBook book = new(calls, mayRepeat: false);
        happens(book);
        book.Close();
        return book;
    }
}

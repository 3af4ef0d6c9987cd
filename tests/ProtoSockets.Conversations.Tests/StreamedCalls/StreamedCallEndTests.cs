using ProtoSockets.Conversations.Tests.Protocols;
using static ProtoSockets.Conversations.Tests.StreamedCalls.Flow;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>How streams end before their end: by what is thrown, by who leaves, by time, and with the connection.</summary>
public sealed class StreamedCallEndTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_exception_in_the_middle_of_an_answer_comes_behind_the_items_before_it()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler()), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var read = new List<int>();
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => NumbersAsync(client.PourAsync(new(100, 41), Cancelled), read).Soon());
        Assert.Equal((RefusalCode.Rejected, "dry at 41"), (refused.Code, refused.Message));
        Assert.Equal(Enumerable.Range(1, 40), read);

        // In both directions at a time.
        refused = await Assert.ThrowsAsync<CallRefusedException>(() => NumbersAsync(client.MillAsync(new(2), OfAsync(1, 2, -3, 4), Cancelled), read).Soon());
        Assert.Equal("not below zero: -3", refused.Message);
        Assert.Equal([2, 4], read.Skip(40));
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task What_the_source_of_a_client_throws_is_its_callers_and_the_handler_gets_a_typed_error_behind_the_items_before_it()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        InvalidDataException own = await Assert.ThrowsAsync<InvalidDataException>(() => client.FillAsync(new(0), FailingAsync(new InvalidDataException("a secret")), Cancelled).Soon());
        Assert.Equal("a secret", own.Message);
        CallRefusedException told = Assert.IsType<CallRefusedException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(RefusalCode.HandlerFailed, told.Code);
        Assert.DoesNotContain("secret", told.Message, StringComparison.Ordinal);
        Assert.Equal(1, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(2, await handler.Read.Reader.ReadAsync(Cancelled).Soon());

        // What is meant for the other side is sent as it is.
        await Assert.ThrowsAsync<CallRefusedException>(() => client.FillAsync(new(0), FailingAsync(new CallRefusedException("out of buckets")), Cancelled).Soon());
        told = Assert.IsType<CallRefusedException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal((RefusalCode.Rejected, "out of buckets"), (told.Code, told.Message));
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task An_enumeration_that_is_left_or_cancelled_cancels_its_handler()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await foreach (Weir.Drop drop in client.PourAsync(new(int.MaxValue, 0), Cancelled))
        {
            if (drop.Number == 3)
            {
                break;
            }
        }

        Assert.IsType<OperationCanceledException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        using var caller = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Weir.Drop drop in client.PourAsync(new(int.MaxValue, 0), caller.Token))
            {
                if (drop.Number == 3)
                {
                    await caller.CancelAsync();
                }

                Assert.InRange(drop.Number, 1, 3);
            }
        });
        Assert.IsType<OperationCanceledException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_sends_cancels_its_handler_and_its_source()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using var caller = new CancellationTokenSource();
        var source = new Source(2) { GoesOn = true };
        Task<Weir.Level> filling = client.FillAsync(new(0), source, caller.Token).AsTask();
        Assert.Equal(1, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(2, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling.Soon());
        Assert.IsAssignableFrom<OperationCanceledException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        await source.Left.Task.Soon();
    }

    [Fact]
    public async Task A_stream_that_runs_out_of_time_fails_behind_what_has_come_and_cancels_its_handler()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var source = new Source(2) { GoesOn = true };
        var read = new List<int>();
        await Assert.ThrowsAsync<CallTimedOutException>(() => NumbersAsync(client.MillAsync(new(10), source, TimeSpan.FromMilliseconds(300), Cancelled), read).Soon());
        Assert.Equal([10, 20], read);
        await source.Left.Task.Soon();
    }

    [Fact]
    public async Task A_handler_that_answers_early_ends_the_source()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var source = new Source(int.MaxValue);
        Assert.Equal(new Weir.Level(3, 6), await client.FillAsync(new(3), source, Cancelled).Soon());
        await source.Left.Task.Soon();

        // What was on its way to the call that has ended is no fault.
        Assert.Equal(7, (await client.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task The_end_of_the_connection_ends_all_streams_on_both_sides_with_a_typed_error()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        var source = new Source(2) { GoesOn = true };
        Task<Weir.Level> filling = client.FillAsync(new(0), source, Cancelled).AsTask();
        Assert.Equal(1, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(2, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        Task<List<int>> pouring = NumbersAsync(client.MillAsync(new(1), new Source(0) { GoesOn = true }, Cancelled));
        await client.LookAsync(new(0), Cancelled).Soon();
        Assert.True(handler.Sessions.TryDequeue(out Weir.Session? session));
        session.Abort();
        await Assert.ThrowsAsync<CallLostException>(() => filling.Soon());
        await Assert.ThrowsAsync<CallLostException>(() => pouring.Soon());
        Assert.IsType<ConnectionClosedException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        await source.Left.Task.Soon();
    }

    [Fact]
    public async Task A_drain_waits_for_streams_that_go_on_and_begins_no_others()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { StreamWindow = 2 }, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Weir.Drop> drops = client.PourAsync(new(100, 0), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await drops.MoveNextAsync().Soon());
        var source = new Source(2) { GoesOn = true };
        Task<Weir.Level> filling = client.FillAsync(new(4), source, Cancelled).AsTask();
        Assert.Equal(1, await handler.Read.Reader.ReadAsync(Cancelled).Soon());
        server.Stop();
        await UntilRefusedAsync(client);
        await MoveAsync(drops, 99);
        Assert.False(await drops.MoveNextAsync().Soon());
        source.GoOn.SetResult();
        Assert.Equal(new Weir.Level(4, 10), await filling.Soon());
        await server.Running.Soon();
    }

    [Fact]
    public async Task A_session_that_is_closed_lets_its_streams_end()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.Address, new ClientOptions { StreamWindow = 2 }, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Weir.Drop> drops = client.PourAsync(new(100, 0), Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await drops.MoveNextAsync().Soon());
        Assert.True(handler.Sessions.TryDequeue(out Weir.Session? session));
        session.Close();
        await MoveAsync(drops, 99);
        Assert.False(await drops.MoveNextAsync().Soon());
        await client.Completion.Soon();
    }

    private static async Task UntilRefusedAsync(Weir.Client client)
    {
        while (true)
        {
            try
            {
                await client.LookAsync(new(0), Cancelled).Soon();
            }
            catch (TryElsewhereException)
            {
                return;
            }
        }
    }

    private static async IAsyncEnumerable<Weir.Bucket> OfAsync(params int[] numbers)
    {
        await Task.CompletedTask;
        foreach (int number in numbers)
        {
            yield return new Weir.Bucket(number);
        }
    }

    private static async IAsyncEnumerable<Weir.Bucket> FailingAsync(Exception failure)
    {
        yield return new Weir.Bucket(1);
        yield return new Weir.Bucket(2);
        await Task.CompletedTask;
        throw failure;
    }
}

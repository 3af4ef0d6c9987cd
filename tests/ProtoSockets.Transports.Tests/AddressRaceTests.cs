using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace ProtoSockets.Transports.Tests;

public sealed class AddressRaceTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);
    private static readonly EndPoint Peer = new DnsEndPoint("chat.test", 7);
    private static readonly IPEndPoint Six1 = new(IPAddress.Parse("2001:db8::1"), 7);
    private static readonly IPEndPoint Six2 = new(IPAddress.Parse("2001:db8::2"), 7);
    private static readonly IPEndPoint Six3 = new(IPAddress.Parse("2001:db8::3"), 7);
    private static readonly IPEndPoint Four1 = new(IPAddress.Parse("192.0.2.1"), 7);
    private static readonly IPEndPoint Four2 = new(IPAddress.Parse("192.0.2.2"), 7);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<Attempt> _attempts = [];

    [Fact]
    public void Families_take_turns_and_keep_their_order() =>
        Assert.Equal([Six1, Four1, Six2, Four2, Six3], AddressRace.Interleave([Six1, Six2, Six3, Four1, Four2]));

    [Fact]
    public void The_family_that_the_resolver_prefers_goes_first() => Assert.Equal([Four1, Six1, Four2], AddressRace.Interleave([Four1, Four2, Six1]));

    [Fact]
    public void One_family_keeps_its_order() => Assert.Equal([Four1, Four2], AddressRace.Interleave([Four1, Four2]));

    [Fact]
    public async Task The_second_address_is_tried_when_the_first_takes_too_long()
    {
        Task<Connection> race = Race(Six1, Four1);
        Assert.Equal([Six1], Tried());
        _clock.Advance(Delay - TimeSpan.FromMilliseconds(1));
        Assert.Equal([Six1], Tried());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await TriedAsync(2);
        Assert.Equal([Six1, Four1], Tried());

        Connection winner = _attempts[1].Succeed();
        Assert.Same(winner, await race.WithinLimit());
        Assert.False(winner.IsClosed);
        Assert.True(_attempts[0].Token.IsCancellationRequested);
    }

    [Fact]
    public async Task The_first_address_may_still_win()
    {
        Task<Connection> race = Race(Six1, Four1);
        _clock.Advance(Delay);
        await TriedAsync(2);
        Connection winner = _attempts[0].Succeed();
        Assert.Same(winner, await race.WithinLimit());
        Assert.True(_attempts[1].Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_loser_that_connects_all_the_same_is_closed()
    {
        Task<Connection> race = Race(Six1, Four1);
        _clock.Advance(Delay);
        await TriedAsync(2);
        _attempts[1].Succeed();
        await race.WithinLimit();
        Connection late = _attempts[0].Succeed();
        await late.Closed.WithinLimit();
    }

    [Fact]
    public async Task A_failure_starts_the_next_at_once()
    {
        Task<Connection> race = Race(Six1, Four1);
        _attempts[0].Fail();
        await TriedAsync(2);
        _attempts[1].Succeed();
        await race.WithinLimit();
    }

    [Fact]
    public async Task When_all_fail_the_message_has_each_answer()
    {
        Task<Connection> race = Race(Six1, Four1);
        _clock.Advance(Delay);
        await TriedAsync(2);
        _attempts[1].Fail(SocketError.HostUnreachable);
        _attempts[0].Fail(SocketError.ConnectionRefused);
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(() => race.WithinLimit());
        Assert.Equal(Peer, error.EndPoint);
        Assert.Contains("Cannot connect to chat.test:7: [2001:db8::1]:7: Connection refused; 192.0.2.1:7: No route to host", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delay_passes_between_all_attempts()
    {
        Task<Connection> race = Race(Six1, Four1, Six2);
        for (int tried = 2; tried <= 3; tried++)
        {
            _clock.Advance(Delay);
            await TriedAsync(tried);
        }

        Assert.Equal([Six1, Four1, Six2], Tried());
        _attempts[2].Succeed();
        await race.WithinLimit();
    }

    [Fact]
    public async Task Cancelling_ends_the_race_with_the_callers_token()
    {
        using var cancelling = new CancellationTokenSource();
        Task<Connection> race = Race(cancelling.Token, Six1, Four1);
        await cancelling.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race.WithinLimit());
        Assert.Equal(cancelling.Token, error.CancellationToken);
    }

    private Task<Connection> Race(params IPEndPoint[] addresses) => Race(CancellationToken.None, addresses);

    private Task<Connection> Race(CancellationToken cancellationToken, params IPEndPoint[] addresses) => AddressRace.RunAsync(
        Peer,
        addresses,
        (address, token) =>
        {
            var attempt = new Attempt(address, token);
            lock (_attempts)
            {
                _attempts.Add(attempt);
            }

            return attempt.Task;
        },
        Delay,
        _clock,
        cancellationToken);

    private IPEndPoint[] Tried()
    {
        lock (_attempts)
        {
            return [.. _attempts.Select(attempt => attempt.Address)];
        }
    }

    private async Task TriedAsync(int count)
    {
        CancellationToken cancellationToken = Bounded.Token;
        while (Tried().Length < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Attempt
    {
        private readonly TaskCompletionSource<Connection> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Attempt(IPEndPoint address, CancellationToken token)
        {
            Address = address;
            Token = token;
        }

        internal IPEndPoint Address { get; }

        internal CancellationToken Token { get; }

        /// <summary>Does not end by itself when it is cancelled: a system's connect may succeed all the same.</summary>
        internal Task<Connection> Task => _source.Task;

        internal Connection Succeed()
        {
            var connection = new Connection();
            _source.SetResult(connection);
            return connection;
        }

        internal void Fail(SocketError error = SocketError.ConnectionRefused) => _source.SetException(new SocketException((int)error));
    }

    private sealed class Connection : IDisposable
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Closed => _closed.Task;

        internal bool IsClosed => _closed.Task.IsCompleted;

        public void Dispose() => _closed.TrySetResult();
    }
}

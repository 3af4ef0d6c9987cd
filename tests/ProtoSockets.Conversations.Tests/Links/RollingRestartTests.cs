using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.RollingServer;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Two servers, processes of their own behind two ports, that are restarted one after the other while clients call.</summary>
public sealed class RollingRestartTests
{
    private const int Clients = 6;
    private const int CallsAtOnce = 8;
    private const int Restarts = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_that_was_accepted_is_lost_and_every_other_one_is_told_so()
    {
        ServeProcess[] servers = [await StartAsync("127.0.0.1:0"), await StartAsync("127.0.0.1:0")];
        IPEndPoint[] ports = [servers[0].EndPoint, servers[1].EndPoint];
        var load = new Load(ports);
        long entered = 0;
        try
        {
            using var enough = new CancellationTokenSource();
            Task[] clients = [.. Enumerable.Range(0, Clients).Select(client => Task.Run(() => load.RunAsync(client, enough.Token)))];
            await load.WaitForAsync(1000);
            for (int restart = 0; restart < Restarts; restart++)
            {
                int which = restart % 2;
                entered += await StopAsync(servers[which]);
                servers[which] = await StartAsync(ports[which].ToString());
                await load.WaitForAsync(load.Answered + 1000);
            }

            await enough.CancelAsync();
            await Task.WhenAll(clients).WaitAsync(ExternalProgram.Patience, Cancelled);
            foreach (ServeProcess server in servers)
            {
                entered += await StopAsync(server);
            }
        }
        finally
        {
            foreach (ServeProcess server in servers)
            {
                await server.DisposeAsync();
            }
        }

        // What the servers took on is what the clients have replies for: neither more nor less.
        Assert.Empty(load.Lost);
        Assert.Equal(entered, load.Answered);
        Assert.True(load.NotAccepted > 0, "No restart was noticed by any call.");
    }

    private static Task<ServeProcess> StartAsync(string address) => new SampleProgram("ProtoSockets.RollingServer.dll").ServeAtAsync(address);

    private static async Task<long> StopAsync(ServeProcess server)
    {
        ProgramResult result = await server.StopAsync("TERM");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("entered ", result.Output, StringComparison.Ordinal);
        return long.Parse(result.Output.AsSpan("entered ".Length).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Clients that call, and call elsewhere what was not accepted.</summary>
    private sealed class Load(IPEndPoint[] ports)
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<Exception> _lost = new();
        private long _answered;
        private long _notAccepted;
        private long _number;

        public IReadOnlyCollection<Exception> Lost => _lost;

        public long Answered => Volatile.Read(ref _answered);

        public long NotAccepted => Volatile.Read(ref _notAccepted);

        public async Task WaitForAsync(long answered)
        {
            long start = Stopwatch.GetTimestamp();
            while (Answered < answered)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < ExternalProgram.Patience, $"{Answered} calls were answered, not {answered}: {string.Join("; ", _lost)}");
                await Task.Delay(5, Cancelled);
            }
        }

        public async Task RunAsync(int client, CancellationToken enough)
        {
            for (int port = client; !enough.IsCancellationRequested; port++)
            {
                Ledger.Client? connection = await ConnectAsync(ports[port % ports.Length]);
                if (connection is null)
                {
                    continue;
                }

                await using (connection)
                {
                    await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(_ => CallAsync(connection, enough)));
                }
            }
        }

        /// <summary>Connects; nothing has been asked of a server that does not let it in.</summary>
        private static async Task<Ledger.Client?> ConnectAsync(IPEndPoint port)
        {
            try
            {
                return await Ledger.Client.ConnectAsync(port, cancellationToken: Cancelled);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                return null;
            }
        }

        private async Task CallAsync(Ledger.Client connection, CancellationToken enough)
        {
            try
            {
                while (!enough.IsCancellationRequested)
                {
                    long number = Interlocked.Increment(ref _number);
                    Assert.Equal(number, (await connection.EnterAsync(new(number), Cancelled)).Number);
                    Interlocked.Increment(ref _answered);
                }
            }
            catch (CallException exception) when (exception.Outcome is CallOutcome.NotAccepted or CallOutcome.NotSent)
            {
                Interlocked.Increment(ref _notAccepted);
            }
            catch (Exception exception)
            {
                _lost.Enqueue(exception);
            }
        }
    }
}

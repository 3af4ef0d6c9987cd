using System.CommandLine;
using System.Globalization;
using System.Runtime;
using ProtoSockets.Benchmarks.Net.Peers;
using ProtoSockets.Transports;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>One of the processes that are measured: a server or a client of one peer. It is told what to do by lines on standard input, and answers each with a line; limit/limit.c speaks the same.</summary>
internal static class Worker
{
    /// <summary>The first argument of a process that is a worker.</summary>
    public const string Verb = "net-worker";

    /// <summary>Its command line, which is for the process that compares.</summary>
    public static Command CreateCommand()
    {
        Argument<string> role = new("role");
        Argument<string> peer = new("peer");
        Argument<Threads> threads = new("threads");
        Argument<Medium> medium = new("medium");
        var command = new Command(Verb) { role, peer, threads, medium };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetRequiredValue(role), parsed.GetRequiredValue(peer), parsed.GetValue(threads), parsed.GetValue(medium)));
        return command;
    }

    /// <summary>Waits for commands, and for what they do, on the process's first thread: on one core the pool has a single thread to begin with, and to wait on that, or on one that completes what sockets do, would hold up what is measured.</summary>
    private static int Run(string role, string peerName, Threads threads, Medium medium)
    {
        if (threads == Threads.Inline && !InlineCompletions.TryEnable())
        {
            Console.WriteLine("error sockets can't be made to complete inline");
            return 1;
        }

        IPeer peer = Contenders.Create(peerName, threads, medium);
        if (role == "server")
        {
            Console.WriteLine($"port {peer.StartServerAsync().GetAwaiter().GetResult()}");
        }

        ILoad? load = null;
        while (Console.ReadLine() is { } line)
        {
            try
            {
                (string answer, load) = Task.Run(() => AnswerAsync(line.Split(' '), peer, load)).GetAwaiter().GetResult();
                Console.WriteLine(answer);
            }
#pragma warning disable CA1031 // Whatever it is, the process that compares has to hear of it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Console.WriteLine($"error {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
            }
        }

        return 0;
    }

    private static async Task<(string Answer, ILoad? Load)> AnswerAsync(string[] command, IPeer peer, ILoad? load)
    {
        switch (command)
        {
            case ["open", string port, string connections, string inFlight, string payload]:
                load = await peer.OpenAsync(new Load(Number(port), Number(connections), Number(inFlight), Number(payload)));

                // A call on each connection: the server has taken all of them on, so that what it pushes to all reaches all.
                _ = await LoadClock.RunAsync(1, load.CallAsync);
                return ("ok", load);
            case ["run", string milliseconds]:
                return (TextOf(await LoadClock.RunAsync(Number(milliseconds), load!.CallAsync)), load);
            case ["stream", string milliseconds, string how]:
                return (TextOf(await LoadClock.RunAsync(Number(milliseconds), clock => load!.StreamAsync(clock, isBatch: how == "batch"))), load);
            case ["push", string milliseconds]:
                return (TextOf(await LoadClock.RunAsync(Number(milliseconds), load!.PushAsync)), load);
            case ["memory"]:
                LoadClock.Forget();
                return ($"ok {GC.GetTotalMemory(forceFullCollection: true)}", load);
            case ["close"]:
                await load!.DisposeAsync();
                return ("ok", null);
            default:
                return ($"ok {GC.GetTotalAllocatedBytes(precise: true)} {JitInfo.GetCompiledMethodCount()} {peer.Notes}", load);
        }
    }

    private static string TextOf(LoadResult result) => $"ok {result.Calls} {result.Nanoseconds} {result.Median} {result.Slow} {result.Allocated} {result.Compiled}";

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

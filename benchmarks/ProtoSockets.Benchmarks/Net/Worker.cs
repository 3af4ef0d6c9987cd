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
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(role), parsed.GetRequiredValue(peer), parsed.GetValue(threads), parsed.GetValue(medium)));
        return command;
    }

    private static async Task<int> RunAsync(string role, string peerName, Threads threads, Medium medium)
    {
        if (threads == Threads.Inline && !InlineCompletions.TryEnable())
        {
            Console.WriteLine("error sockets can't be made to complete inline");
            return 1;
        }

        IPeer peer = Contenders.Create(peerName, threads, medium);
        if (role == "server")
        {
            Console.WriteLine($"port {await peer.StartServerAsync()}");
        }

        ILoad? load = null;
        while (await NextLineAsync() is { } line)
        {
            try
            {
                switch (line.Split(' '))
                {
                    case ["open", string port, string connections, string inFlight, string payload]:
                        load = await peer.OpenAsync(new Load(Number(port), Number(connections), Number(inFlight), Number(payload)));
                        Console.WriteLine("ok");
                        break;
                    case ["run", string milliseconds]:
                        Print(await LoadClock.RunAsync(Number(milliseconds), load!.CallAsync));
                        break;
                    case ["stream", string milliseconds, string how]:
                        Print(await LoadClock.RunAsync(Number(milliseconds), clock => load!.StreamAsync(clock, isBatch: how == "batch")));
                        break;
                    case ["memory"]:
                        LoadClock.Forget();
                        Console.WriteLine($"ok {GC.GetTotalMemory(forceFullCollection: true)}");
                        break;
                    case ["close"]:
                        await load!.DisposeAsync();
                        Console.WriteLine("ok");
                        break;
                    default:
                        Console.WriteLine($"ok {GC.GetTotalAllocatedBytes(precise: true)} {JitInfo.GetCompiledMethodCount()} {peer.Notes}");
                        break;
                }
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

    private static async Task<string?> NextLineAsync()
    {
        // Not on the thread that ended the command before: in the inline mode a connection waits on it, and would be moved to the pool for good.
        await Task.Yield();
        return Console.ReadLine();
    }

    private static void Print(LoadResult result) =>
        Console.WriteLine($"ok {result.Calls} {result.Nanoseconds} {result.Median} {result.Slow} {result.Allocated} {result.Compiled}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>What connections cost that do nothing: what a server and a client hold for each, after each has carried a call.</summary>
internal static class IdleConnections
{
    /// <summary>Its place among the names of rows.</summary>
    public const string Name = "idle connections";

    private const double Goal = 2048;

    /// <summary>Prints the table.</summary>
    public static async Task RunAsync(bool isQuick)
    {
        int count = isQuick ? 1_000 : 10_000;
        var table = new MarkdownTable([Name, "by", "managed B each, server", "managed B each, client", "resident B each, server", "resident B each, client", "goal"]);
        foreach (string peer in new[] { Contenders.Ours, Contenders.Raw, Contenders.Kestrel, Contenders.Usual })
        {
            using WorkerProcess server = await WorkerProcess.StartAsync("server", peer, Threads.Pool, Medium.Tcp, core: null);
            using WorkerProcess client = await WorkerProcess.StartAsync("client", peer, Threads.Pool, Medium.Tcp, core: null);

            // First a few, so that what is there once is there.
            await CallAsync(server, client, 16);
            await client.TellAsync("close");
            (long Managed, long Resident) serverBefore = await MemoryAsync(server);
            (long Managed, long Resident) clientBefore = await MemoryAsync(client);
            await CallAsync(server, client, count);
            (long Managed, long Resident) serverAfter = await MemoryAsync(server);
            (long Managed, long Resident) clientAfter = await MemoryAsync(client);
            long ofServer = (serverAfter.Managed - serverBefore.Managed) / count;
            long ofClient = (clientAfter.Managed - clientBefore.Managed) / count;
            table.Add(
            [
                Text(count),
                peer,
                Text(ofServer),
                Text(ofClient),
                Text((serverAfter.Resident - serverBefore.Resident) / count),
                Text((clientAfter.Resident - clientBefore.Resident) / count),
                peer == Contenders.Ours ? $"<= {Text((long)Goal)} managed: {(Math.Max(ofServer, ofClient) <= Goal ? "met" : "missed")}" : "-",
            ]);
        }

        Console.Write(table);
    }

    private static async Task CallAsync(WorkerProcess server, WorkerProcess client, int connections)
    {
        await client.TellAsync($"open {server.Port} {connections} 1 32");
        await client.TellAsync("run 50");
    }

    private static async Task<(long Managed, long Resident)> MemoryAsync(WorkerProcess process)
    {
        long[] managed = await process.TellAsync("memory");
        return (managed[0], process.Resident);
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

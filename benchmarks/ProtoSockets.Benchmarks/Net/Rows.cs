using static ProtoSockets.Benchmarks.Net.Contenders;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>What is measured, and what is to be reached.</summary>
internal static class Rows
{
    private const int Small = 32;
    private const int Large = 1024;

    /// <summary>All rows.</summary>
    /// <param name="isQuick">Small payloads alone.</param>
    public static IEnumerable<Row> All(bool isQuick) =>
        from payload in isQuick ? [Small] : new[] { Small, Large }
        from row in Calls(payload).Concat(payload == Small ? [.. Streams(), .. Media(), .. isQuick ? [] : Growth()] : [])
        select row;

    private static IEnumerable<Row> Calls(int payload)
    {
        bool hasGoals = payload == Small;
        string bytes = $"{payload} B";
        yield return new Row($"1 in flight, {bytes}", 1, 1, payload)
        {
            Contenders = [.. Both(Ours), .. Both(Raw), .. Both(C), .. Both(Kestrel), .. Others],
            Goals = !hasGoals ? [] :
            [
                new Goal(Raw, Threads.Pool, IsTime: true, 1.05), new Goal(Raw, Threads.Inline, IsTime: true, 1.05), new Goal(Raw, Threads.Dedicated, IsTime: true, 1.05),
                new Goal(Kestrel, Threads.Pool, IsTime: true, 1.0), new Goal(Kestrel, Threads.Inline, IsTime: true, 0.75),
                new Goal(C, Threads.Spin, IsTime: true, 1.15),
            ],
        };
        yield return new Row($"64 in flight, {bytes}", 1, 64, payload)
        {
            Contenders = [.. Busy(Ours), .. Busy(Raw), .. Busy(C), .. Busy(Kestrel), .. Others],
            Goals = !hasGoals ? [] :
            [
                new Goal(Raw, Threads.Pool, IsTime: false, 0.95), new Goal(Raw, Threads.Inline, IsTime: false, 0.95),
                new Goal(Kestrel, Threads.Pool, IsTime: false, 1.4), new Goal(Kestrel, Threads.Inline, IsTime: false, 2.0),
            ],
        };
        yield return new Row($"512 in flight, {bytes}", 1, 512, payload)
        {
            Contenders = [.. Busy(Ours), .. Busy(Raw), .. Busy(C), .. Busy(Kestrel), .. Others],
            Goals = !hasGoals ? [] : [new Goal(Usual, Threads.Pool, IsTime: false, 20)],
        };
        foreach (int inFlight in new[] { 1, 16 })
        {
            yield return new Row($"64 connections x {inFlight}, {bytes}", 64, inFlight, payload)
            {
                Contenders = [.. Busy(Ours), .. Busy(Raw), .. Busy(C), .. Busy(Kestrel), .. Others],
                Goals = !hasGoals ? [] : [new Goal(Kestrel, Threads.Pool, IsTime: false, 1.2), new Goal(Kestrel, Threads.Inline, IsTime: false, 1.2)],
            };
        }

        yield return new Row($"server alone, C calls, 64 connections x 16, {bytes}", 64, 16, payload)
        {
            Contenders = [.. UnderC(Ours), .. UnderC(Kestrel), .. UnderC(Raw), new Contender(C, C, Threads.Pool)],
            Goals = !hasGoals ? [] :
            [
                new Goal(Kestrel, Threads.Pool, IsTime: false, 1.4), new Goal(Kestrel, Threads.Inline, IsTime: false, 1.4),
                new Goal(C, Threads.Inline, IsTime: false, 0.85),
            ],
        };
    }

    private static IEnumerable<Row> Streams()
    {
        foreach (string how in new[] { "batch", "each" })
        {
            bool isBatch = how == "batch";
            yield return new Row($"one way, {(isBatch ? "by batch" : "a call for each")}, {Frames.NoteSize} B", 1, 1, Small)
            {
                Verb = "stream",
                How = how,
                Contenders = [.. Busy(Ours), .. Busy(Raw), .. Busy(C), .. Busy(Kestrel), .. Busy(Usual)],
                Goals = isBatch
                    ? [new Goal(Raw, Threads.Pool, IsTime: false, 0.9), new Goal(Kestrel, Threads.Pool, IsTime: false, 2.0)]
                    : [new Goal(Raw, Threads.Pool, IsTime: false, 0.75), new Goal(Raw, Threads.Inline, IsTime: false, 0.75)],
            };
        }
    }

    /// <summary>Other carriers than TCP. By hand they are what it is; TLS by hand is <see cref="System.Net.Security.SslStream"/>, which the usual shape stands on.</summary>
    private static IEnumerable<Row> Media()
    {
        yield return new Row("1 in flight over UDP, 32 B", 1, 1, Small)
        {
            Medium = Medium.Udp,
            Contenders = [.. Busy(Ours), .. Busy(Raw)],
            Goals = [new Goal(Raw, Threads.Pool, IsTime: true, 1.05), new Goal(Raw, Threads.Inline, IsTime: true, 1.05)],
        };
        yield return new Row($"one way over UDP, {Frames.NoteSize} B", 1, 1, Small)
        {
            Medium = Medium.Udp,
            Verb = "stream",
            How = "batch",
            IsCounted = true,
            Contenders = [.. Busy(Ours), .. Busy(Raw)],
            Goals = [new Goal(Raw, Threads.Pool, IsTime: false, 5), new Goal(Raw, Threads.Inline, IsTime: false, 5)],
        };
        foreach (int inFlight in new[] { 1, 64 })
        {
            yield return new Row($"{inFlight} in flight over Unix sockets, 32 B", 1, inFlight, Small) { Medium = Medium.Unix, Contenders = [.. Busy(Ours), .. Busy(Raw)] };
            yield return new Row($"{inFlight} in flight over TLS, 32 B", 1, inFlight, Small) { Medium = Medium.Tls, Contenders = [.. Busy(Ours), .. Busy(Usual)] };
        }
    }

    /// <summary>What more and more connections cost: the processor time of a call is to stay the same.</summary>
    private static IEnumerable<Row> Growth() =>
        from connections in new[] { 1, 100, 1_000, 10_000 }
        select new Row($"growth: {connections} connections x 1, 32 B", connections, 1, Small) { Contenders = [new Contender(Ours, Ours, Threads.Pool)] };

    /// <summary>What people pick that has no modes.</summary>
    private static IEnumerable<Contender> Others => [.. Both(Usual), .. Both(Contenders.Grpc), .. Both(JsonRpc)];

    /// <summary>A peer with itself, in each mode that it has.</summary>
    private static IEnumerable<Contender> Both(string peer) => Enum.GetValues<Threads>().Where(threads => Has(peer, threads)).Select(threads => new Contender(peer, peer, threads));

    /// <summary>A peer with itself, in the modes that are for many calls.</summary>
    private static IEnumerable<Contender> Busy(string peer) => Both(peer).Where(contender => contender.Threads is Threads.Pool or Threads.Inline);

    /// <summary>A server whose client is in C, so that the server is all that differs.</summary>
    private static IEnumerable<Contender> UnderC(string peer) => Busy(peer).Select(contender => contender with { Client = C });
}

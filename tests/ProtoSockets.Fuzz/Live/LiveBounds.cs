using System.Diagnostics;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Runtime;

namespace ProtoSockets.Fuzz.Live;

/// <summary>
/// What a conversation may take of the process: an end, memory in proportion to what was sent, and nothing that it keeps. Memory: 4 MiB, and 8 KiB for each byte that was sent, which is what a
/// handler answers to the smallest of requests.
/// </summary>
internal sealed class LiveBounds
{
    private const long FreeBytes = 4 << 20;
    private const long BytesForByte = 8192;

    /// <summary>How long anything may take that the peer does not hold up: far longer than it takes on a busy machine.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private readonly long _rented;
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    /// <summary>Begins to watch.</summary>
    /// <param name="rented">How much may be rented when all is over; null for as much as is now.</param>
    public LiveBounds(long? rented = null) => _rented = rented ?? RentedCount.Value;

    /// <summary>Waits for something that has to happen.</summary>
    public static async Task EndsAsync(Task task, string what)
    {
        if (await Task.WhenAny(task, Task.Delay(Longest)) != task)
        {
            throw new FindingException($"After {Longest.TotalSeconds:0} s {what}");
        }

        await task;
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task ComesAsync(Func<bool> holds, Func<string> what)
    {
        long start = Stopwatch.GetTimestamp();
        for (int spins = 0; !holds(); spins++)
        {
            FindingException.Require(Stopwatch.GetElapsedTime(start) < Longest, $"After {Longest.TotalSeconds:0} s {what()}");
            await (spins < 100 ? Yielded() : Task.Delay(1));
        }
    }

    /// <summary>Looks, when all is over, what is left.</summary>
    /// <param name="sent">How many bytes the other side sent.</param>
    public async Task CheckAsync(int sent)
    {
        await ComesAsync(() => RentedCount.Value <= _rented, () => $"{RentedCount.Value - _rented} of what was rented from the pools are not given back");
        long allocated = GC.GetTotalAllocatedBytes() - _allocated;
        FindingException.Require(allocated <= FreeBytes + (BytesForByte * sent), $"{sent} bytes make the process allocate {allocated}");
    }

    private static async Task Yielded() => await Task.Yield();
}

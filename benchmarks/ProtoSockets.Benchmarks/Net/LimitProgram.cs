using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>The program in C of benchmarks/limit, built when it is needed.</summary>
internal static class LimitProgram
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    public static Task<string> PathAsync() => Built.Value;

    /// <summary>The mode of the program that is compared with one of .NET's.</summary>
    public static string ModeOf(Threads threads) => threads switch
    {
        Threads.Pool => "epoll",
        Threads.Dedicated => "blocking",
        Threads.Spin => "spin",
        _ => throw new ArgumentOutOfRangeException(nameof(threads), threads, "C has no such mode."),
    };

    private static async Task<string> BuildAsync()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "limit");
        using Process compiler = ChildProcess.Start(new ProcessStartInfo("gcc", ["-O2", "-Wall", "-o", program, Path.Combine(AppContext.BaseDirectory, "limit.c"), "-lpthread"]));
        await compiler.WaitForExitAsync();
        return compiler.ExitCode == 0 ? program : throw new ComparisonException("gcc can't build benchmarks/limit/limit.c.");
    }
}

using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Faults.Tests;

/// <summary>A server in a process of its own, which things can happen to.</summary>
internal sealed class PeerProgram : IAsyncDisposable
{
    private const string Announcement = "Listening on ";

    private readonly RunningProgram _program;

    private PeerProgram(RunningProgram program, TransportAddress address)
    {
        _program = program;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public TransportAddress Address { get; }

    /// <summary>Its process id.</summary>
    public int Id => _program.Id;

    /// <summary>The program.</summary>
    public static SampleProgram Program { get; } = new("ProtoSockets.Faults.Peer.dll");

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="scheme">What the address begins with: <c>tcp://</c>.</param>
    /// <param name="where">The rest of it.</param>
    /// <param name="log">The file that it logs to.</param>
    public static async Task<PeerProgram> ServeAsync(string scheme, string where, string? log = null)
    {
        RunningProgram program = Program.Start(["serve", scheme + where, .. log is null ? Array.Empty<string>() : [log]]);
        string line = await program.HearAsync();
        Assert.StartsWith(Announcement, line, StringComparison.Ordinal);
        return new PeerProgram(program, TransportAddress.Parse(scheme + line[Announcement.Length..]));
    }

    /// <summary>Kills it: it gets to do nothing any more.</summary>
    public async Task KillAsync() => Assert.Equal(128 + 9, (await _program.StopAsync("KILL")).ExitCode);

    /// <summary>Lets it stop in good order.</summary>
    public Task<ProgramResult> StopAsync() => _program.EndInputAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}

/// <summary>How long a test waits for what must happen, before it fails.</summary>
internal static class Patience
{
    public static TimeSpan Long { get; } = TimeSpan.FromMinutes(1);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().Soon();
}

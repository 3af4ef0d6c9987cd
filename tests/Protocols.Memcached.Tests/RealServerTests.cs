using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

public sealed class RealServerTests
{
    [Fact]
    public async Task A_started_server_accepts_connections_until_it_is_disposed()
    {
        RealServer server = await RealMemcached.StartAsync();
        Assert.True(await RealServer.AcceptsAsync(server.Port, TestContext.Current.CancellationToken));

        await server.DisposeAsync();

        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => RealServer.AcceptsAsync(server.Port, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_ends_at_once_is_reported_with_what_it_said()
    {
        var program = new RealServerProgram { Name = "/bin/sh", Package = "dash", Arguments = _ => ["-c", "echo no such option >&2; exit 3"] };

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => RealServer.StartAsync(program));

        Assert.Contains("exit code 3", exception.Message);
        Assert.Contains("no such option", exception.Message);
    }

    [Fact]
    public async Task A_server_that_never_gets_ready_is_ended_and_reported()
    {
        var program = new RealServerProgram
        {
            Name = "/bin/sh",
            Package = "dash",
            Arguments = _ => ["-c", "exec /bin/sleep 600"],
            StartLimit = TimeSpan.FromMilliseconds(200),
        };

        TimeoutException exception = await Assert.ThrowsAsync<TimeoutException>(() => RealServer.StartAsync(program));

        Assert.Contains("was not ready", exception.Message);
    }

    [Fact]
    public async Task A_program_that_ends_gives_its_exit_code_and_both_outputs()
    {
        ProgramResult result = await ExternalProgram.RunAsync("/bin/sh", ["-c", "/bin/cat; echo e >&2; exit 4"], input: "i");

        Assert.Equal(new ProgramResult(4, "i", "e\n"), result);
    }
}

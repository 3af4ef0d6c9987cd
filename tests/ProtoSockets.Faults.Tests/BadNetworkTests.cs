using ProtoSockets.Faults.Peer;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Faults.Tests;

/// <summary>A server and a client in a network namespace of their own, whose loopback is bad: the system's own loss and delay, and not ours (<see cref="T:ProtoSockets.Testing.FaultPlan"/>).</summary>
public sealed class BadNetworkTests
{
    /// <summary>Packets are late by up to 20 ms, come out of order, and one in 20 does not come. Debian's kernels have it as a module; some of virtual machines have none of it.</summary>
    private const string Lossy = "netem delay 10ms 10ms loss 5% reorder 10%";

    /// <summary>A line of 8 Mbit/s with a queue of 20 ms: what comes while it is full is lost. Every kernel that shapes traffic has it.</summary>
    private const string Narrow = "tbf rate 8mbit burst 3000 latency 20ms";

    private const int Calls = 400;

    public static TheoryData<string, string> Networks => new()
    {
        { "tcp://", Lossy },
        { "udp://", Lossy },
        { "tcp://", Narrow },
        { "udp://", Narrow },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Every_call_over_a_bad_network_is_answered_once_with_what_belongs_to_it(string scheme, string discipline)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Network namespaces are Linux's.");
        string unshare = ExternalProgram.Find("unshare", "util-linux");
        ExternalProgram.Find("ip", "iproute2");
        ExternalProgram.Find("tc", "iproute2");
        string setUp = $"ip link set lo mtu 1500 up && tc qdisc add dev lo root {discipline}";
        ProgramResult can = await ExternalProgram.RunAsync(unshare, ["--net", "/bin/sh", "-c", setUp]);
        Assert.SkipUnless(can.ExitCode == 0, $"No network namespace with \"{discipline}\" can be had here (root, and the kernel's module): {can.Errors.Trim()}");

        ProgramResult called = await ExternalProgram.RunAsync(
            unshare, ["--net", "/bin/sh", "-c", $"{setUp} && \"$0\" \"$@\" && tc -s qdisc show dev lo", .. PeerProgram.Program.Command, "both", $"{scheme}127.0.0.1:0", $"{Calls}"]);
        Assert.Equal(0, called.ExitCode);
        Assert.Contains($"{Calls} answered\nStopped\n", called.Output, StringComparison.Ordinal);

        // That the network was bad: packets were dropped, or had to wait in its queue.
        Assert.DoesNotContain("(dropped 0, overlimits 0 ", called.Output, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ProtoSockets.Transports.Tests;

public sealed class SocketActivationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_service_serves_the_sockets_that_it_was_started_with_and_leaves_them_as_they_were()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Service managers pass sockets on Linux.");
        string path = _directory.PathOf("service.sock");
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        string service = Path.Combine(AppContext.BaseDirectory, "ProtoSockets.ActivatedServer.dll");
        await using PythonPeer manager = PythonPeer.Start("activate.py", "web=tcp", "local=unix:" + path, "gossip=udp", "admin=tcp", "--", dotnet, service);
        string[] addresses = (await manager.ReadAsync("addresses")).Split(' ');
        Assert.Equal("web local gossip admin", await manager.ReadAsync("names"));

        // Not for its children.
        Assert.Equal("", await manager.ReadAsync("environment"));
        foreach (TransportAddress address in new[] { addresses[0], "unix:" + addresses[1], addresses[3] }.Select(TransportAddress.Parse))
        {
            using StreamConnection client = await ((StreamTransport)address.Transport).ConnectAsync(address.EndPoint, new(), Bounded.Token);
            await client.SendAllAsync("hello"u8.ToArray());
            Assert.Equal("hello"u8.ToArray(), await client.ReceiveExactlyAsync(5));
        }

        using (DatagramChannel client = await Transports.Udp.ConnectAsync(IPEndPoint.Parse(addresses[2]), new(), Bounded.Token))
        {
            Assert.True(client.TrySend("gossip"u8, to: null));
            byte[] buffer = new byte[10];
            Assert.Equal(6, await client.ReceiveAsync(buffer, client.CreateAddress(), Bounded.Token));
        }

        manager.EndInput();
        Assert.Equal("0", await manager.ReadAsync("exit"));

        // The next instance of the service gets sockets that listen, and whose connections do not end in a reset.
        Assert.Equal("web listening orderly", await manager.ReadAsync("left"));
        Assert.Equal("local listening orderly", await manager.ReadAsync("left"));
        Assert.StartsWith("gossip idle", await manager.ReadAsync("left"), StringComparison.Ordinal);
        Assert.Equal("admin listening orderly", await manager.ReadAsync("left"));
        await manager.EndedAsync();
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_process_that_was_started_in_another_way_has_none()
    {
        Assert.Empty(SocketActivation.GetSockets());
        Assert.Empty(SocketActivation.GetListeners());
        Assert.Empty(ReadNames(processId: null, count: "2"));
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("")]
    [InlineData("me")]
    public void Sockets_of_another_process_are_left_alone(string processId) => Assert.Empty(ReadNames(processId, count: "2"));

    [Fact]
    public void Names_are_told_apart_by_colons()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no socket activation on Windows.");
        Assert.Equal(["web", "", "admin"], ReadNames("42", "3", "web::admin"));
        Assert.Equal(["unknown", "unknown"], ReadNames("42", "2"));
        Assert.Empty(ReadNames("42", "0"));
        Assert.Empty(ReadNames("42", "0", ""));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("many", null)]
    [InlineData("1000000", null)]
    [InlineData("2", "one")]
    [InlineData("1", "one:two")]
    public void Nonsense_is_not_passed_over(string? count, string? names)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no socket activation on Windows.");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ReadNames("42", count, names));
        Assert.Contains("sd_listen_fds(3)", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static IReadOnlyList<string> ReadNames(string? processId, string? count, string? names = null) => SocketActivation.ReadNames(
        variable => variable switch
        {
            "LISTEN_PID" => processId,
            "LISTEN_FDS" => count,
            "LISTEN_FDNAMES" => names,
            _ => throw new ArgumentException(variable, nameof(variable)),
        },
        processId: 42);
}

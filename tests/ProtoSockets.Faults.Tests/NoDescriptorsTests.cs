using System.Net.Sockets;
using ProtoSockets.Faults.Peer;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Faults.Tests;

/// <summary>A server whose process may not open any more descriptors: who is connected goes on, who is not waits, and when there are descriptors again all are served.</summary>
public sealed class NoDescriptorsTests : IDisposable
{
    private const string CouldNotAccept = "could not accept a connection";
    private const int Crowd = 40;
    private const int Spare = 4;

    private readonly string _log = Path.GetTempFileName();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp://")]
    [InlineData("unix:")]
    public async Task A_server_without_descriptors_says_so_keeps_whom_it_has_and_serves_all_when_there_are_some(string scheme)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "prlimit is Linux's.");
        string prlimit = ExternalProgram.Find("prlimit", "util-linux");
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using PeerProgram server = await PeerProgram.ServeAsync(scheme, scheme == "unix:" ? file : "127.0.0.1:0", _log);

        // A connection that fails is served first, so that the runtime has opened by then what it opens once.
        await FailAsync(server.Address);
        await using Errands.Client client = await Errands.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(1, (await client.FetchAsync(new Errands.Fetch(1, default), Cancelled).Soon()).Number);
        int open = Directory.EnumerateFileSystemEntries($"/proc/{server.Id}/fd").Count();
        Assert.Equal(0, (await ExternalProgram.RunAsync(prlimit, ["--pid", $"{server.Id}", $"--nofile={open + Spare}"])).ExitCode);

        // The system accepts them all, and keeps those that the server can't take.
        List<Socket> crowd = [];
        for (int count = 0; count < Crowd; count++)
        {
            crowd.Add(await ConnectAsync(server.Address));
        }

        await LoggedAsync(CouldNotAccept);
        Assert.Equal(2, (await client.FetchAsync(new Errands.Fetch(2, default), Cancelled).Soon()).Number);
        crowd.ForEach(static one => one.Dispose());

        await using Errands.Client late = await Errands.Client.ConnectAsync(server.Address, new ClientOptions { ConnectTimeout = Patience.Long }, Cancelled).Soon();
        Assert.Equal(3, (await late.FetchAsync(new Errands.Fetch(3, default), Cancelled).Soon()).Number);
        Assert.Equal(4, (await client.FetchAsync(new Errands.Fetch(4, default), Cancelled).Soon()).Number);

        // It waits longer each time, and does not fill the disk with complaints.
        Assert.InRange((await File.ReadAllLinesAsync(_log, Cancelled)).Count(line => line.Contains(CouldNotAccept, StringComparison.Ordinal)), 1, 100);
        await client.DisposeAsync();
        await late.DisposeAsync();
        ProgramResult ended = await server.StopAsync();
        Assert.True(ended is { ExitCode: 0, Errors: "" }, ended.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_log);

    private static async Task<Socket> ConnectAsync(TransportAddress address)
    {
        Socket socket = new(address.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(address.EndPoint, Cancelled);
        return socket;
    }

    private static async Task FailAsync(TransportAddress address)
    {
        using Socket socket = await ConnectAsync(address);
        await socket.SendAsync("hello"u8.ToArray(), Cancelled);
        byte[] buffer = new byte[16];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled).Soon() > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed with bytes unread, which resets it.
        }
    }

    /// <summary>Waits until the server has logged something.</summary>
    private async Task LoggedAsync(string text)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Long);
        while (!(await File.ReadAllTextAsync(_log, patience.Token)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(10, patience.Token);
        }
    }
}

using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MemcachedSample.Tests;

/// <summary>The memcached of the machine.</summary>
internal static class RealMemcached
{
    /// <summary>Starts one that serves TCP.</summary>
    public static Task<RealServer> StartAsync() => RealServer.StartAsync(new RealServerProgram
    {
        Name = "memcached",
        Package = "memcached",
        Arguments = port => [.. Common(), "-l", "127.0.0.1", "-p", $"{port}", "-U", "0"],
    });

    /// <summary>Starts one that serves a Unix socket.</summary>
    /// <param name="path">The socket's path.</param>
    public static Task<RealServer> StartAsync(string path) => RealServer.StartAsync(new RealServerProgram
    {
        Name = "memcached",
        Package = "memcached",
        Arguments = _ => [.. Common(), "-s", path, "-a", "0777"],
        IsReadyAsync = async (_, cancellationToken) =>
        {
            using var socket = new System.Net.Sockets.Socket(
                System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path), cancellationToken);
            return true;
        },
    });

    /// <summary>It refuses to run as root, and to change to another user when it is not.</summary>
    private static string[] Common() => [.. Environment.UserName == "root" ? ["-u", "nobody"] : Array.Empty<string>(), "-m", "64", "-t", "1"];
}

/// <summary>
/// A server that the tests of a class share. It is started by the first, so that a missing program skips tests and does not fail their class.
/// </summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private (IAsyncDisposable Server, TransportAddress Address)? _started;
    private string? _folder;

    /// <summary>A folder for its files, where programs of other users get in.</summary>
    public string Folder => _folder ??= CreateFolder();

    public async Task<TransportAddress> GetAsync(Func<Task<(IAsyncDisposable Server, TransportAddress Address)>> startAsync)
    {
        ArgumentNullException.ThrowIfNull(startAsync);
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _started ??= await startAsync();
            return _started.Value.Address;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started is { } started)
        {
            await started.Server.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _gate.Dispose();
    }

    private static string CreateFolder()
    {
        string folder = Directory.CreateTempSubdirectory("memcached-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        return folder;
    }
}

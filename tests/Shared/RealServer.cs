using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ProtoSockets.Tests.Shared;

/// <summary>What a test needs to know to start a server program of somebody else.</summary>
internal sealed record RealServerProgram
{
    /// <summary>Its file name (<c>memcached</c>) or whole path.</summary>
    public required string Name { get; init; }

    /// <summary>The Debian package that has it, for the message when it is missing.</summary>
    public required string Package { get; init; }

    /// <summary>The arguments that make it serve a port, in the foreground.</summary>
    public required Func<int, IEnumerable<string>> Arguments { get; init; }

    /// <summary>
    /// Whether it answers at the port: asked again and again until it says yes. What it throws because nobody is there yet (<see cref="SocketException"/>,
    /// <see cref="IOException"/>) counts as no. Default: a TCP connection is accepted.
    /// </summary>
    public Func<int, CancellationToken, Task<bool>> IsReadyAsync { get; init; } = RealServer.AcceptsAsync;

    /// <summary>How long it may take to get ready.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>
/// A server program of somebody else, started by a test on a port of its own and ended with it. A program that is not installed skips the test; with
/// PROTOSOCKETS_REQUIRE_SERVERS=1 it fails it.
/// </summary>
/// <example>
/// <code>
/// await using RealServer server = await RealServer.StartAsync(new RealServerProgram
/// {
///     Name = "memcached",
///     Package = "memcached",
///     Arguments = port => ["-l", "127.0.0.1", "-p", $"{port}"],
/// });
/// </code>
/// </example>
internal sealed class RealServer : IAsyncDisposable
{
    /// <summary>How often another port is tried when somebody took the one that was free a moment before.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private RealServer(Process process, int port)
    {
        _process = process;
        Port = port;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its port, free for TCP and UDP when it started.</summary>
    public int Port { get; }

    /// <summary>Its address: the loopback one, and <see cref="Port"/>.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>What it has said on its standard output and error.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="program">What to start.</param>
    /// <returns>The server; disposing of it ends it.</returns>
    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    /// <exception cref="InvalidOperationException">It ended at once, on every port that was tried.</exception>
    public static async Task<RealServer> StartAsync(RealServerProgram program)
    {
        string path = ExternalProgram.Find(program.Name, program.Package);
        string ending = string.Empty;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            RealServer server = Start(path, program);
            try
            {
                if (await server.WaitUntilReadyAsync(program))
                {
                    return server;
                }

                // Its last words may still be on their way.
                await server._process.WaitForExitAsync(TestContext.Current.CancellationToken);
                ending = $"exit code {server._process.ExitCode}\n{server.Said}";
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await server.DisposeAsync();
        }

        throw new InvalidOperationException($"{path} ended before it was ready, {Attempts} times. The last time: {ending}");
    }

    /// <summary>A port of the loopback address that neither TCP nor UDP uses at the moment.</summary>
    public static int FindFreePort()
    {
        while (true)
        {
            using var stream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            stream.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var address = (IPEndPoint)stream.LocalEndPoint!;
            try
            {
                datagrams.Bind(address);
                return address.Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken for UDP: ask for another one.
            }
        }
    }

    /// <summary>Whether a TCP connection to the port is accepted.</summary>
    /// <param name="port">A port of the loopback address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True; it throws when nobody is there.</returns>
    public static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return true;
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        _process.Dispose();
    }

    private static RealServer Start(string path, RealServerProgram program)
    {
        int port = FindFreePort();
        var start = new ProcessStartInfo(path, program.Arguments(port))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new RealServer(Process.Start(start)!, port);
    }

    /// <returns>False when it ended first.</returns>
    private async Task<bool> WaitUntilReadyAsync(RealServerProgram program)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(program.StartLimit);
        while (!_process.HasExited)
        {
            try
            {
                if (await program.IsReadyAsync(Port, patience.Token))
                {
                    // What answers may be another program that was faster to take the port.
                    return !_process.HasExited;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // Nobody is there yet.
            }
            catch (OperationCanceledException exception) when (patience.IsCancellationRequested)
            {
                throw NotReady(program, exception);
            }

            try
            {
                await Task.Delay(AskAgain, patience.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw NotReady(program, exception);
            }
        }

        return false;
    }

    private TimeoutException NotReady(RealServerProgram program, Exception inner) =>
        new($"{program.Name} was not ready at port {Port} within {program.StartLimit.TotalSeconds:0.###} s. It said: {Said}", inner);

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.Append(line).Append('\n');
        }
    }
}

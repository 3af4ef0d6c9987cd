using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Tests.Shared;

namespace DnsSample.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("missing")]
    [InlineData("to what", "a..b")]
    [InlineData("NOPE", "example.test", "NOPE")]
    [InlineData("AAAA", "example.test", "A", "AAAA")]
    [InlineData("two servers", "example.test", "@127.0.0.1", "@127.0.0.2")]
    [InlineData("not a server", "example.test", "@127.0.0.1:99999")]
    [InlineData("not a server", "example.test", "@")]
    [InlineData("--timeout", "example.test", "--timeout", "0")]
    [InlineData("soon", "example.test", "--timeout", "soon")]
    [InlineData("--nonsense", "example.test", "--nonsense")]
    [InlineData("not an address", "-x", "example.test")]
    [InlineData("--zone", "serve")]
    [InlineData("--listen", "serve", "--zone", "x", "--listen", "nowhere")]
    [InlineData("--listen", "serve", "--zone", "x", "--listen", "localhost:53")]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(string reason, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await CommandLine.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        string line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("dns: ", line, StringComparison.Ordinal);
        if (reason != "to what")
        {
            Assert.Contains(reason, line, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Help_says_how_to_ask_and_how_to_serve()
    {
        (int exitCode, string output, string errors) = await CommandLine.RunAsync("--help");
        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        foreach (string word in new[] { "@127.0.0.1:5353", "--tcp", "--timeout", "--no-edns", "-x", "serve" })
        {
            Assert.Contains(word, output, StringComparison.Ordinal);
        }

        (exitCode, output, errors) = await CommandLine.RunAsync("serve", "--help");
        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.Contains("--listen", output, StringComparison.Ordinal);
        Assert.Contains("--zone", output, StringComparison.Ordinal);
        Assert.DoesNotContain("question", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_is_one_line_and_exit_code_1()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (int exitCode, string output, string errors) = await CommandLine.RunAsync("example.test", $"@{silent.LocalEndPoint}", "--timeout", "0.2");
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("no response from", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        // Bound, and nobody listens there.
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (exitCode, output, errors) = await CommandLine.RunAsync("example.test", $"@{closed.LocalEndPoint}", "--tcp", "--timeout", "5");
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_zone_file_that_is_missing_or_wrong_is_one_line_and_exit_code_1()
    {
        (int exitCode, _, string errors) = await CommandLine.RunAsync("serve", "--zone", "/nowhere/zone", "--listen", "127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        (exitCode, _, errors) = await CommandLine.RunAsync("serve", "--zone", Path.Combine(AppContext.BaseDirectory, "Vectors", "dns.md"), "--listen", "127.0.0.1:0");
        Assert.Equal(1, exitCode);
        Assert.Contains("line 1", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_one_line_and_exit_code_1()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (int exitCode, _, string errors) = await CommandLine.RunAsync("serve", "--zone", TestZone.Path, "--listen", $"127.0.0.1:{server.Port}");
        Assert.Equal(1, exitCode);
        Assert.Contains($"{server.Port}", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public async Task Serve_prints_its_address_answers_and_stops_when_told_to(string signal)
    {
        // The program as a user starts it, in a process of its own. Where the tests run in the background, SIGINT is ignored, and children inherit that.
        var start = new ProcessStartInfo(
            ExternalProgram.Find("env", "coreutils"),
            ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "Dns.dll"), "serve", "--zone", TestZone.Path, "--listen", "127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        try
        {
            string line = await process.StandardOutput.ReadLineAsync(Bounded.Token) ?? await process.StandardError.ReadToEndAsync(Bounded.Token);
            Assert.StartsWith("serving on 127.0.0.1:", line, StringComparison.Ordinal);
            Assert.EndsWith(" (UDP and TCP)", line, StringComparison.Ordinal);
            string server = line.Split(' ')[2];
            Assert.NotEqual("127.0.0.1:0", server);
            (int exitCode, string output, string errors) = await CommandLine.RunAsync("www.example.test", "AAAA", "@" + server);
            Assert.True(exitCode == 0, errors);
            Assert.Contains("AAAA\t2001:db8::10", output, StringComparison.Ordinal);

            using Process kill = Process.Start("kill", [$"-{signal[3..]}", $"{process.Id}"]);
            await process.WaitForExitAsync(Bounded.Token);
            Assert.Equal(0, process.ExitCode);
            Assert.Equal("stopped", await process.StandardOutput.ReadLineAsync(Bounded.Token));
            Assert.Empty(await process.StandardError.ReadToEndAsync(Bounded.Token));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Fact]
    public async Task A_transfer_is_printed_record_by_record()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (int exitCode, string output, string errors) = await CommandLine.RunAsync("example.test", "AXFR", $"@127.0.0.1:{server.Port}");
        Assert.True(exitCode == 0, errors);
        string[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith(';'))];
        Assert.Equal(lines[0], lines[^1]);
        Assert.Equal(MasterFile.Read(TestZone.Path).Count + 1, lines.Length);
    }
}

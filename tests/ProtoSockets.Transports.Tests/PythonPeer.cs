using System.Diagnostics;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Transports.Tests;

/// <summary>A program of the folder Peers, run by python3.</summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PythonPeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a program. Without python3 the test is skipped, or fails where all peers are required.</summary>
    internal static PythonPeer Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(ExternalProgram.Find("python3", "python3"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Peers", program) },
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new PythonPeer(Process.Start(start)!);
    }

    /// <summary>Reads a line that starts with a word, and returns the rest of it. Other lines are passed over.</summary>
    internal async Task<string> ReadAsync(string word)
    {
        while (await _process.StandardOutput.ReadLineAsync(Bounded.Token) is { } line)
        {
            if (line.StartsWith(word + " ", StringComparison.Ordinal))
            {
                return line[(word.Length + 1)..];
            }
        }

        throw new IOException($"The peer ended without saying \"{word}\": {await _errors}");
    }

    /// <summary>Ends its standard input.</summary>
    internal void EndInput() => _process.StandardInput.Close();

    /// <summary>Waits until it has ended well.</summary>
    internal async Task EndedAsync()
    {
        await _process.WaitForExitAsync(Bounded.Token);
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }
}

using System.Diagnostics;

namespace ProtoSockets.Tests.Shared;

/// <summary>A program that runs beside the test, which talks to it over its standard input and output.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = Process.Start(start)!;

        // Read all the time, so that a program with much to complain about does not wait for somebody to listen.
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>The number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a program.</summary>
    /// <param name="start">What to start.</param>
    /// <returns>The program; disposing of it ends it.</returns>
    public static RunningProgram Start(ProcessStartInfo start) => new(start);

    /// <summary>Waits for the next line that it says.</summary>
    /// <returns>The line; if it has ended instead, how.</returns>
    public async Task<string> HearAsync() =>
        await WithinPatienceAsync(token => _process.StandardOutput.ReadLineAsync(token).AsTask(), "say a line")
        ?? $"(it has ended: {await EndedAsync(string.Empty)})";

    /// <summary>Says a line to it.</summary>
    /// <param name="line">Without its end.</param>
    public async Task SayAsync(string line)
    {
        await _process.StandardInput.WriteAsync($"{line}\n".AsMemory(), TestContext.Current.CancellationToken);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends its input, and waits for its end.</summary>
    /// <returns>Its exit code, and what it said since the last line that was heard.</returns>
    public Task<ProgramResult> EndInputAsync()
    {
        _process.StandardInput.Close();
        return WaitForEndAsync();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    /// <param name="signal">TERM or INT.</param>
    /// <returns>Its exit code, and what it said since the last line that was heard.</returns>
    public async Task<ProgramResult> StopAsync(string signal)
    {
        ProgramResult sent = await ExternalProgram.RunAsync("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        Assert.Equal(0, sent.ExitCode);
        return await WaitForEndAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code, and what it said since the last line that was heard.</returns>
    public async Task<ProgramResult> WaitForEndAsync() => await EndedAsync(await WithinPatienceAsync(_process.StandardOutput.ReadToEndAsync, "end its output"));

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(ExternalProgram.Patience, CancellationToken.None);
        _process.Dispose();
    }

    private async Task<ProgramResult> EndedAsync(string output)
    {
        string errors = await WithinPatienceAsync(token => _errors.WaitAsync(token), "end its complaints");
        await WithinPatienceAsync(
            async token =>
            {
                await _process.WaitForExitAsync(token);
                return true;
            },
            "end");
        return new ProgramResult(_process.ExitCode, output, errors);
    }

    private async Task<T> WithinPatienceAsync<T>(Func<CancellationToken, Task<T>> wait, string whatFor)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(ExternalProgram.Patience);
        try
        {
            return await wait(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            string complaints = _errors.IsCompletedSuccessfully ? await _errors : string.Empty;
            throw new TimeoutException($"{string.Join(' ', _process.StartInfo.ArgumentList)} did not {whatFor} in time. {complaints}", exception);
        }
    }
}

using System.Text;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Faults.Peer;

/// <summary>Writes each entry to a file at once, and fails where that does.</summary>
/// <param name="path">The file; it is opened once.</param>
public sealed class FileLog(string path) : ILoggerFactory, ILogger
{
    private readonly FileStream _file = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes($"{eventId.Id} {formatter(state, exception)}\n"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

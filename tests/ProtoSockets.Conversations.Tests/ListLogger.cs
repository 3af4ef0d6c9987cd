using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger(Action<string>? onEntry = null) : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string entry = $"{logLevel}: {formatter(state, exception)}";
        Entries.Enqueue(entry);
        onEntry?.Invoke(entry);
    }

    public void Dispose()
    {
        // Nothing to free.
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Fuzz.Live;

/// <summary>Keeps the exceptions that are logged, and how many connections were said to have failed.</summary>
internal sealed class FaultLog : ILoggerFactory, ILogger
{
    private const int Failed = 6;

    private int _failures;

    public ConcurrentQueue<Exception> Exceptions { get; } = new();

    /// <summary>How many connections were said to have failed, each with one reason.</summary>
    public int Failures => Volatile.Read(ref _failures);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == Failed)
        {
            Interlocked.Increment(ref _failures);
        }

        if (exception is not null)
        {
            Exceptions.Enqueue(exception);
        }
    }

    public void Dispose()
    {
        // Nothing to free.
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>What the engine says of a hostile peer: one warning, and no error that is its own.</summary>
internal sealed class LiveLog : ILoggerFactory, ILogger
{
    private const int ConnectionFailed = 6;
    private const int HandlerFailed = 7;

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentDictionary<MemoryEndPoint, int> _failures = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == ConnectionFailed)
        {
            // In memory each connection has a name of its own.
            if ((state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(static value => value.Key == "Remote").Value is MemoryEndPoint remote)
            {
                _failures.AddOrUpdate(remote, 1, static (_, count) => count + 1);
            }
        }
        else if (logLevel >= LogLevel.Error && !(eventId.Id == HandlerFailed && exception is FormatException or IOException or InvalidTimeZoneException or OperationCanceledException))
        {
            // Handlers may fail, by what they are told to answer with.
            _errors.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
        // Nothing to free.
    }

    /// <summary>Forgets what was said.</summary>
    public void Clear()
    {
        _errors.Clear();
        _failures.Clear();
    }

    /// <summary>Looks at what was said.</summary>
    public void Check()
    {
        FindingException.Require(_errors.IsEmpty, $"The server logs an error: {string.Join('\n', _errors)}");
        FindingException.Require(_failures.Values.All(static count => count == 1), $"A connection fails {_failures.Values.Max()} times");
    }
}

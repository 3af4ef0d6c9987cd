using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ProtoSockets.Connections;

/// <summary>
/// The user's logger, whose failures are its own. One that writes to a full disk throws, and where the engine logs it is often in the middle of closing something: what is not written is lost, and
/// nothing else is.
/// </summary>
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _logger;

    private GuardedLogger(ILogger logger) => _logger = logger;

    /// <summary>The logger of a category; none where nobody logs.</summary>
    public static ILogger Of(ILoggerFactory? factory, string category) => factory is null ? NullLogger.Instance : new GuardedLogger(factory.CreateLogger(category));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _logger.BeginScope(state);

#pragma warning disable CA1031 // Whatever a logger throws.
    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nowhere to say so.
        }
    }
#pragma warning restore CA1031
}

using System.Net;
using Microsoft.Extensions.Logging;

namespace ProtoSockets.Connections;

/// <summary>Everything that is logged. Event ids are never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Protocol} server bound to {EndPoint}")]
    public static partial void Bound(ILogger logger, string protocol, EndPoint endPoint);

    [LoggerMessage(2, LogLevel.Warning, "{Protocol} server could not accept a connection on {EndPoint}; it goes on accepting")]
    public static partial void AcceptFailed(ILogger logger, string protocol, EndPoint endPoint, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "{Protocol} connection from {Remote} refused: {Limit} connections are open, which is the limit")]
    public static partial void TooManyConnections(ILogger logger, string protocol, EndPoint? remote, int limit);

    [LoggerMessage(4, LogLevel.Debug, "{Protocol} connection with {Remote} opened")]
    public static partial void Opened(ILogger logger, string protocol, EndPoint? remote);

    [LoggerMessage(5, LogLevel.Debug, "{Protocol} connection with {Remote} closed")]
    public static partial void Closed(ILogger logger, string protocol, EndPoint? remote);

    [LoggerMessage(6, LogLevel.Warning, "{Protocol} connection with {Remote} closed: {Reason}")]
    public static partial void Failed(ILogger logger, string protocol, EndPoint? remote, string reason);

    [LoggerMessage(7, LogLevel.Error, "{Protocol} handler failed on message {MessageId} from {Remote}")]
    public static partial void HandlerFailed(ILogger logger, string protocol, long messageId, EndPoint? remote, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "{Protocol} datagram from {Remote} dropped: {Reason}")]
    public static partial void DatagramDropped(ILogger logger, string protocol, EndPoint? remote, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Protocol} message {MessageId} from {Remote} is not known here and was dropped")]
    public static partial void UnknownMessage(ILogger logger, string protocol, long messageId, EndPoint? remote);

    [LoggerMessage(10, LogLevel.Information, "{Protocol} server drained {Connections} connections")]
    public static partial void Drained(ILogger logger, string protocol, int connections);

    [LoggerMessage(11, LogLevel.Error, "{Protocol} handler failed when a connection with {Remote} opened or closed")]
    public static partial void SessionHandlerFailed(ILogger logger, string protocol, EndPoint? remote, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "{Protocol} code that was told of a cancelled call from {Remote} failed")]
    public static partial void CancellationFailed(ILogger logger, string protocol, EndPoint? remote, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "{Protocol} code has blocked an I/O thread for {Milliseconds:0} ms on the connection with {Remote}: all connections of that thread wait. This one goes on on the thread pool; use ThreadingMode.Pool for code that blocks")]
    public static partial void BlocksIoThread(ILogger logger, string protocol, EndPoint? remote, double milliseconds);
}

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

    [LoggerMessage(20, LogLevel.Warning, "{Protocol} connection from {Remote} refused: {Limit} connections from that address are open, which is the limit")]
    public static partial void TooManyFromAddress(ILogger logger, string protocol, EndPoint? remote, int limit);

    [LoggerMessage(21, LogLevel.Warning, "{Protocol} datagram of {Length} bytes to {Remote} dropped: it is more than {Factor} times what came from there (MaxAmplification)")]
    public static partial void NotAmplified(ILogger logger, string protocol, EndPoint? remote, int length, int factor);

    [LoggerMessage(22, LogLevel.Warning, "{Protocol} connection from {Remote} refused: more than {Limit} were opened from that address in a second, which is the limit")]
    public static partial void TooFastFromAddress(ILogger logger, string protocol, EndPoint? remote, int limit);

    [LoggerMessage(30, LogLevel.Information, "{Protocol} client connected to {Address} (connection {Connection})")]
    public static partial void Connected(ILogger logger, string protocol, TransportAddress address, int connection);

    [LoggerMessage(31, LogLevel.Warning, "{Protocol} client is without its connection {Connection}: {Reason} It connects again in {Milliseconds:0} ms")]
    public static partial void BacksOff(ILogger logger, string protocol, int connection, string reason, double milliseconds);

    [LoggerMessage(32, LogLevel.Error, "{Protocol} client has given up connecting again after {Failures} failures in a row, and is closed: {Reason}")]
    public static partial void GaveUp(ILogger logger, string protocol, int failures, string reason);

    [LoggerMessage(33, LogLevel.Error, "{Protocol} code that was told of a connection's state failed")]
    public static partial void StateHandlerFailed(ILogger logger, string protocol, Exception exception);

    [LoggerMessage(40, LogLevel.Information, "TLS shows the certificate {Subject}, valid to {NotAfter:u}, from {Files} from now on")]
    public static partial void CertificateReplaced(ILogger logger, string files, string subject, DateTime notAfter);

    [LoggerMessage(41, LogLevel.Warning, "TLS goes on showing the certificate that it has, since {Files} can't be used: {Reason}")]
    public static partial void CertificateNotReplaced(ILogger logger, string files, string reason);

    [LoggerMessage(45, LogLevel.Error, "{Protocol} code that was told of the end of a connection with {Remote} failed")]
    public static partial void EndHandlerFailed(ILogger logger, string protocol, EndPoint? remote, Exception exception);

    [LoggerMessage(42, LogLevel.Error, "{Protocol} interceptor {Interceptor} failed when it was told that a call has ended")]
    public static partial void InterceptorFailed(ILogger logger, string protocol, string interceptor, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "{Protocol} code has blocked an I/O thread for {Milliseconds:0} ms on the connection with {Remote}: all connections of that thread wait. This one goes on on the thread pool; use ThreadingMode.Pool for code that blocks")]
    public static partial void BlocksIoThread(ILogger logger, string protocol, EndPoint? remote, double milliseconds);
}

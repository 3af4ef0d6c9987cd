using Microsoft.Extensions.Logging;

namespace ProtoSockets.Hosting;

/// <summary>What the host's side logs. Event ids are never reused; the engine has those below 1000.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1000, LogLevel.Critical, "{Protocol} server has failed; the host stops")]
    public static partial void Failed(ILogger logger, string protocol, Exception exception);

    [LoggerMessage(1001, LogLevel.Warning, "{Protocol} server was not drained within the host's shutdown timeout; {Connections} connections are cut off")]
    public static partial void CutOff(ILogger logger, string protocol, int connections);

    [LoggerMessage(1002, LogLevel.Warning, "{Protocol} server was cut off, and its handlers still ran {Seconds:0} s later; the host goes on without them")]
    public static partial void StillRunning(ILogger logger, string protocol, double seconds);

    [LoggerMessage(1003, LogLevel.Debug, "{Protocol} client connected to {Address}")]
    public static partial void Connected(ILogger logger, string protocol, string address);
}

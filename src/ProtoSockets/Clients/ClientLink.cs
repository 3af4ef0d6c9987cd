using Microsoft.Extensions.Logging;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>The client's end of a conversation: whatever carries it.</summary>
internal abstract class ClientLink<TProtocol> : CallingLink<TProtocol>
    where TProtocol : struct, IProtocol
{
    private protected ClientLink(ClientOptions options, bool isFramed, bool isCalling = true)
        : base(Side.Client, isFramed, isCalling, options.MaxCallsInFlight, options.TimeProvider)
    {
        Options = options;
        MaxFrameBytes = options.MaxFrameBytes ?? TProtocol.Description.MaxFrameBytes;
        Logger = GuardedLogger.Of(options.LoggerFactory, $"ProtoSockets.{TProtocol.Description.Name}.Client");
    }

    /// <summary>Who gets the messages that the server pushes.</summary>
    public required ProtocolClient<TProtocol> Client { get; init; }

    /// <summary>Whether the connection has ended, or is about to.</summary>
    internal abstract bool IsEnding { get; }

    protected ClientOptions Options { get; }

    internal ILogger Logger { get; }

    private protected override int MaxFrameBytes { get; }

    internal override StreamWindow Window => StreamWindow.Of(Options.StreamWindow, Options.StreamWindowBytes);

    private protected override System.Net.EndPoint? ServerEndPoint => Client.RemoteEndPoint;

    public void LogInterceptorFailure(string interceptor, Exception exception) => Log.InterceptorFailed(Logger, TProtocol.Description.Name, interceptor, exception);

    public void LogCancellationFailure(System.Net.EndPoint? remote, Exception exception) => Log.CancellationFailed(Logger, TProtocol.Description.Name, remote, exception);

    public void LogHandlerFailure(long messageId, System.Net.EndPoint? remote, Exception exception) =>
        Log.HandlerFailed(Logger, TProtocol.Description.Name, messageId, remote, exception);
}

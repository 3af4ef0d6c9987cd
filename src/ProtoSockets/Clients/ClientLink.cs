using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>The client's end of a conversation: whatever carries it.</summary>
internal abstract class ClientLink<TProtocol> : CallingLink<TProtocol>
    where TProtocol : struct, IProtocol
{
    private protected ClientLink(ClientOptions options, bool isFramed)
        : base(Side.Client, isFramed, isCalling: true, options.MaxCallsInFlight, options.TimeProvider)
    {
        Options = options;
        MaxFrameBytes = options.MaxFrameBytes ?? TProtocol.Description.MaxFrameBytes;
        Logger = options.LoggerFactory?.CreateLogger($"ProtoSockets.{TProtocol.Description.Name}.Client") ?? NullLogger.Instance;
    }

    /// <summary>Who gets the messages that the server pushes.</summary>
    public required ProtocolClient<TProtocol> Client { get; init; }

    protected ClientOptions Options { get; }

    protected ILogger Logger { get; }

    private protected override int MaxFrameBytes { get; }

    private protected override System.Net.EndPoint? ServerEndPoint => Client.RemoteEndPoint;

    public void LogHandlerFailure(long messageId, System.Net.EndPoint? remote, Exception exception) =>
        Log.HandlerFailed(Logger, TProtocol.Description.Name, messageId, remote, exception);
}

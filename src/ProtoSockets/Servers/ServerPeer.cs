using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>The server's end of one conversation, whatever carries it.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract partial class ServerPeer<TProtocol> : CallingLink<TProtocol>
    where TProtocol : struct, IProtocol
{
    private int _callsInFlight;
    private TaskCompletionSource? _answered;

    private protected ServerPeer(ServerOptions options, ILogger logger, bool isFramed)
        : base(Side.Server, isFramed, isFramed && TProtocol.Description.ServerCalls, options.MaxCallsInFlight, options.TimeProvider)
    {
        Options = options;
        _running = TProtocol.Description.UsesEnvelope ? [] : null;
        Interceptors = options.Interceptors.Count == 0 ? null : options.Interceptors as IServerInterceptor[] ?? [.. options.Interceptors];
        _streams = TProtocol.Description.StreamsCalls && isFramed ? new StreamTable() : null;
        Logger = logger;
        MaxFrameBytes = options.MaxFrameBytes ?? TProtocol.Description.MaxFrameBytes;
        MaxCallsInFlight = TProtocol.Description.RepliesInOrder ? 1 : options.MaxCallsInFlight;
    }

    internal ServerOptions Options { get; }

    /// <summary>Who sees each message in front of its handler; null for nobody.</summary>
    internal IServerInterceptor[]? Interceptors { get; }

    internal ILogger Logger { get; }

    internal abstract EndPoint? LocalEndPoint { get; }

    internal abstract EndPoint? RemoteEndPoint { get; }

    internal abstract Socket? Socket { get; }

    internal virtual X509Certificate2? RemoteCertificate => null;

    internal virtual string? ApplicationProtocol => null;

    internal virtual ProxyHeader? ProxyHeader => null;

    /// <summary>Cancelled when the conversation ends.</summary>
    internal abstract CancellationToken Closed { get; }

    /// <summary>How many handlers of this peer are running beyond their first wait; over datagrams with those that wait for its arrival to be handled.</summary>
    internal int CallsInFlight => Volatile.Read(ref _callsInFlight);

    private protected override int MaxFrameBytes { get; }

    private protected int MaxCallsInFlight { get; }

    /// <summary>Ends the conversation at once because of what the peer sent, or because a handler asks for it.</summary>
    internal abstract void Abort(Exception reason);

    /// <summary>Ends the conversation once the running handlers are answered; handles nothing more.</summary>
    internal abstract void Close();

    /// <summary>Believes that the peer is where its address says.</summary>
    internal virtual void VerifyAddress()
    {
    }

    /// <summary>Ends when the next answer has been sent.</summary>
    internal Task WaitForAnswerAsync()
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _answered, answered, null) ?? answered).Task;
    }

    /// <summary>Notes that an answer has been sent.</summary>
    internal void OnAnswered()
    {
        if (Volatile.Read(ref _answered) is not null)
        {
            Interlocked.Exchange(ref _answered, null)?.TrySetResult();
        }
    }

    /// <summary>Sends a one-way message to the peer.</summary>
    internal ValueTask SendMessageAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (MustStream(in message))
        {
            return SendStreamedAsync(message, new FrameRoute(FrameKind.Message, 0, 0), cancellationToken);
        }

        if (HasRoom)
        {
            Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
            return default;
        }

        switch (Options.SlowPeer)
        {
            case SlowPeerPolicy.Drop:
                return default;

            case SlowPeerPolicy.Disconnect:
                var reason = new ConnectionClosedException($"The peer is slow: {Options.MaxPendingSendBytes} bytes wait to be sent to it.");
                Abort(reason);
                return ValueTask.FromException(reason);

            default:
                return Wait(message, cancellationToken);
        }

        async ValueTask Wait(TMessage message, CancellationToken cancellationToken)
        {
            while (!HasRoom && !Closed.IsCancellationRequested)
            {
                await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }

            Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
        }
    }

    private protected virtual void OnCallEnded()
    {
    }
}

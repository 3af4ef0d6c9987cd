using System.Runtime.CompilerServices;
using ProtoSockets.Connections;
using ProtoSockets.Interception;

namespace ProtoSockets.Runtime;

/// <content>What a handler answers, shown to the interceptors and sent.</content>
public readonly partial struct IncomingCall<TProtocol>
{
    /// <summary>Sends a reply, on the thread that the call is at.</summary>
    internal void Reply<TReply>(in TReply reply)
        where TReply : IProtocolMessage<TReply>
    {
        if (_peer.Interceptors is not null)
        {
            Show(in reply);
        }

        SendReply(in reply);
    }

    /// <summary>Sends a reply, on any thread.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="context">The call as interceptors see it, if there are any.</param>
    internal void Reply<TReply>(in TReply reply, in ServerCallContext context)
        where TReply : IProtocolMessage<TReply>
    {
        Show(in reply, in context);
        SendReply(in reply);
    }

    /// <summary>Sends the error reply that a handler has given, on the thread that the call is at.</summary>
    internal void ReplyError<TError>(in TError error)
        where TError : IProtocolMessage<TError>
    {
        if (_peer.Interceptors is not null)
        {
            Show(in error);
        }

        Refuse(in error);
    }

    /// <summary>Sends the error reply that a handler has given, on any thread.</summary>
    /// <param name="error">The error reply.</param>
    /// <param name="context">The call as interceptors see it, if there are any.</param>
    internal void ReplyError<TError>(in TError error, in ServerCallContext context)
        where TError : IProtocolMessage<TError>
    {
        Show(in error, in context);
        Refuse(in error);
    }

    /// <summary>Sends a reply whose last member streams, to its last byte.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="context">The call as interceptors see it, if there are any.</param>
    internal async ValueTask ReplyStreamedAsync<TReply>(TReply reply, ServerCallContext context)
        where TReply : IProtocolMessage<TReply>
    {
        Show(in reply, in context);
        if (FrameLink<TProtocol>.MustStream(in reply))
        {
            await _peer.SendStreamedAsync(reply, Route(FrameKind.Reply), _peer.Closed).ConfigureAwait(false);
            _peer.OnAnswered();
        }
        else
        {
            SendReply(in reply);
        }
    }

    /// <summary>Shows a reply to the interceptors, if there are any.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="context">The call as they see it.</param>
    private void Show<TReply>(in TReply reply, in ServerCallContext context)
    {
        if (_peer.Interceptors is { } interceptors)
        {
            ServerInterception.Reply(interceptors, in context, in reply);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Show<TReply>(in TReply reply) => ServerInterception.Reply(_peer.Interceptors!, Context, in reply);

    private void SendReply<TReply>(in TReply reply)
        where TReply : IProtocolMessage<TReply>
    {
        _peer.Send(in reply, Route(FrameKind.Reply));
        _peer.OnAnswered();
    }
}

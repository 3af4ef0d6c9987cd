using System.Diagnostics;
using System.Net;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;

namespace ProtoSockets.Diagnostics;

/// <summary>An incoming call that somebody watches. While its handler runs up to its first wait it is the thread's current one; a handler that waits takes it along.</summary>
internal sealed class ServerCall
{
    [ThreadStatic]
    private static ServerCall? t_current;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly EndPoint? _server;
    private readonly bool _isStream;
    private readonly Activity? _activity;
    private string _method;
    private Exception? _failure;
    private bool _isTaken;

    private ServerCall(string method, EndPoint? server, bool isStream, ActivityContext parent)
    {
        _method = method;
        _server = server;
        _isStream = isStream;
        _activity = Telemetry.Source.StartActivity(method, ActivityKind.Server, parent);
    }

    /// <summary>Has a call handled, and watches it.</summary>
    /// <param name="session">The session that handles it.</param>
    /// <param name="call">The call.</param>
    /// <param name="parent">The span of the client's call; the default where the client told of none.</param>
    public static void Dispatch<TProtocol>(ServerSession<TProtocol> session, in IncomingCall<TProtocol> call, ActivityContext parent)
        where TProtocol : struct, IProtocol
    {
        if (!call.ExpectsReply)
        {
            session.Dispatch(in call);
            return;
        }

        Activity? before = Activity.Current;
        Activity.Current = null;
        var watched = new ServerCall($"{TProtocol.Description.Name}/{call.MessageId}", session.LocalEndPoint, call.Peer is StreamServerPeer<TProtocol>, parent);
        t_current = watched;
        try
        {
            session.Dispatch(in call);
        }
        catch (Exception exception)
        {
            watched._failure = exception;
            throw;
        }
        finally
        {
            t_current = null;
            Activity.Current = before;
            if (!watched._isTaken)
            {
                watched.End(watched._failure);
            }
        }
    }

    /// <summary>The message of the current call has been told: names the call after it.</summary>
    public static void Name<TProtocol, TMessage>()
        where TProtocol : struct, IProtocol
    {
        if (t_current is { } current)
        {
            current._method = MethodName<TProtocol, TMessage>.Value;
            if (current._activity is { } activity)
            {
                activity.DisplayName = current._method;
            }
        }
    }

    /// <summary>The current call fails without its handler having thrown.</summary>
    public static void Fail(Exception exception)
    {
        if (t_current is { } current)
        {
            current._failure = exception;
        }
    }

    /// <summary>The current call goes on after its handler's first wait; null when nobody watches.</summary>
    public static ServerCall? Take()
    {
        if (t_current is { } current)
        {
            current._isTaken = true;
            return current;
        }

        return null;
    }

    /// <summary>A call that was taken is at this thread again, until it is taken once more.</summary>
    public static void Enter(ServerCall? call) => t_current = call;

    public void End(Exception? failure)
    {
        TagList tags = Telemetry.CallTags(_method, _server, _isStream, failure);
        Telemetry.ServerDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        ActivityTags.End(_activity, in tags, failure);
    }
}

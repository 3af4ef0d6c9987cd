using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <content>What comes for the calls that wait.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>Ends a call with its reply.</summary>
    /// <returns>False when nobody ever asked for it.</returns>
    private protected bool TryDeliver(in FrameRoute route, in ReceivedFrame frame)
    {
        ReplyMatch match = Calls.Match(in route, out PendingCall? call, out long sequence);
        if (match == ReplyMatch.Waiting)
        {
            while (Calls.TryTakeSilent(sequence, out PendingCall? silent))
            {
                silent.OnSilence();
            }

            Deliver(call!, in route, in frame);
            SignalCallRoom();
        }
        else if (match == ReplyMatch.TooLate)
        {
            // Where the order says whose reply it is, the call that was given up has kept its place until now.
            SignalCallRoom();
        }

        return match != ReplyMatch.NeverAsked;
    }

    private void Deliver(PendingCall call, in FrameRoute route, in ReceivedFrame frame)
    {
        CallKey key = call.Key;
        if (TProtocol.Description.UsesEnvelope && EnvelopeControl.IsRefusal(in route))
        {
            _ = Calls.TryRemove(key, out _);
            call.OnFailure(EnvelopeControl.ReadRefusal(in frame, route.Kind, IsSentOnce(call)));
        }
        else if (call.Replies == ReplyCount.Many)
        {
            DeliverMany(call, key, in frame, route.Kind == FrameKind.Error);
        }
        else
        {
            // It is out of the table already, and its object may serve another call as soon as it has ended.
            ushort version = Version;
            _ = call.OnReply(in frame, route.Kind == FrameKind.Error, ref version);
            Speak(version);
        }
    }

    /// <summary>Whether what an answer says of a request is true of all that was sent of it. Over datagrams another copy may have been taken on.</summary>
    private bool IsSentOnce(PendingCall call)
    {
        if (IsStream)
        {
            return true;
        }

        lock (call)
        {
            return !call.IsSentAgain;
        }
    }

    /// <summary>Notes the version that a reply has said.</summary>
    private void Speak(ushort version)
    {
        if (version != Version)
        {
            Version = version;
        }
    }

    private void DeliverMany(PendingCall call, CallKey key, in ReceivedFrame frame, bool isError)
    {
        if (call is ReplyStream items)
        {
            DeliverItem(items, key, in frame, isError);
            return;
        }

        var stream = (PendingStream)call;
        ushort version = Version;
        bool isLast = stream.OnReply(in frame, isError, ref version);
        Speak(version);
        if (isLast)
        {
            // Before the caller learns of it: its next step may be one that no call may be in flight for.
            _ = Calls.TryRemove(key, out _);
            stream.OnRemoved();
        }

        if (stream.HasLostStep && IsOrdered)
        {
            OnLostStep(new ConnectionClosedException("The peer sent a malformed reply among many, and the others can't be told apart any more."));
        }
        else if (!isLast && !stream.IsDiscarded && stream.IsFull)
        {
            OnStreamFull(stream);
        }
    }
}

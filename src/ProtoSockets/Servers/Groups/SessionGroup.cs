using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <summary>
/// Sessions that are told the same: a room, a topic, everybody. A session leaves by itself when its conversation ends. Generated protocols have one as <c>Group</c>, with a method for each message that the server sends.
/// All members may be used from any thread.
/// </summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract class SessionGroup<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ServerSession<TProtocol>, Member> _members = [];
    private Member[]? _snapshot = [];

    /// <summary>How many sessions there are in it.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _members.Count;
            }
        }
    }

    /// <summary>Takes a session in, until it is taken out or its conversation ends.</summary>
    /// <param name="session">The session.</param>
    /// <returns>False when it is in already, or its conversation has ended.</returns>
    public bool Add(ServerSession<TProtocol> session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var member = new Member(this, session);
        lock (_gate)
        {
            if (!_members.TryAdd(session, member))
            {
                return false;
            }

            _snapshot = null;
        }

        // Behind the lock: of a conversation that has ended already it is called here, and takes the member out again.
        return member.Watch() && !session.Closed.IsCancellationRequested;
    }

    /// <summary>Takes a session out.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether it was in.</returns>
    public bool Remove(ServerSession<TProtocol> session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Member? member;
        lock (_gate)
        {
            if (!_members.Remove(session, out member))
            {
                return false;
            }

            _snapshot = null;
        }

        member.Unwatch();
        return true;
    }

    /// <summary>Whether a session is in it.</summary>
    /// <param name="session">The session.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(ServerSession<TProtocol> session)
    {
        ArgumentNullException.ThrowIfNull(session);
        lock (_gate)
        {
            return _members.ContainsKey(session);
        }
    }

    /// <summary>
    /// Sends a message to all who are in the group at this moment. It is written once for all that speak the same version. A member that is slow gets it, does not get it, or is disconnected, as
    /// <see cref="ServerOptions.SlowPeer"/> says; the others have it by then.
    /// </summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="except">Who does not get it; null for nobody.</param>
    /// <param name="cancellationToken">Gives up waiting for slow members.</param>
    /// <returns>A task that ends when the message is on its way to all: at once, unless slow members are waited for.</returns>
    /// <exception cref="WireFormatException">A member of the message holds what its wire form can't; nobody gets it.</exception>
    /// <exception cref="NotSupportedException">The message ends with bytes that stream: they can be read once.</exception>
    protected ValueTask BroadcastAsync<TMessage>(in TMessage message, ServerSession<TProtocol>? except, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (FrameLink<TProtocol>.MustStream(in message))
        {
            throw new NotSupportedException("A message that ends with bytes that stream goes to one peer: they can be read once.");
        }

        EncodedFrame frame = default;
        List<EncodedFrame>? others = null;
        List<Task>? waits = null;
        try
        {
            // Written for every kind of member first: where one can't have it, nobody has got it yet.
            Member[] members = Snapshot();
            foreach (Member member in members)
            {
                if (ReferenceEquals(member.Session, except))
                {
                    continue;
                }

                ServerPeer<TProtocol> peer = member.Session.Peer;
                if (frame.Memory is null)
                {
                    frame = peer.Encode(in message);
                }
                else if (!peer.Takes(frame))
                {
                    _ = FindOther(peer, in message, ref others);
                }
            }

            foreach (Member member in members)
            {
                if (ReferenceEquals(member.Session, except))
                {
                    continue;
                }

                ServerPeer<TProtocol> peer = member.Session.Peer;
                if (!(peer.Takes(frame) ? peer.TrySendToMember(in frame, cancellationToken, out Task? wait) : TrySendOther(peer, in message, ref others, cancellationToken, out wait)))
                {
                    (waits ??= []).Add(wait);
                }
            }
        }
        finally
        {
            if (frame.Memory is not null)
            {
                frame.Return();
            }

            others?.ForEach(static other => other.Return());
        }

        return waits is null ? default : new ValueTask(Task.WhenAll(waits));
    }

    /// <summary>Sends the message to a peer that speaks another version than the first, or over another carrier.</summary>
    private static bool TrySendOther<TMessage>(
        ServerPeer<TProtocol> peer, in TMessage message, ref List<EncodedFrame>? others, CancellationToken cancellationToken, [NotNullWhen(false)] out Task? wait)
        where TMessage : IProtocolMessage<TMessage>
    {
        EncodedFrame frame;
        try
        {
            frame = FindOther(peer, in message, ref others);
        }
#pragma warning disable CA1031 // It is the caller's, behind what it has to wait for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Its version has changed just now, to one that the message can't be written for. The others still want it.
            wait = Task.FromException(exception);
            return false;
        }

        return peer.TrySendToMember(in frame, cancellationToken, out wait);
    }

    /// <summary>The message as such a peer gets it, written now if it was not before.</summary>
    private static EncodedFrame FindOther<TMessage>(ServerPeer<TProtocol> peer, in TMessage message, ref List<EncodedFrame>? others)
        where TMessage : IProtocolMessage<TMessage>
    {
        others ??= [];
        int index = others.FindIndex(peer.Takes);
        if (index < 0)
        {
            index = others.Count;
            others.Add(peer.Encode(in message));
        }

        return others[index];
    }

    private Member[] Snapshot()
    {
        lock (_gate)
        {
            return _snapshot ??= [.. _members.Values];
        }
    }

    /// <summary>A session in the group.</summary>
    private sealed class Member(SessionGroup<TProtocol> group, ServerSession<TProtocol> session) : IAsyncDisposable
    {
        private CancellationTokenRegistration _registration;
        private bool _isOut;

        public ServerSession<TProtocol> Session => session;

        /// <summary>Leaves when the conversation ends.</summary>
        /// <returns>False when it has ended, and been released.</returns>
        public bool Watch()
        {
            // Over datagrams a peer that is forgotten is released, perhaps long before its last handler has ended and the token says so.
            bool isHeld = session.Peer.Resources.TryAdd(this);
            CancellationTokenRegistration registration = session.Closed.UnsafeRegister(static state => ((Member)state!).Leave(), this);
            bool isOut;
            lock (this)
            {
                _registration = registration;
                isOut = _isOut;
            }

            if (isOut)
            {
                // Taken out meanwhile, by somebody who may have found neither.
                registration.Unregister();
                session.Peer.Resources.Remove(this);
            }
            else if (!isHeld)
            {
                Leave();
            }

            return isHeld;
        }

        public void Unwatch()
        {
            CancellationTokenRegistration registration;
            lock (this)
            {
                _isOut = true;
                registration = _registration;
            }

            registration.Unregister();
            session.Peer.Resources.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Leave();
            return default;
        }

        private void Leave() => group.Remove(session);
    }
}

using System.Collections.Concurrent;
using ProtoSockets;

namespace Quickstart;

/// <summary>The server's side: who is there, and telling everybody what was said.</summary>
internal sealed class ChatRoom : Chat.IServerHandler
{
    private readonly ConcurrentDictionary<Chat.Session, Member> _members = new();
    private readonly Chat.Group _everybody = new();
    private uint _lastMemberId;

    public ValueTask<Chat.Welcome> JoinAsync(Chat.Join request, Chat.Session session, CancellationToken cancellationToken)
    {
        var member = new Member(Interlocked.Increment(ref _lastMemberId), request.Nick);
        if (!_members.TryAdd(session, member))
        {
            throw new CallRefusedException("You are in already.");
        }

        _everybody.Add(session);

        return new(new Chat.Welcome(member.Id, (ushort)_members.Count));
    }

    public ValueTask SayAsync(Chat.Say message, Chat.Session session, CancellationToken cancellationToken)
    {
        if (!_members.TryGetValue(session, out Member? member))
        {
            // Whoever talks before joining is shown the door.
            session.Abort();
            return default;
        }

        // Written once for all; who is gone is no longer in the group.
        return _everybody.SaidAsync(new(member.Id, member.Nick, message.Text), cancellationToken: cancellationToken);
    }

    public ValueTask DisconnectedAsync(Chat.Session session, Exception? reason)
    {
        _members.TryRemove(session, out _);
        return default;
    }

    private sealed record Member(uint Id, string Nick);
}

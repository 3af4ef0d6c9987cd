using System.Collections.Concurrent;
using ProtoSockets;

namespace Quickstart;

/// <summary>The server's side: who is there, and telling everybody what was said.</summary>
internal sealed class ChatRoom : Chat.IServerHandler
{
    private readonly ConcurrentDictionary<Chat.Session, Member> _members = new();
    private uint _lastMemberId;

    public ValueTask<Chat.Welcome> JoinAsync(Chat.Join request, Chat.Session session, CancellationToken cancellationToken)
    {
        var member = new Member(Interlocked.Increment(ref _lastMemberId), request.Nick);
        if (!_members.TryAdd(session, member))
        {
            throw new CallRefusedException("You are in already.");
        }

        return new(new Chat.Welcome(member.Id, (ushort)_members.Count));
    }

    public async ValueTask SayAsync(Chat.Say message, Chat.Session session, CancellationToken cancellationToken)
    {
        if (!_members.TryGetValue(session, out Member? member))
        {
            // Whoever talks before joining is shown the door.
            session.Abort();
            return;
        }

        var said = new Chat.Said(member.Id, member.Nick, message.Text);
        foreach ((Chat.Session other, _) in _members)
        {
            try
            {
                await other.SaidAsync(said, cancellationToken);
            }
            catch (ConnectionClosedException)
            {
                // Gone meanwhile; the others still want to hear it.
            }
        }
    }

    public ValueTask DisconnectedAsync(Chat.Session session, Exception? reason)
    {
        _members.TryRemove(session, out _);
        return default;
    }

    private sealed record Member(uint Id, string Nick);
}

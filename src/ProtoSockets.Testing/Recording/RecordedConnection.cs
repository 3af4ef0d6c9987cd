using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>One end of a connection, and what was said over it.</summary>
internal sealed class RecordedConnection(StreamConnection inner, Side end) : OverlaidConnection(inner)
{
    private readonly Conversation _conversation = new();
    private readonly Side _peer = end == Side.Client ? Side.Server : Side.Client;
    private bool _hasEnded;
    private bool _peerHasEnded;

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await Inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            End(_peer, ref _peerHasEnded, ConversationEnd.Reset);
            throw;
        }

        if (count == 0)
        {
            End(_peer, ref _peerHasEnded, ConversationEnd.Closed);
        }
        else
        {
            Add(new ConversationPart(_peer, buffer[..count].ToArray()));
        }

        return count;
    }

    // What is sent is written down first: the answer must not come in front of it.
    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_conversation)
        {
            int count = Inner.TrySend(bytes);
            if (count > 0)
            {
                _conversation.Add(new ConversationPart(end, bytes[..count].ToArray()));
            }

            return count;
        }
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Add(new ConversationPart(end, bytes.ToArray()));
        return Inner.SendAsync(bytes, cancellationToken);
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        End(end, ref _hasEnded, ConversationEnd.Closed);
        return Inner.ShutdownSendAsync(cancellationToken);
    }

    public override void Reset()
    {
        End(end, ref _hasEnded, ConversationEnd.Reset);
        Inner.Reset();
    }

    internal Conversation Snapshot()
    {
        lock (_conversation)
        {
            return new Conversation(_conversation.Parts);
        }
    }

    protected override void Dispose(bool disposing)
    {
        End(end, ref _hasEnded, ConversationEnd.Closed);
        Inner.Dispose();
    }

    private void Add(ConversationPart part)
    {
        lock (_conversation)
        {
            _conversation.Add(part);
        }
    }

    private void End(Side side, ref bool hasEnded, ConversationEnd how)
    {
        lock (_conversation)
        {
            if (!hasEnded)
            {
                hasEnded = true;
                _conversation.Add(new ConversationPart(side, default, how));
            }
        }
    }
}

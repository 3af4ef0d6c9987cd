using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Checks calls that are answered by a stream, or send one, and the items of the latter.</summary>
internal sealed class StreamedCallParser(INamedTypeSymbol type, FramingSpec framing, int carriers, PhaseSpec phases, List<MessageDraft> drafts, ProblemList problems)
{
    public void Parse()
    {
        foreach (MessageDraft request in drafts.Where(draft => draft.Kind == MessageKind.Request))
        {
            CheckTakes(request);
            if ((request.StreamsReplies || request.Takes is not null) && Obstacle(request) is { } obstacle)
            {
                problems.Add(ProblemIds.CallDoesNotStream, request.Role, request.Type, request.Type.Name, request.Takes is null ? "is answered by a stream" : "sends a stream", obstacle);
                problems.Fail();
            }
        }

        foreach (MessageDraft item in drafts.Where(draft => draft.Kind == MessageKind.Item))
        {
            if (!drafts.Any(request => SymbolEqualityComparer.Default.Equals(request.Takes, item.Type)))
            {
                problems.Add(ProblemIds.TakesNoItem, item.Role, item.Type, item.Type.Name, $"is an item that no request of '{type.Name}' takes; name it with Takes = typeof({item.Type.Name})");
            }
        }
    }

    private void CheckTakes(MessageDraft request)
    {
        if (request.Takes is not { } takes)
        {
            return;
        }

        if (!drafts.Any(draft => draft.Kind == MessageKind.Item && SymbolEqualityComparer.Default.Equals(draft.Type, takes)))
        {
            if (takes.TypeKind != TypeKind.Error)
            {
                problems.Add(ProblemIds.TakesNoItem, request.Role, request.Type, request.Type.Name, $"takes '{takes.ShortName()}', which is no [Item] of '{type.Name}'");
            }

            problems.Fail();
        }
    }

    /// <summary>Why the call can't stream; null when it can.</summary>
    private string? Obstacle(MessageDraft request)
    {
        MessageDraft[] parts = [.. drafts.Where(draft => draft == request || Is(draft, request.Takes) || (request.StreamsReplies && Is(draft, request.ReplyType)))];
        return framing is not EnvelopeFraming ? "only the default envelope says who grants how many items; leave header and framing out"
            : (carriers & 2) != 0 ? "its items travel over streams, and the protocol is declared for datagrams"
            : phases.HandsOver ? "the connection may become another protocol's, or be encrypted, when no call is under way"
            : request.From != Side.Client ? "only clients make such calls"
            : request.Replies == ReplyCount.OneOrNone ? "it gets one reply, or many"
            : parts.FirstOrDefault(part => part.Members.Any(member => member.Form is BytesForm { IsStreamed: true })) is { } part
                ? $"the last member of '{part.Type.Name}' streams, and would hold up all other calls"
            : null;

        static bool Is(MessageDraft draft, ITypeSymbol? wanted) => SymbolEqualityComparer.Default.Equals(draft.Type, wanted);
    }
}

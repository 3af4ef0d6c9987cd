using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Finds out which call a reply answers where nothing in the header says so: by an id in the body, and by the reply's message id.</summary>
internal sealed class CorrelationParser(INamedTypeSymbol type, HeaderSpec? header, FramingSpec framing, List<MessageDraft> drafts, int carriers, ProblemList problems)
{
    /// <summary>Whether replies are matched by their message id, together with an id in their body where there is one.</summary>
    public bool MatchesByType { get; private set; }

    /// <summary>The bits of the narrowest id in a body; 0 when there is none.</summary>
    public int Bits { get; private set; }

    /// <summary>Whether the ids are tokens of lines.</summary>
    public bool IsText { get; private set; }

    private LineTagParser Tags => field ??= new LineTagParser(drafts, header is not null, type.GetAttributes().Find("InFront") is not null, problems);

    /// <summary>A reply is from the sides that do not send its requests.</summary>
    public static void FindSenders(List<MessageDraft> drafts)
    {
        foreach (MessageDraft draft in drafts.Where(draft => draft.Kind is MessageKind.Reply or MessageKind.Error))
        {
            Side[] callers =
            [
                .. drafts.Where(request => request.Kind == MessageKind.Request
                    && (draft.Kind == MessageKind.Error || SymbolEqualityComparer.Default.Equals(request.ReplyType, draft.Type))).Select(request => request.From).Distinct(),
            ];
            draft.From = callers.Length == 0 || (callers.Length == 1 && callers[0] == Side.Client) ? Side.Server
                : callers.Length == 1 && callers[0] == Side.Server ? Side.Client
                : Side.Both;
        }
    }

    public void Parse(AttributeData protocol)
    {
        foreach (MessageDraft draft in drafts)
        {
            FindMember(draft);
        }

        CheckServerCalls();
        bool isWanted = protocol.NamedBool("MatchRepliesByType");
        MatchesByType = isWanted || drafts.Any(draft => draft.Correlation is not null);
        if (!MatchesByType)
        {
            return;
        }

        bool isTagged = drafts.Any(draft => draft.Correlation?.Token is not null);
        string? wrong = framing is EnvelopeFraming ? "the default envelope has a correlation id"
            : header?.CorrelationId is { } there ? $"the header's '{there.Name}' is the correlation id"
            : header?.MessageId is null && !isTagged ? "no header has a [MessageId]"
            : null;
        if (wrong is not null)
        {
            if (isWanted)
            {
                problems.Add(ProblemIds.NotMatchedByType, protocol, type, type.Name, wrong);
            }

            return;
        }

        Bits = drafts.Where(draft => draft.Correlation is not null).Select(draft => 8 * draft.Correlation!.Bytes).DefaultIfEmpty(0).Min();
        IsText = isTagged;
        if (isTagged)
        {
            Tags.CheckVerbs(Bits / 8);
        }

        foreach (MessageDraft draft in drafts)
        {
            draft.IsMatchedByType = true;
            Check(draft);
        }
    }

    private void FindMember(MessageDraft draft)
    {
        MemberDraft[] found = [.. draft.Members.Where(member => member.Has("CorrelationId"))];
        if (found.Length == 0 || draft.Record is null)
        {
            return;
        }

        MemberDraft member = found[0];
        if (found.Length > 1)
        {
            problems.Add(ProblemIds.DuplicateRole, found[1].Place, member.Name, found[1].Name, "CorrelationId");
            return;
        }

        if (member.IsToken)
        {
            Tags.Parse(draft, member);
            return;
        }

        (int bytes, ByteOrder order) = member.Form switch
        {
            PlainForm { EnumType: null } plain when IsId(plain) => (plain.Primitive.Size(), plain.Order),
            PlainForm { Primitive: PrimitiveKind.Guid } => (16, ByteOrder.BigEndian),
            PlainForm { Primitive: PrimitiveKind.UInt128, Order: ByteOrder.BigEndian } => (16, ByteOrder.BigEndian),
            OddWidthForm { EnumType: null } odd when IsId(odd) => (odd.Bytes, odd.Order),
            BytesForm { Length: FixedLength { Bytes: >= 1 and <= 16 } @fixed } => (@fixed.Bytes, ByteOrder.BigEndian),
            _ => (0, ByteOrder.BigEndian),
        };
        int? offset = OffsetOf(draft, member);
        string? wrong = bytes == 0 || !member.IsInBody || member.Derived is not null || member.IsOptional
                ? "must be an unsigned integer of whole bytes, a UInt128 in network order, a Guid, or [FixedBytes] of up to 16, that is always in the body and can be set"
            : order == ByteOrder.AtRunTime && !(member.Order is null && OrderParser.IsLeftOpen(draft.Type)) ? "has a byte order that is chosen at run time, and is looked at before the message is read"
            : draft.Kind == MessageKind.OneWay ? $"is in '{draft.Type.Name}', which is neither a request nor a reply"
            : header?.CorrelationId is not null ? "is in the body, and the header has a correlation id"
            : draft.Kind != MessageKind.Request && offset is null ? "must have a fixed place in a reply, and what stands in front of it varies"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.CorrelationIdDoesNotFit, member.Place, member.Name, wrong);
            return;
        }

        draft.Correlation = new CorrelationSpec(member.Name, member.Type.FullName(), bytes, order, offset, member.Form!);
    }

    private static bool IsId(ScalarForm form) => form.Primitive.IsSmallInteger() && !form.Primitive.IsSigned();

    private static int? OffsetOf(MessageDraft draft, MemberDraft wanted)
    {
        int offset = 0;
        int bits = 0;
        foreach (MemberDraft member in draft.Members.Where(member => member.IsInBody))
        {
            bits += member.Fillers.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
            offset += member.Fillers.Sum(SizeParser.BytesOf);
            if (member.Fillers.Exists(filler => filler is AlignFiller))
            {
                return null;
            }

            if (member == wanted)
            {
                return offset + (bits / 8);
            }

            if (member.Form is BitsForm form)
            {
                bits += form.Bits;
            }
            else if (member.Size.FixedSize is { } size && !member.IsOptional)
            {
                offset += size;
            }
            else
            {
                return null;
            }
        }

        return null;
    }

    private void Check(MessageDraft draft)
    {
        if (draft.Kind == MessageKind.Reply && draft.Id is null)
        {
            problems.Add(ProblemIds.NotMatchedByType, draft.Role, draft.Type, draft.Type.Name, "it has no id of its own");
        }
        else if (draft.Kind == MessageKind.Error && (draft.Id is null || draft.Correlation is null))
        {
            problems.Add(ProblemIds.NotMatchedByType, draft.Role, draft.Type, draft.Type.Name, "an error needs an id of its own and a [CorrelationId]");
        }
        else if (draft.Kind == MessageKind.Request
            && drafts.FirstOrDefault(reply => SymbolEqualityComparer.Default.Equals(reply.Type, draft.ReplyType)) is { Record: not null } reply
            && reply.Correlation is null != draft.Correlation is null
            && !(reply.Correlation is null ? reply : draft).Members.Any(member => member.Has("CorrelationId")))
        {
            MessageDraft without = reply.Correlation is null ? reply : draft;
            string name = (reply.Correlation ?? draft.Correlation)!.Member;
            problems.Add(
                ProblemIds.NotMatchedByType,
                without.Role,
                without.Type,
                without.Type.Name,
                $"it has no [CorrelationId], and '{(without == reply ? draft : reply).Type.Name}' has one, '{name}'");
        }
    }

    /// <summary>Requests of the server need a stream, and get one reply.</summary>
    private void CheckServerCalls()
    {
        foreach (MessageDraft draft in drafts.Where(draft => draft.Kind == MessageKind.Request && draft.From != Side.Client))
        {
            string? wrong = draft.Replies != ReplyCount.One ? "gets one reply"
                : (carriers & 2) != 0 ? "travels over streams, and the protocol is declared for datagrams"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.ServerRequest, draft.Role, draft.Type, draft.Type.Name, wrong);
            }
        }
    }
}

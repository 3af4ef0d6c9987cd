using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads a protocol: its class, its header or framing, and its messages.</summary>
internal sealed class ProtocolParser(SchemaParser schema, INamedTypeSymbol type, ProblemList problems)
{
    private static readonly string[] GeneratedTypes = ["Wire", "Client", "Server", "Session", "IServerHandler", "IClientHandler"];

    /// <summary>What the default envelope puts in front of a message (docs/wire-format.md).</summary>
    private const int EnvelopeBytes = 12;

    private readonly ProtocolDefaults _defaults = ProtocolDefaults.Of(type);

    /// <summary>Whether what connections turn into is looked at: once, since protocols can lead to one another.</summary>
    public bool IsFirst { get; init; } = true;

    public ProtocolSpec? Parse(CancellationToken cancellation)
    {
        if (!CheckShape() || type.GetAttributes().Find("Protocol") is not { } attribute)
        {
            return null;
        }

        AttributeChecker.Check(type, type.Name, type.GetAttributes(), problems);
        int carriers = attribute.NamedInt("Carriers", otherwise: 1);
        int maxFrameBytes = attribute.NamedInt("MaxFrameBytes", otherwise: 1 << 20);
        if (carriers is < 1 or > 3)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, type, "Protocol", type.Name, $"the carriers {carriers}", "streams, datagrams or both carry a protocol");
        }

        if (maxFrameBytes < 1)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, type, "Protocol", type.Name, $"{maxFrameBytes} bytes", "the least is 1");
        }

        VersionRange spoken = VersionParser.Spoken(type);
        if (spoken.Min > spoken.Max)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, type, "Protocol", type.Name, $"the oldest version {spoken.Min}", $"the newest is {spoken.Max}");
        }

        (INamedTypeSymbol Type, AttributeData Role)[] records = [.. type.GetTypeMembers().SelectMany(RolesOf)];
        INamedTypeSymbol? headerType = records.Where(record => record.Role.OwnName() == "Header").Select(record => record.Type).FirstOrDefault();
        HeaderParser? header = headerType is null ? null : new HeaderParser(schema, headerType, _defaults, problems);
        HeaderSpec? headerSpec = header?.Parse(cancellation);
        if (problems.HasErrors)
        {
            return null;
        }

        FramingSpec? framing = new FramingParser(type, _defaults.Order, headerSpec, (carriers & 1) != 0, problems).Parse();
        if (framing is null)
        {
            return null;
        }

        PhaseSpec phases = IsFirst ? new PhaseParser(schema, type, carriers, problems).Parse(records.Select(record => record.Type)) : PhaseSpec.None;
        List<MessageDraft> drafts = ParseMessages(records, header, headerSpec, cancellation);
        header?.CheckSections(drafts);
        CorrelationParser.FindSenders(drafts);
        new HeaderValueParser(header?.Draft, drafts, problems).Parse();
        new MessageIdParser(framing, headerSpec, drafts, problems).Parse();
        CheckReplies(drafts, headerSpec is { From: Side.Client } ? null : header, framing);
        new StreamedCallParser(type, framing, carriers, phases, drafts, problems).Parse();
        CheckSides(drafts, headerSpec, framing);
        CheckAnsweredBy(drafts);
        CorrelationParser correlation = new(type, headerSpec, framing, drafts, carriers, problems);
        correlation.Parse(attribute);
        FrontSpec? front = new FrontParser(schema, type, drafts, problems).Parse();
        if (problems.HasErrors)
        {
            return null;
        }

        CheckEnds(drafts, framing);
        CheckDatagrams(drafts, headerSpec, framing, carriers, maxFrameBytes);
        CheckFrames(drafts, headerSpec, framing, (carriers & 1) != 0, maxFrameBytes);
        StreamParser.Check(drafts, headerSpec, framing, carriers, problems);

        // A message that is wrong is left out, and so is the request that it answers.
        INamedTypeSymbol[] wrong = [.. drafts.Where(draft => draft.Record is null).Select(draft => draft.Type)];
        MessageSpec[] messages =
        [
            .. drafts.Where(draft => draft.Record is not null && !wrong.Any(other => SymbolEqualityComparer.Default.Equals(other, draft.ReplyType) || SymbolEqualityComparer.Default.Equals(other, draft.Takes)))
                .Select(draft => draft.ToSpec()),
        ];
        return new ProtocolSpec
        {
            Type = type.ToSpec(),
            Version = spoken.Max,
            MinVersion = spoken.Min,
            Carriers = carriers,
            MaxFrameBytes = maxFrameBytes,
            Header = headerSpec is not null && messages.Any(message => message.Record.Streamed is not null) ? headerSpec with { HasStreams = true } : headerSpec,
            Framing = framing,
            Verbs = drafts.Any(draft => draft.Verbs.Count > 0) ? new VerbsSpec(VerbParser.IgnoresCase(type)) { Front = front } : null,
            Messages = messages.ToEquatable(),
            MatchesByType = correlation.MatchesByType,
            CorrelationBits = correlation.MatchesByType ? correlation.Bits
                : framing is EnvelopeFraming ? 32
                : headerSpec?.CorrelationId is { } id ? 8 * id.Size.Minimum
                : 0,
            CorrelationIsText = correlation.IsText,
            Phases = phases,
            Taken = OptionalNames.Taken(type).ToEquatable(),
            SchemaHash = Shapes.Hash(TextOf(headerSpec, framing, messages)),
        };
    }

    private static string TextOf(HeaderSpec? header, FramingSpec framing, MessageSpec[] messages)
    {
        IEnumerable<string> lines = messages
            .Select(message => $"{message.From} {message.Kind} {(message.Versions is null ? string.Empty : message.Versions + " ")}{string.Join("|", message.Verbs)}{message.Id?.Value.ToString() ?? "-"} {CountOf(message, messages)} {message.Record.Shape}{string.Concat(message.HeaderValues.Select(value => $" {value.Member}={value.Value}"))}")
            .OrderBy(line => line, StringComparer.Ordinal);
        return $"{framing.GetType().Name}\n{header?.Record.Shape}\n{string.Join("\n", lines)}";
    }

    private static string CountOf(MessageSpec message, MessageSpec[] messages)
    {
        string replies = message.StreamsReplies ? "Stream" : message.Replies.ToString();
        return message.Takes is { } item ? $"{replies} takes {messages.FirstOrDefault(other => other.FullName == item)?.Id?.Value}" : replies;
    }

    private bool CheckShape()
    {
        if (type.Name.Length == 0)
        {
            // The name is still to be typed.
            problems.Fail();
            return false;
        }

        string? wrong = type.TypeKind != TypeKind.Class || type.IsRecord ? "is no class; a protocol is a partial class around its messages"
            : type.Arity > 0 ? "is generic; a protocol has one wire form"
            : type.IsFileLocal ? "is local to its file, so that nothing can be added to it"
            : null;
        for (INamedTypeSymbol? container = type.ContainingType; container is not null && wrong is null; container = container.ContainingType)
        {
            wrong = container.Arity > 0 || container.IsFileLocal ? $"is nested in '{container.Name}', which is generic or local to its file" : null;
        }

        if (wrong is not null)
        {
            problems.Add(ProblemIds.UnsupportedShape, type.Place(), type.Name, wrong);
            return false;
        }

        for (INamedTypeSymbol? part = type; part is not null && part.IsFromSource(); part = part.ContainingType)
        {
            if (!part.IsPartial())
            {
                problems.Add(ProblemIds.NotPartial, part.Place(), part.Name);
                return false;
            }
        }

        if (GeneratedTypes.Contains(type.Name))
        {
            problems.Add(ProblemIds.ReservedName, type.Place(), type.Name, type.Name);
        }

        foreach (ISymbol member in type.GetMembers().Where(member => member is not INamedTypeSymbol && GeneratedTypes.Contains(member.Name) && !member.IsGenerated()))
        {
            problems.Add(ProblemIds.ReservedName, member.Place(), member.Name, type.Name);
        }

        foreach (INamedTypeSymbol nested in type.GetTypeMembers())
        {
            if (GeneratedTypes.Contains(nested.Name) && !nested.IsGenerated() && nested.IsFromSource() && !CanBeAddedTo(nested))
            {
                problems.Add(ProblemIds.ReservedName, nested.Place(), nested.Name, type.Name);
            }
        }

        return !problems.HasErrors;
    }

    /// <summary>Whether a type of a generated one's name is another part of it.</summary>
    private static bool CanBeAddedTo(INamedTypeSymbol nested)
    {
        TypeKind kind = nested.Name switch { "Wire" => TypeKind.Struct, "IServerHandler" or "IClientHandler" => TypeKind.Interface, _ => TypeKind.Class };
        return nested.TypeKind == kind
            && nested is { IsRecord: false, IsStatic: false, IsAbstract: var isAbstract, Arity: 0 }
            && isAbstract == (kind == TypeKind.Interface)
            && nested.IsPartial()
            && nested.Declarations().All(declaration => declaration.BaseList is null)
            && !SchemaParser.IsMessageOrHeader(nested);
    }

    /// <summary>The role of a nested type; two roles are reported, and only the first one counts.</summary>
    private IEnumerable<(INamedTypeSymbol Type, AttributeData Role)> RolesOf(INamedTypeSymbol nested)
    {
        AttributeData[] roles = [.. nested.GetAttributes().Where(attribute => attribute.OwnName() is { } name && SchemaParser.Roles.Contains(name))];
        if (roles.Length > 1)
        {
            problems.Add(ProblemIds.ConflictingAttributes, roles[1], nested, nested.Name, roles[0].OwnName()!, roles[1].OwnName()!);
        }

        return roles.Take(1).Select(role => (nested, role));
    }

    private List<MessageDraft> ParseMessages(
        (INamedTypeSymbol Type, AttributeData Role)[] records, HeaderParser? header, HeaderSpec? headerSpec, CancellationToken cancellation)
    {
        List<MessageDraft> drafts = [];
        INamedTypeSymbol? firstHeader = null;
        MessageDraft? firstError = null;
        foreach ((INamedTypeSymbol record, AttributeData role) in records)
        {
            cancellation.ThrowIfCancellationRequested();
            if (role.OwnName() == "Header")
            {
                if (firstHeader is not null)
                {
                    problems.Add(ProblemIds.Duplicate, record.Place(), firstHeader.Name, record.Name, "Header");
                }

                firstHeader ??= record;
                continue;
            }

            MessageDraft draft = new(record, role);
            ProblemList own = new();
            if (SymbolReading.Hidden(record) is { } hidden)
            {
                own.Add(ProblemIds.OutOfReach, record.Place(), record.Name, hidden, "clients and servers take and return it");
            }

            HeaderDraft? inFront = header is not null && (header.From == Side.Both || header.From == draft.From) ? header.Draft : null;
            draft.Versions = VersionParser.Parse(record.GetAttributes(), record, record.Name, VersionParser.Spoken(record), own);
            if (draft.IsUnion)
            {
                new MessageUnionParser(schema, headerSpec, own).Parse(draft);
            }
            else
            {
                RecordParser parser = new(schema, record, _defaults, inFront, isHeader: false, own) { IsReply = draft.Kind == MessageKind.Reply };
                draft.Record = parser.Parse(cancellation);
                draft.Members = parser.Members;
            }

            if (own.HasErrors)
            {
                draft.Record = null;
            }

            problems.AddWithoutFailing(own);
            drafts.Add(draft);
            if (draft.Kind == MessageKind.Error)
            {
                if (firstError is not null)
                {
                    problems.Add(ProblemIds.Duplicate, record.Place(), firstError.Type.Name, record.Name, "ErrorReply");
                }

                firstError ??= draft;
            }
        }

        return drafts;
    }

    /// <summary>Reports one-way messages that are answered by what is no request with many replies.</summary>
    private void CheckAnsweredBy(List<MessageDraft> drafts)
    {
        foreach (MessageDraft draft in drafts.Where(draft => draft.Kind == MessageKind.OneWay && draft.AnsweredBy is not null))
        {
            MessageDraft? request = drafts.FirstOrDefault(other => SymbolEqualityComparer.Default.Equals(other.Type, draft.AnsweredBy));
            string? wrong = request is not { Kind: MessageKind.Request } ? $"is no request of '{type.Name}'"
                : request.Replies != ReplyCount.Many ? "gets only one reply; say Replies = ReplyCount.Many"
                : request.StreamsReplies ? "is answered by a stream; give its reply a last one with [Reply(Last = nameof(...))]"
                : draft.From != Side.Client ? $"answers the client's messages, and '{draft.Type.Name}' is not only the client's; add From = Side.Client"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.NotAnsweredBy, draft.Role, draft.Type, draft.Type.Name, draft.AnsweredBy!.ShortName(), wrong);
            }
        }
    }

    /// <summary>Reports messages that both sides send although what is around them depends on the side.</summary>
    private void CheckSides(List<MessageDraft> drafts, HeaderSpec? header, FramingSpec framing)
    {
        if (header is { From: not Side.Both } || framing is SidedFraming)
        {
            foreach (MessageDraft draft in drafts.Where(draft => draft.From == Side.Both))
            {
                Side side = header is { From: not Side.Both } ? header.From : Side.Client;
                string what = header is { From: not Side.Both } ? $"messages with '{header.Record.Type.Name}' in front" : "messages that are framed like it";
                problems.Add(ProblemIds.SidesDiffer, draft.Type.Place(), draft.Type.Name, what, side == Side.Client ? "client" : "server");
            }
        }
    }

    private void CheckReplies(List<MessageDraft> drafts, HeaderParser? header, FramingSpec framing)
    {
        foreach (MessageDraft request in drafts.Where(draft => draft.Kind == MessageKind.Request))
        {
            MessageDraft? reply = drafts.FirstOrDefault(draft => SymbolEqualityComparer.Default.Equals(draft.Type, request.ReplyType) && draft.Kind == MessageKind.Reply);
            if (reply is null)
            {
                if (request.ReplyType is not { TypeKind: TypeKind.Error })
                {
                    problems.Add(ProblemIds.NoReply, request.Role, request.Type, request.Type.Name, request.ReplyType?.Name ?? "nothing", type.Name);
                }

                problems.Fail();
            }
            else if (request.Replies == ReplyCount.Many && reply.Last is null && framing is EnvelopeFraming)
            {
                request.StreamsReplies = true;
            }
            else if (request.Replies == ReplyCount.Many && reply.Last is null)
            {
                problems.Add(ProblemIds.NoLast, reply.Type.Place(), request.Type.Name, reply.Type.Name);
            }

            if (reply is not null)
            {
                ParseCallTag(request, reply);
            }
        }

        foreach (MessageDraft reply in drafts.Where(draft => draft.Kind == MessageKind.Reply))
        {
            if (!drafts.Any(draft => SymbolEqualityComparer.Default.Equals(draft.ReplyType, reply.Type)))
            {
                problems.Add(ProblemIds.ReplyWithoutRequest, reply.Type.Place(), reply.Type.Name, type.Name);
            }

            if (reply.Last is { } last)
            {
                if (BoolProperty(reply.Type, last) is not { } property)
                {
                    problems.Add(ProblemIds.UnknownLast, reply.Role, reply.Type, reply.Type.Name, last);
                }
                else if (SymbolReading.Hidden(property) is { } hidden)
                {
                    problems.Add(ProblemIds.OutOfReach, property.Place(), last, hidden, "the client looks at it to find the last reply");
                }
            }
        }

        foreach (MessageDraft error in drafts.Where(draft => draft.Kind == MessageKind.Error))
        {
            string? wrong = error.ErrorWhen is { } when
                ? header is null ? $"is told by '{when}', a member of the header, and the protocol has no header"
                    : BoolProperty(header.Type, when) is not { } property ? $"is told by '{when}', and the header has no bool property of that name"
                    : SymbolReading.Hidden(property) is { } hidden ? $"is told by '{when}', which is {hidden}"
                    : null
                : error.Id is null && framing is not EnvelopeFraming ? "has neither an id nor [ErrorReply(When = nameof(...))]"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.ErrorNotTold, error.Role, error.Type, error.Type.Name, wrong);
            }
        }
    }

    /// <summary>Finds the member of a request that tells which case a union in the reply is.</summary>
    private void ParseCallTag(MessageDraft request, MessageDraft reply)
    {
        foreach (MemberDraft union in reply.Members)
        {
            if (union.Find("DiscriminatedBy") is not { } attribute || !attribute.NamedBool("InRequest") || union.Tag is not { } tag || attribute.Text(0) is not { } name)
            {
                continue;
            }

            IPropertySymbol? property = request.Type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(candidate => candidate is { IsStatic: false, IsIndexer: false, GetMethod: not null });
            string? wrong = property is null ? $"and '{request.Type.Name}' has no such member"
                : !SymbolEqualityComparer.Default.Equals(property.Type, tag.Type) ? $"which is of type '{property.Type.ShortName()}' in '{request.Type.Name}', and the tag is of type '{tag.Type.ShortName()}'"
                : SymbolReading.Hidden(property) is { } hidden ? $"which is {hidden}"
                : null;
            if (wrong is not null)
            {
                problems.Add(ProblemIds.TagUnknown, attribute, union.Symbol, union.Name, $"'{name}' of the request", wrong);
            }
            else
            {
                request.CallTag = new CallTagSpec(name, tag.Type.SpecialType == SpecialType.System_Boolean);
            }
        }
    }

    /// <summary>Reports messages whose end nothing tells, in a protocol whose frames end with them; like others that are wrong, they are left out.</summary>
    private void CheckEnds(List<MessageDraft> drafts, FramingSpec framing)
    {
        if (framing is not SelfDelimitingFraming)
        {
            return;
        }

        foreach (MessageDraft draft in drafts)
        {
            if (draft.Record is { Parts: null } record)
            {
                PartsSpec? parts = PartsParser.OfMessage(record, out string? obstacle);
                draft.Record = parts is null ? null : record with { Parts = parts };
                if (parts is null)
                {
                    problems.Add(ProblemIds.NotSelfDelimiting, draft.Type.Place(), type.Name, draft.Type.Name, obstacle ?? string.Empty);
                }
            }
        }
    }

    private static IPropertySymbol? BoolProperty(INamedTypeSymbol record, string name) =>
        record.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(property =>
            property is { IsStatic: false, GetMethod: not null, Type.SpecialType: SpecialType.System_Boolean });

    /// <summary>Reports messages that are always too large, or too small, for a frame.</summary>
    private void CheckFrames(List<MessageDraft> drafts, HeaderSpec? header, FramingSpec framing, bool hasStream, int maxFrameBytes)
    {
        if (framing is SidedFraming sided)
        {
            foreach ((Side side, FramingSpec own) in new[] { (Side.Client, sided.Client), (Side.Server, sided.Server) })
            {
                CheckFrames([.. drafts.Where(draft => draft.From == side)], header is not null && header.IsOf(side) ? header : null, own, hasStream, maxFrameBytes);
            }

            return;
        }

        int around = header?.Record.Size.Minimum ?? (framing is EnvelopeFraming ? EnvelopeBytes : 0);
        long most = Math.Min(maxFrameBytes, !hasStream ? int.MaxValue : framing switch
        {
            LengthPrefixFraming prefix => prefix.Prefix.Capacity,
            FixedSizeFraming fixedSize => fixedSize.Bytes,
            HeaderFraming when header?.FrameLength is { Width: < 4, VarInt: null } length =>
                PrimitiveKinds.Capacity((8 * length.Width) - (length.Primitive.IsSigned() ? 1 : 0)) + (long)length.Add,
            _ => int.MaxValue,
        });
        foreach (MessageDraft draft in drafts)
        {
            if (draft.Record is not { Size: var size })
            {
                continue;
            }

            if ((long)size.Minimum + around is var least && least > most)
            {
                problems.Add(ProblemIds.NoFrameHolds, draft.Type.Place(), draft.Type.Name, $"at least {least}", type.Name, $"at most {most}");
            }
            else if (hasStream && framing is FixedSizeFraming { Bytes: var exactly } && size.Maximum is { } maximum && (long)maximum + around < exactly)
            {
                problems.Add(ProblemIds.NoFrameHolds, draft.Type.Place(), draft.Type.Name, $"at most {maximum + around}", type.Name, $"exactly {exactly}");
            }
        }
    }

    private void CheckDatagrams(List<MessageDraft> drafts, HeaderSpec? header, FramingSpec framing, int carriers, int maxFrameBytes)
    {
        // 1,472: an Ethernet frame's 1,500 less the headers of IPv4 and UDP. 65,507: the most that UDP over IPv4 can say.
        const int budget = 1472;
        const int most = 65_507;
        if ((carriers & 2) == 0)
        {
            return;
        }

        foreach (MessageDraft draft in drafts)
        {
            // A member that streams is refused over datagrams, whatever its size.
            if (draft.Record is null or { Streamed: not null })
            {
                continue;
            }

            int around = header?.Record.Size.Maximum ?? (framing is EnvelopeFraming ? EnvelopeBytes : 0);
            long size = Math.Min(maxFrameBytes, draft.Record.Size.Maximum is { } maximum ? (long)maximum + around : int.MaxValue);
            bool isKnown = draft.Record.Size.Maximum is not null;
            if (isKnown && size > most)
            {
                problems.Add(ProblemIds.LargerThanDatagram, draft.Type.Place(), draft.Type.Name, size.ToString(), most.ToString(), "do not exist");
            }
            else if (size > budget)
            {
                problems.Add(ProblemIds.MayNotFitDatagram, draft.Type.Place(), draft.Type.Name, size.ToString(), budget.ToString(), "are split by the network or dropped");
            }
        }
    }
}

using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads a protocol's header, and the roles of its members.</summary>
internal sealed class HeaderParser(SchemaParser schema, INamedTypeSymbol type, ProtocolDefaults defaults, ProblemList problems)
{
    private IReadOnlyList<MemberDraft> _members = [];

    public INamedTypeSymbol Type => type;

    /// <summary>Whose messages it stands in front of.</summary>
    public Side From { get; } = AttributeReading.Enum<Side>(type.GetAttributes().Find("Header")?.Named("From"));

    /// <summary>What the messages need of the header.</summary>
    public HeaderDraft Draft { get; private set; } = new([]);

    public HeaderSpec? Parse(CancellationToken cancellation)
    {
        RecordParser parser = new(schema, type, defaults, header: null, isHeader: true, problems);
        RecordSpec? record = parser.Parse(cancellation);
        _members = parser.Members;
        Draft = new HeaderDraft(_members);
        if (record is null)
        {
            return null;
        }

        foreach (MemberDraft member in _members)
        {
            if (member.Symbol is IPropertySymbol property && SymbolReading.Hidden(property) is { } hidden)
            {
                problems.Add(ProblemIds.OutOfReach, member.Place, member.Name, hidden, "the messages fill it in");
            }

            bool isLength = member.Form is VarIntForm && member.Has("FrameLength");
            if (member.IsOptional || member.Fillers.Exists(filler => filler is AlignFiller) || (member.Form is not BitsForm && member.Size.FixedSize is null && !isLength))
            {
                problems.Add(ProblemIds.HeaderSizeVaries, member.Place, type.Name, member.Name);
            }
        }

        MemberDraft? messageId = Single("MessageId");
        MemberDraft? correlationId = Single("CorrelationId");
        MemberDraft? frameLength = Single("FrameLength");
        CheckMessageId(messageId);
        CheckCorrelationId(correlationId, messageId);
        if (problems.HasErrors)
        {
            return null;
        }

        FrameLengthSpec? length = frameLength is null ? null : ParseFrameLength(frameLength, record);
        return new HeaderSpec
        {
            Record = record,
            MessageId = Find(record, messageId),
            CorrelationId = Find(record, correlationId),
            FrameLength = length,
            From = From,
        };
    }

    /// <summary>Checks that what the header counts exists in at least one message, and that all of a frame is counted that has to be.</summary>
    public void CheckSections(List<MessageDraft> messages)
    {
        foreach (MemberDraft member in _members)
        {
            IEnumerable<string> names = member.Derived switch
            {
                LengthOfSpec length => length.Members,
                CountOfSpec count => [count.Member],
                FlagOfSpec flag => [flag.Member],
                _ => [],
            };
            foreach (string name in names)
            {
                if (!messages.Any(message => message.Members.Any(candidate => candidate.IsInBody && candidate.Section == name)))
                {
                    problems.Add(ProblemIds.UnknownTarget, member.Place, member.Name, name, "no message of the protocol");
                }
            }

            if (member.Derived is LengthOfSpec whole && member.Has("FrameLength"))
            {
                foreach (MessageDraft message in messages.Where(message => From == Side.Both || message.From == From))
                {
                    if (message.Members.FirstOrDefault(candidate => candidate.IsInBody && !whole.Members.Contains(candidate.Section)) is { } uncounted)
                    {
                        problems.Add(ProblemIds.ScatteredTargets, uncounted.Place, member.Name);
                        message.Record = null;
                    }
                }
            }
        }
    }

    private static MemberSpec? Find(RecordSpec record, MemberDraft? draft) =>
        draft is null ? null : record.Members.First(member => member.Name == draft.Name);

    private MemberDraft? Single(string role)
    {
        MemberDraft[] found = [.. _members.Where(member => member.Has(role))];
        if (found.Length > 1)
        {
            problems.Add(ProblemIds.DuplicateRole, found[1].Place, found[0].Name, found[1].Name, role);
        }

        return found.FirstOrDefault();
    }

    private void CheckMessageId(MemberDraft? member)
    {
        if (member is not null && (member.Form is not ScalarForm form || !form.Primitive.IsSmallInteger() || member.Derived is not null))
        {
            problems.Add(ProblemIds.WrongMember, member.Place, "MessageId", member.Name, "an id is an integer or enum that can be set");
        }
    }

    private void CheckCorrelationId(MemberDraft? member, MemberDraft? messageId)
    {
        if (member is null)
        {
            return;
        }

        bool fits = member.Form is PlainForm { Primitive: PrimitiveKind.UInt16 or PrimitiveKind.UInt32 or PrimitiveKind.UInt64 or PrimitiveKind.UInt128 or PrimitiveKind.Guid, EnumType: null }
            or BytesForm { Length: FixedLength { Bytes: >= 2 and <= 16 } };
        if (!fits || member.Derived is not null)
        {
            problems.Add(ProblemIds.CorrelationIdDoesNotFit, member.Place, member.Name, "must be a ushort, uint, ulong or UInt128 of full width, a Guid or [FixedBytes] of 2 to 16, that can be set");
        }
        else if (From != Side.Both)
        {
            problems.Add(ProblemIds.CorrelationIdDoesNotFit, member.Place, member.Name, "is in a header that only one side sends, and the other has to send it back");
        }
        else if (member == messageId)
        {
            problems.Add(ProblemIds.CorrelationIdDoesNotFit, member.Place, member.Name, "is the message id, too");
        }
    }

    private FrameLengthSpec? ParseFrameLength(MemberDraft member, RecordSpec record)
    {
        AttributeData attribute = member.Find("FrameLength")!;
        if (member.Form is VarIntForm varInt)
        {
            return ParseVarInt(member, varInt, attribute, record);
        }

        ByteOrder? order = member.Form switch { PlainForm plain => plain.Order, OddWidthForm odd => odd.Order, _ => null };
        if (order is not { } byteOrder || member.Form is not ScalarForm form)
        {
            problems.Add(ProblemIds.WrongMember, member.Place, "FrameLength", member.Name, "the length of a frame is a whole number of bytes at a fixed place");
            return null;
        }

        int counts = attribute.NamedInt("Counts");
        int bias = attribute.NamedInt("Bias");
        int offset = OffsetOf(member);
        int width = member.Size.Minimum;
        int size = record.Size.Minimum;
        OrderPlaceSpec? chooser = byteOrder == ByteOrder.AtRunTime && width > 1 ? HeaderOrderParser.PlaceOf(_members, member, defaults.Numbering, problems) : null;
        if (member.Derived is LengthOfSpec length)
        {
            if (counts != 0 || bias != 0 || length.Unit != 1)
            {
                problems.Add(ProblemIds.ConflictingAttributes, member.Place, member.Name, "LengthOf", "FrameLength");
                return null;
            }

            return new FrameLengthSpec(member.Name, form.Primitive, offset, width, byteOrder, size - length.Bias - length.SelfBytes) { Chooser = chooser };
        }

        int add = counts switch { 1 => 0, 2 => offset + width, _ => size };
        return new FrameLengthSpec(member.Name, form.Primitive, offset, width, byteOrder, add - bias) { Chooser = chooser };
    }

    /// <summary>A length of variable size is in front of a body, so it counts what is behind it: its own size is known only once it is.</summary>
    private FrameLengthSpec? ParseVarInt(MemberDraft member, VarIntForm form, AttributeData attribute, RecordSpec record)
    {
        int counts = attribute.NamedInt("Counts");
        string? wrong = member.Derived is LengthOfSpec ? "a length of variable size counts all of the body"
            : form.Format == VarIntFormat.ZigZag || form.Primitive.IsSigned() ? "the length of a frame is not negative"
            : counts == 1 ? "its own size, which is part of the frame, depends on the length; count the body or the rest"
            : null;
        if (wrong is not null)
        {
            problems.Add(ProblemIds.WrongMember, member.Place, "FrameLength", member.Name, wrong);
            return null;
        }

        int offset = OffsetOf(member);
        int bias = attribute.NamedInt("Bias");
        int add = counts == 2 ? offset : record.Size.Minimum - 1;
        return new FrameLengthSpec(member.Name, form.Primitive, offset, 0, ByteOrder.BigEndian, add - bias) { VarInt = form };
    }

    private int OffsetOf(MemberDraft member) => OffsetOf(_members, member);

    /// <summary>Where in the header a member starts; for bits, the byte that they are in.</summary>
    internal static int OffsetOf(IReadOnlyList<MemberDraft> members, MemberDraft member)
    {
        int offset = 0;
        int bits = 0;
        foreach (MemberDraft other in members)
        {
            bits += other.Fillers.OfType<ReservedBitsFiller>().Sum(filler => filler.Bits);
            offset += other.Fillers.Sum(SizeParser.BytesOf);
            if (other == member)
            {
                break;
            }

            if (other.Form is BitsForm form)
            {
                bits += form.Bits;
            }

            offset += other.Size.Minimum;
        }

        return offset + (bits / 8);
    }
}

using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads message ids, and checks that they tell the messages of each side apart.</summary>
internal sealed class MessageIdParser(
    FramingSpec framing, HeaderSpec? header, List<MessageDraft> drafts, ProblemList problems)
{
    /// <summary>How an id looks on the wire; null when there is no place for one.</summary>
    private readonly ScalarForm? _form = framing is EnvelopeFraming
        ? new PlainForm(PrimitiveKind.UInt16, null, ByteOrder.BigEndian)
        : header?.MessageId?.Form as ScalarForm;

    /// <summary>How the id of a message looks on the wire.</summary>
    private ScalarForm? FormOf(Side sender) => header is null || header.IsOf(sender) ? _form : null;

    /// <summary>Messages with an id that is taken; one that both sides send is reported once.</summary>
    private readonly HashSet<MessageDraft> _duplicates = [];

    private readonly HashSet<MessageDraft> _missing = [];
    private readonly HashSet<long> _taken = [];

    public void Parse()
    {
        if (_form is null && header is null && drafts.Any(draft => VerbParser.VerbsOf(draft.Role).Count > 0))
        {
            new VerbParser(drafts, problems).Parse();
            return;
        }

        foreach (MessageDraft draft in drafts.Where(draft => draft.Role.ConstructorArguments.Length > 0 && !draft.IsUnion))
        {
            ParseId(draft);
        }

        foreach (Side side in new[] { Side.Client, Side.Server })
        {
            CheckMissing(side);
        }

        foreach (MessageDraft draft in drafts)
        {
            if (draft.IsUnion)
            {
                // Its cases have ids.
            }
            else if (draft is { Id: null, Kind: MessageKind.Reply })
            {
                draft.AnsweredIds.AddRange(drafts
                    .Where(request => SymbolEqualityComparer.Default.Equals(request.ReplyType, draft.Type))
                    .Select(request => request.Id).OfType<MessageIdSpec>());
            }
            else if (draft is { Id: null, Kind: MessageKind.Error })
            {
                draft.AnsweredIds.AddRange(drafts
                    .Where(request => request.Kind == MessageKind.Request)
                    .Select(request => request.Id).OfType<MessageIdSpec>());
            }
        }

        foreach (Side side in new[] { Side.Client, Side.Server }.Where(side => FormOf(side) is not null))
        {
            TellApart(side);
            CheckDuplicates(side);
        }
    }

    private void ParseId(MessageDraft draft)
    {
        TypedConstant argument = draft.Role.ConstructorArguments[0];
        if (argument.Kind == TypedConstantKind.Error)
        {
            problems.Fail();
            return;
        }

        object? value = argument.Kind == TypedConstantKind.Array ? null : argument.Value;
        string text = argument.Kind == TypedConstantKind.Array ? "(array)" : value?.ToString() ?? "null";
        if (AttributeReading.ToLong(value) is not { } number)
        {
            Report(draft, text, "is no integer or enum constant that a long holds");
        }
        else if (FormOf(draft.From) is null)
        {
            Report(draft, text, header is { From: not Side.Both } && _form is not null
                ? $"has no place on the wire: '{header.Record.Type.Name}' stands in front of the other side's messages only"
                : header is null
                ? "has no place on the wire: the protocol has a framing of its own and no [Header]"
                : $"has no place on the wire: '{header.Record.Type.Name}' has no [MessageId] member");
        }
        else if (argument is { Kind: TypedConstantKind.Enum, Type: { } enumType } && _form!.EnumType is { } wanted && wanted != enumType.FullName())
        {
            Report(draft, text, $"is a '{enumType.ShortName()}', and the header's member is a '{wanted}'");
        }
        else if (!Integers.Fits(number, _form!))
        {
            Report(draft, text, $"does not fit the {Integers.Bits(_form!)} bits that an id has on the wire");
        }
        else
        {
            draft.Id = new MessageIdSpec(number, Expression(argument, number));
        }
    }

    private string Expression(TypedConstant argument, long number)
    {
        if (_form!.EnumType is { } name && argument is { Kind: TypedConstantKind.Enum, Type: { } type })
        {
            IFieldSymbol? field = type.GetMembers().OfType<IFieldSymbol>()
                .FirstOrDefault(candidate => candidate.HasConstantValue && Equals(candidate.ConstantValue, argument.Value));
            if (field is not null)
            {
                return $"{name}.{SymbolReading.Escape(field.Name)}";
            }
        }

        return Integers.Literal(number, _form);
    }

    private void Report(MessageDraft draft, string text, string reason) =>
        problems.Add(ProblemIds.IdDoesNotFit, draft.Role, draft.Type, text, draft.Type.Name, reason);

    /// <summary>Messages of a side without an id must be the only ones of that side; a reply goes by its request's id.</summary>
    private void CheckMissing(Side side)
    {
        MessageDraft[] sent = [.. drafts.Where(draft => draft.IsSentBy(side) && draft.Kind != MessageKind.Error)];
        foreach (MessageDraft draft in sent)
        {
            bool isMissing = !draft.IsUnion && draft.Id is null && draft.Role.ConstructorArguments.Length == 0 && (FormOf(side) is null || draft.Kind != MessageKind.Reply);
            if (isMissing && sent.FirstOrDefault(other => other != draft) is { } other && _missing.Add(draft))
            {
                problems.Add(ProblemIds.MissingId, draft.Type.Place(), draft.Type.Name, other.Type.Name, FormOf(side) is null ? string.Empty : NextFree().ToString());
            }
        }

        foreach (MessageDraft draft in sent.Where(draft => !draft.IsUnion && draft.Id is null && !_missing.Contains(draft) && FormOf(side) is not null && draft.Kind != MessageKind.Reply))
        {
            draft.Id = new MessageIdSpec(0, Integers.Literal(0, _form!));
        }
    }

    /// <summary>Messages of one id that have different values in the same member of the header are told by it; at most one of them has no value there.</summary>
    private void TellApart(Side side)
    {
        foreach (IGrouping<long, MessageDraft> same in drafts.Where(draft => draft.IsSentBy(side) && draft.Id is { Value: >= 0 and <= uint.MaxValue })
            .GroupBy(draft => draft.Id!.Value).Where(group => group.Count() > 1))
        {
            string? member = same.SelectMany(draft => draft.HeaderValues).Select(value => value.Member).FirstOrDefault(name =>
            {
                HeaderValueSpec[] values = [.. same.SelectMany(draft => draft.HeaderValues.Where(value => value.Member == name))];
                return values.Length >= same.Count() - 1
                    && values.All(value => value.Value is >= 0 and < 1 << 30)
                    && values.Select(value => value.Value).Distinct().Count() == values.Length;
            });
            foreach (MessageDraft draft in same)
            {
                draft.Told ??= draft.HeaderValues.FirstOrDefault(value => value.Member == member);
            }
        }
    }

    private void CheckDuplicates(Side side)
    {
        Dictionary<(long Id, long? Told), MessageDraft> seen = [];
        foreach (MessageDraft draft in drafts.Where(draft => draft.IsSentBy(side)))
        {
            // An error without an id goes by that of the request, and is told by something else.
            IEnumerable<MessageIdSpec> ids = draft.Id is { } own ? [own] : draft.Kind == MessageKind.Error ? [] : draft.AnsweredIds;
            foreach (MessageIdSpec id in ids)
            {
                (long, long?) key = (id.Value, draft.Told?.Value);
                if (!seen.TryGetValue(key, out MessageDraft? first))
                {
                    seen.Add(key, draft);
                }
                else if (first != draft && _duplicates.Add(draft))
                {
                    problems.Add(ProblemIds.DuplicateMessageId, draft.Role, draft.Type, id.Value.ToString(), first.Type.Name, draft.Type.Name, NextFree().ToString());
                }
            }
        }
    }

    /// <summary>An id that nothing has, nor was proposed for something else.</summary>
    private long NextFree()
    {
        _taken.UnionWith(drafts.Select(draft => draft.Id).OfType<MessageIdSpec>().Select(id => id.Value));
        long next = 1;
        while (!_taken.Add(next))
        {
            next++;
        }

        return next;
    }
}

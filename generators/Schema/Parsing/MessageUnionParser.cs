using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads messages that are unions: one of several, told by the message id in the header.</summary>
internal sealed class MessageUnionParser(SchemaParser schema, HeaderSpec? header, ProblemList problems)
{
    /// <summary>How many ids one case may have: each becomes a case of generated switches.</summary>
    private const int MaxIdsOfCase = 256;

    /// <summary>Reads the union of a message. What is wrong with the union itself is reported there.</summary>
    /// <param name="draft">The message.</param>
    public void Parse(MessageDraft draft)
    {
        if (schema.ParseUnion(draft.Type, new ProblemList()) is not { } union)
        {
            return;
        }

        if (WhatIsWrong(draft, union) is { } wrong)
        {
            problems.Add(ProblemIds.UnionNotTold, draft.Type.Place(), draft.Type.Name, wrong);
            return;
        }

        draft.Record = union.Head;
        draft.Union = new MessageUnionSpec(union.Tag.Name);
        ScalarForm form = (ScalarForm)header!.MessageId!.Form;
        foreach (TagRange range in union.Cases.SelectMany(@case => @case.Tags))
        {
            for (long id = range.First; id <= range.Last; id++)
            {
                draft.AnsweredIds.Add(new MessageIdSpec(id, id == range.First ? range.Expression : Integers.Literal(id, form)));
            }
        }
    }

    private string? WhatIsWrong(MessageDraft draft, UnionSpec union) =>
        header?.MessageId?.Form is not ScalarForm form || !header.IsOf(draft.From) ? "the protocol has no header with a [MessageId] member in front of it"
        : !union.IsTagOutside ? $"its tag is in its own bytes; mark '{union.Tag.Name}' [NotOnWire]"
        : union.TagType != form.TypeName ? $"its tag is a '{union.TagType.Replace("global::", string.Empty)}', and the header's '{header.MessageId.Name}' a '{form.TypeName.Replace("global::", string.Empty)}'"
        : union.Unknown is not null ? "its unknown case would take the ids of all other messages"
        : union.Cases.SelectMany(@case => @case.Tags).Any(range => range.Last - range.First >= MaxIdsOfCase) ? $"a case has more than {MaxIdsOfCase} ids"
        : draft.Role.ConstructorArguments.Length > 0 ? "its cases have ids of their own; leave the id of the whole out"
        : header.VarInt is not null || header.FrameLength is { } length && header.Record.Members.First(member => member.Name == length.Member).Derived is LengthOfSpec
            ? "the header counts members of messages; a header in front of unions has a [FrameLength] of fixed width that counts the whole"
        : null;
}

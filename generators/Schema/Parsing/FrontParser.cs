using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads what may stand in front of the beginnings of a protocol's messages.</summary>
internal sealed class FrontParser(SchemaParser schema, INamedTypeSymbol type, List<MessageDraft> drafts, ProblemList problems)
{
    public FrontSpec? Parse()
    {
        if (type.GetAttributes().Find("InFront") is not { } attribute)
        {
            return null;
        }

        if (attribute.TypeArgument() is not INamedTypeSymbol record || record.TypeKind == TypeKind.Error)
        {
            problems.Fail();
            return null;
        }

        if (!drafts.Any(draft => draft.Verbs.Count > 0))
        {
            return Wrong(attribute, "its messages are not told by what they begin with");
        }

        // What is wrong with the record itself is reported where it is declared.
        ProblemList own = new();
        RecordSpec? spec = record.GetAttributes().Has("WireStruct") ? schema.ParseWireStruct(record, own) : null;
        if (spec is null && own.HasErrors)
        {
            problems.Fail();
            return null;
        }

        if (spec?.Parts?.Parts is not { Count: > 0 } parts || parts[0] is not ConstantPart constant)
        {
            return Wrong(attribute, $"'{record.Name}' has to be a [WireStruct] of text that begins with a [Magic] and says where it ends");
        }

        Side from = AttributeReading.Enum<Side>(attribute.Named("From"));
        string start = new([.. constant.Bytes.Select(value => (char)value)]);
        string? hidden = drafts.Where(draft => from == Side.Both || draft.IsSentBy(from)).SelectMany(draft => draft.Verbs).FirstOrDefault(verb => verb[0] == start[0]);
        return hidden is null ? new FrontSpec(record.FullName(), from) : Wrong(attribute, $"the verb \"{hidden}\" begins as '{record.Name}' does");
    }

    private FrontSpec? Wrong(AttributeData attribute, string reason)
    {
        problems.Add(ProblemIds.WrongMember, attribute, type, "InFront", type.Name, reason);
        return null;
    }
}

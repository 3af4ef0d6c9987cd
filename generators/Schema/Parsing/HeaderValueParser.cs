using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads the values that members of the header have in all messages of a kind.</summary>
internal sealed class HeaderValueParser(HeaderDraft? header, List<MessageDraft> drafts, ProblemList problems)
{
    public void Parse()
    {
        foreach (MessageDraft draft in drafts)
        {
            foreach (AttributeData attribute in draft.Type.GetAttributes().Where(attribute => attribute.OwnName() == "HeaderValue"))
            {
                Parse(draft, attribute);
            }
        }
    }

    private void Parse(MessageDraft draft, AttributeData attribute)
    {
        if (attribute.IsBroken() || attribute.ConstructorArguments.Length != 2)
        {
            problems.Fail();
            return;
        }

        string name = attribute.Text(0) ?? string.Empty;
        MemberDraft? there = header?.Members.FirstOrDefault(member => member.Name == name);
        string? wrong = header is null ? "and the protocol has no header"
            : there is null ? "and the header has no such member on the wire"
            : there.Derived is not null || there.Has("MessageId") || there.Has("CorrelationId") ? "which is filled in without it"
            : there.Form is not ScalarForm ? "which is no number"
            : draft.HeaderValues.Any(other => other.Member == name) ? "and has a value for it already"
            : draft.Members.Any(member => member.InHeader == name) ? "and so does its own member"
            : null;
        if (wrong is not null || there?.Form is not ScalarForm form)
        {
            problems.Add(ProblemIds.UnknownHeaderMember, attribute, draft.Type, draft.Type.Name, name, wrong ?? string.Empty);
            return;
        }

        if (ParseValue(attribute.ConstructorArguments[1], form) is { } value)
        {
            draft.HeaderValues.Add(value with { Member = name });
            return;
        }

        problems.Add(
            ProblemIds.ArgumentOutOfRange,
            attribute,
            draft.Type,
            "HeaderValue",
            draft.Type.Name,
            Text(attribute.ConstructorArguments[1]),
            $"the header's '{name}' is a '{form.TypeName.Replace("global::", string.Empty)}' of {Integers.Bits(form)} bits");
    }

    /// <summary>The value, or null when the member can't hold it.</summary>
    private static HeaderValueSpec? ParseValue(TypedConstant argument, ScalarForm form)
    {
        if (argument.Kind is TypedConstantKind.Array or TypedConstantKind.Error || argument.IsNull)
        {
            return null;
        }

        if (form.Primitive == PrimitiveKind.Boolean)
        {
            return argument.Value is bool truth ? new HeaderValueSpec(string.Empty, "bool", truth ? 1 : 0, truth ? "true" : "false", IsBoolean: true) : null;
        }

        bool isOtherEnum = argument is { Kind: TypedConstantKind.Enum, Type: { } type } && form.EnumType is { } wanted && wanted != type.FullName();
        return isOtherEnum || AttributeReading.ToLong(argument.Value) is not { } number || !Integers.Fits(number, form)
            ? null
            : new HeaderValueSpec(string.Empty, form.TypeName, number, Integers.Literal(number, form), IsBoolean: false);
    }

    private static string Text(TypedConstant argument) =>
        argument.Kind == TypedConstantKind.Array ? "(array)" : Convert.ToString(argument.Value, CultureInfo.InvariantCulture) ?? "null";
}

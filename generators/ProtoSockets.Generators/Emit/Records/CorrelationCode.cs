using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The code of correlation ids: between what a member holds and what the engine knows.</summary>
internal static class CorrelationCode
{
    private const string Class = Known.Runtime + ".CorrelationBytes";

    /// <summary>A member's value as an id.</summary>
    public static string Read(WireForm form, string value) => IsNumber(form) ? value : $"{Class}.Of({value})";

    /// <summary>The id that the caller of a request chose for it; 0 for none.</summary>
    public static string Chosen(CorrelationSpec id, string value) =>
        id.Form is BytesForm ? $"{Class}.Chosen({value}, {id.Bytes}, \"{id.Member}\")" : Read(id.Form, value);

    /// <summary>An id as a member's value.</summary>
    public static string Write(WireForm form, string typeName, int bytes, string id) => form switch
    {
        BytesForm => $"{Class}.ToBytes({id}, {bytes})",
        _ when IsNumber(form) => $"unchecked(({typeName}){id})",
        _ => $"{Class}.ToGuid({id})",
    };

    /// <summary>What the header of a message has for an id. In front of what is no call there is one that nobody can guess, where ids are such.</summary>
    public static string? InHeader(HeaderSpec header, MessageKind kind)
    {
        if (header.CorrelationId is not { } member)
        {
            return null;
        }

        int bytes = member.Size.Minimum;
        string id = kind == MessageKind.OneWay && bytes > sizeof(ulong) ? $"{Class}.Fresh({bytes})" : "route.CorrelationId";
        return $"{SymbolReading.Escape(member.Name)} = {Write(member.Form, member.TypeName, bytes, id)}";
    }

    private static bool IsNumber(WireForm form) => form is ScalarForm { Primitive: not PrimitiveKind.Guid };
}

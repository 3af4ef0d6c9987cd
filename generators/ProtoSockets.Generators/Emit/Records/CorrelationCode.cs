using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The code of correlation ids: between what a member holds and what the engine knows.</summary>
internal static class CorrelationCode
{
    public const string TextClass = Known.Runtime + ".CorrelationText";
    private const string Class = Known.Runtime + ".CorrelationBytes";

    /// <summary>A member's value as an id.</summary>
    public static string Read(WireForm form, string value) => IsNumber(form) ? value : $"{Class}.Of({value})";

    /// <summary>The id that the caller of a request chose for it; 0 for none.</summary>
    public static string Chosen(CorrelationSpec id, string value) =>
        id.Form is TextForm ? $"{TextClass}.Chosen({value}, {id.Bytes}, \"{id.Member}\")"
        : id.Form is BytesForm ? $"{Class}.Chosen({value}, {id.Bytes}, \"{id.Member}\")" : Read(id.Form, value);

    /// <summary>An id as a member's value.</summary>
    public static string Write(WireForm form, string typeName, int bytes, string id) => form switch
    {
        BytesForm => $"{Class}.ToBytes({id}, {bytes})",
        _ when IsNumber(form) => $"unchecked(({typeName}){id})",
        _ => $"{Class}.ToGuid({id})",
    };

    /// <summary>A message with the id in its body that the engine gives it, and a dot behind; nothing for one without.</summary>
    public static string Routed(MessageSpec message)
    {
        if (message.Correlation is not { } id)
        {
            return string.Empty;
        }

        string name = SymbolReading.Escape(id.Member);
        string value = id.Form is TextForm ? $"{TextClass}.ToText(route.CorrelationId, {Locals.Property(id.Member)})" : Write(id.Form, id.TypeName, id.Bytes, "route.CorrelationId");
        return $"(this with {{ {name} = {value} }}).";
    }

    /// <summary>What the session asks a message whose replies are matched by their message id.</summary>
    public static void EmitMatching(MessageSpec message, SourceWriter code)
    {
        string self = $"{Known.Runtime}.IProtocolMessage<{message.FullName}>";
        if (message is { Kind: MessageKind.Reply, IsMatchedByType: true, Id: not null })
        {
            code.Line($"static long {self}.MessageId => {message.RouteId};");
            code.Line();
        }

        if (message is { Kind: MessageKind.Request, Correlation: { } id })
        {
            code.Lines($$"""
                static bool {{self}}.TryGetCorrelationId(in {{message.FullName}} message, out global::System.UInt128 id)
                {
                    id = {{Chosen(id, $"message.{SymbolReading.Escape(id.Member)}")}};
                    return true;
                }

                """);
        }
    }

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

using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>The header in front of a message that is viewed.</summary>
internal static class ViewHeader
{
    /// <summary>Whether the header is a view itself. One with a member that has the name of a view's own method is not.</summary>
    public static bool IsView(HeaderSpec header) => ViewEmitter.HasView(header.Record) && !ViewEmitter.HidesOwnNames(header.Record);

    /// <summary>What a view of the message has it as.</summary>
    public static string TypeOf(HeaderSpec header) => IsView(header) ? $"{header.Record.Type.FullName}.{OptionalNames.View}" : header.Record.Type.FullName;

    /// <summary>Whether asking for it hides no member.</summary>
    public static bool IsOffered(RecordSpec record) => !record.Members.Any(member => member.Name == "Header");

    public static void EmitProperty(HeaderSpec header, SourceWriter code)
    {
        code.Line("/// <summary>The header in front of the message.</summary>");
        code.Line($"{(header.Record.Type.Accessibility == "public" ? "public" : "internal")} readonly {TypeOf(header)} Header => _header;");
        code.Line();
    }

    /// <summary>Writes the statements that read it, check it, and enter the limit that it sets.</summary>
    public static void EmitWalk(RecordSpec record, MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        string type = TypeOf(header);
        string name = header.Record.Type.Name;
        bool hasPlaces = ChecksumCode.IsAround(record, header);
        if (hasPlaces)
        {
            code.Line("int headerStart = reader.Position;");
        }

        string failed = $"return reader.In(\"{name}\");";
        if (!IsView(header))
        {
            code.If($"!{type}.TryRead(ref reader, out {type} header)", failed);
        }
        else
        {
            if (ViewForms.CanRefuse(header.Record))
            {
                // What follows asks the header for lengths, and must not be told that another of its values is wrong.
                code.Line($"{Known.Reader} front = reader;");
                code.If($"!{header.Record.Type.FullName}.TryRead(ref front, out _)", "reader = front;", failed);
            }

            code.If($"!{Known.Views}.TryCreate(ref reader, out {type} header)", failed);
        }

        if (hasPlaces)
        {
            code.Line("int headerEnd = reader.Position;");
        }

        HeaderMessageEmitter.EmitChecks(message, header, code);
        HeaderMessageEmitter.EmitOrder(header, "reader", code, name => ValueOf(header, name, "header"));
    }

    /// <summary>The expression of a header's member as the record has it; of a property over members, too.</summary>
    /// <param name="header">The header.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="value">The expression of the header, as <see cref="TypeOf"/>.</param>
    public static string ValueOf(HeaderSpec header, string name, string value)
    {
        if (!IsView(header))
        {
            return $"{value}.{SymbolReading.Escape(name)}";
        }

        return header.Record.Members.FirstOrDefault(candidate => candidate.Name == name) is { } member && ViewForms.TypeOf(member) == member.TypeName
            ? $"{value}.{ViewEmitter.PropertyOf(member)}"
            : $"{value}.ToRecord().{SymbolReading.Escape(name)}";
    }
}

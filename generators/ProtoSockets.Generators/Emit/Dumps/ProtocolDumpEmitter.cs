using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Dumps;

/// <summary>Emits the table of a protocol's messages from which frames are shown to people.</summary>
internal static class ProtocolDumpEmitter
{
    private const string Row = Known.Runtime + ".MessageDump";

    /// <summary>Writes what belongs into the protocol's <c>Wire</c>.</summary>
    public static void EmitTable(SourceWriter code, ProtocolSpec protocol)
    {
        code.Open($"private static class Dumps");
        code.Open($"public static readonly {Row}[] Messages =");
        foreach (MessageSpec message in protocol.Messages)
        {
            IEnumerable<long> ids = message.Id is not null ? [message.RouteId] : message.AnsweredIds.Select(id => id.Value);
            code.Line($"{Row}.Of<{message.FullName}>(\"{message.Name}\", {WireEmitter.Kind(message.Kind)}, {Known.Side}.{message.From}, [{string.Join(", ", ids)}]),");
        }

        if (protocol.Header is { } header)
        {
            code.Line($"{Row}.OfHeader<{header.Record.Type.FullName}>(\"{header.Record.Type.Name}\"),");
        }

        code.Close(";");
        code.Close();
        code.Line();
        EmitDescribe(code, $"{Known.Runtime}.ProtocolDump.Describe<Wire>(bytes, from, Dumps.Messages)");
    }

    /// <summary>Writes the shorthand on the protocol itself.</summary>
    public static void EmitShorthand(SourceWriter code) => EmitDescribe(code, "Wire.Describe(bytes, from)");

    private static void EmitDescribe(SourceWriter code, string call) => code.Lines($$"""
        /// <summary>
        /// Shows the frames that bytes hold: which message each is, and offset, bytes, name and value of each member, the header's too; of malformed bytes all up to the fault, and the
        /// fault.
        /// </summary>
        /// <param name="bytes">The bytes as they travel: frames, one behind the other.</param>
        /// <param name="from">Who sent them.</param>
        /// <returns>Lines of text.</returns>
        public static string Describe({{Known.ReadOnlySpan}} bytes, {{Known.Side}} from) => {{call}};
        """);
}

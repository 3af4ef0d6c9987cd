using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what the engine reads headers and messages by as long as nothing is wrong with them: straight from the frame's bytes, without a reader. See <see cref="Direct"/>.</summary>
internal static class DirectMessageEmitter
{
    /// <summary>Writes the method that reads the header.</summary>
    public static void EmitHeader(HeaderSpec header, SourceWriter code)
    {
        if (!Direct.IsForHeader(header))
        {
            return;
        }

        RecordSpec record = header.Record;
        code.Line("/// <summary>Reads the header without a reader. False where something is wrong: then reading it with one says what.</summary>");
        code.Line(Direct.Inlining(record));
        code.Line($"internal static bool TryReadDirect({Known.ReadOnlySpan} bytes, {Known.Side} from, out {record.Type.FullName} value)");
        code.Open();
        DirectReadEmitter.WriteHeader(record, code);
        code.Close();
        code.Line();
    }

    /// <summary>Writes the method that reads a whole frame.</summary>
    /// <param name="message">The message.</param>
    /// <param name="header">The protocol's header; null where it has none of its own.</param>
    /// <param name="usesEnvelope">Whether the default envelope is in front.</param>
    /// <param name="code">Takes the method.</param>
    public static void EmitMessage(MessageSpec message, HeaderSpec? header, bool usesEnvelope, SourceWriter code)
    {
        if (!Direct.IsFor(message, header))
        {
            return;
        }

        (int start, List<string> checks) = header is not null ? (header.Bytes, ChecksOf(message, header))
            : usesEnvelope ? (EnvelopeBytes, [$"!{Known.Envelope}.Is(bytes, {(message.Id is { } id ? id.Value : "null")})"])
            : (0, []);
        code.Line("/// <inheritdoc/>");
        code.Line(Direct.Inlining(message.Record));
        code.Line($"static bool {Known.Runtime}.IProtocolMessage<{message.FullName}>.TryReadDirect({Known.ReadOnlySpan} bytes, {Known.Memory} source, {Known.Side} from, out {message.FullName} value)");
        code.Open();
        DirectReadEmitter.WriteMessage(message.Record, start, checks, code);
        code.Close();
        code.Line();
    }

    /// <summary>The size of the default envelope.</summary>
    private const int EnvelopeBytes = 12;

    private static List<string> ChecksOf(MessageSpec message, HeaderSpec header)
    {
        List<string> checks = [$"!{header.Record.Type.FullName}.TryReadDirect(bytes, from, out {header.Record.Type.FullName} header)"];
        if (message.Id is { } id && header.MessageId is { } member)
        {
            checks.Add($"header.{SymbolReading.Escape(member.Name)} != {id.Expression}");
        }

        checks.AddRange(message.HeaderValues.Select(value => $"header.{SymbolReading.Escape(value.Member)} != {value.Expression}"));
        if (header.FrameLength is { } length)
        {
            if (length.Add > header.Bytes)
            {
                checks.Add($"bytes.Length < {length.Add}");
            }

            // What is negative is, without its sign, more than any frame has.
            string counted = length.Add == 0 ? "bytes.Length" : $"(bytes.Length - {length.Add})";
            checks.Add($"unchecked((ulong)header.{SymbolReading.Escape(length.Member)}) != unchecked((ulong){counted})");
        }

        return checks;
    }
}

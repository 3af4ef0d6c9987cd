using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits a message of a protocol without a header of its own: the record stands for itself, in an envelope or in a frame.</summary>
internal static class MessageEmitter
{
    public static string Emit(MessageSpec message, bool usesEnvelope) => SourceFile.Beside(message.Record.Type, code => RecordEmitter.Emit(
        message.Record,
        code,
        $"{Known.Runtime}.IProtocolMessage<{message.FullName}>",
        () => EmitFrame(message, usesEnvelope, code)));

    private static void EmitFrame(MessageSpec message, bool usesEnvelope, SourceWriter code)
    {
        string type = message.FullName;
        string self = $"{Known.Runtime}.IProtocolMessage<{type}>";
        if (!usesEnvelope)
        {
            code.Lines($$"""
                static bool {{self}}.TryReadFrame(ref {{Known.Reader}} frame, out {{type}} message) => TryRead(ref frame, out message) && {{VersionCode.TryVersion(message, "frame")}}frame.TryEnd();

                void {{self}}.WriteFrame(ref {{Known.Writer}} frame, in {{Known.Route}} route){{Body(message, CorrelationCode.Routed(message) + "Write(ref frame)")}}

                int {{self}}.GetFrameSize() => GetSize(){{(message.Correlation is { } id ? $" + {id.Bytes}" : string.Empty)}};

                """);
            CorrelationCode.EmitMatching(message, code);
        }
        else
        {
            string check = message.Id is { } expected
                ? $$"""

                    if (route.MessageId != {{expected.Value}})
                    {
                        return {{Known.Checks}}.OtherMessage(ref frame, 6, "MessageId", route.MessageId, {{expected.Value}});
                    }

                """
                : string.Empty;
            string messageId = message.Id is { } own ? own.Value.ToString() : "route.MessageId";
            code.Lines($$"""
                static bool {{self}}.TryReadFrame(ref {{Known.Reader}} frame, out {{type}} message)
                {
                    message = default!;
                    if (!{{Known.Envelope}}.TryRead(ref frame, out {{Known.Route}} route))
                    {
                        return false;
                    }
                {{check}}
                    return {{VersionCode.TryVersion(message, "frame")}}TryRead(ref frame, out message) && frame.TryEnd();
                }

                void {{self}}.WriteFrame(ref {{Known.Writer}} frame, in {{Known.Route}} route)
                {
                    {{(message.TakesCallTag ? "frame.CallTag = route.CallTag;\n    " : string.Empty)}}{{VersionCode.CheckWrite(message, "frame")}}{{Known.Envelope}}.Write(ref frame, new {{Known.Route}}({{Known.Runtime}}.FrameKind.{{Kind(message)}}, {{messageId}}, route.CorrelationId){{(message.Kind == MessageKind.Request ? " { Deadline = route.Deadline }" : string.Empty)}});
                    Write(ref frame);
                    {{Known.Envelope}}.Complete(ref frame);
                }

                int {{self}}.GetFrameSize() => {{Known.Envelope}}.Size + GetSize();

                """);
        }

        VersionCode.EmitFrameSize(message, usesEnvelope ? $"{Known.Envelope}.Size + " : message.Correlation is { } written ? $"{written.Bytes} + " : string.Empty, code);
        DirectMessageEmitter.EmitMessage(message, header: null, usesEnvelope, code);
        StreamedEmitter.EmitMessage(message, code);
        code.Line($"{type} {self}.ToOwnedMessage() => ToOwned();");
        EmitCallTag(message, code);
    }

    /// <summary>Writes what else the engine knows of a request: what it gives to a union in its reply, and whether it may be sent twice.</summary>
    public static void EmitCallTag(MessageSpec message, SourceWriter code)
    {
        if (message.IsIdempotent)
        {
            code.Line();
            code.Line($"static bool {Known.Runtime}.IProtocolMessage<{message.FullName}>.IsIdempotent => true;");
        }

        if (message.CallTag is { } tag)
        {
            string value = $"message.{SymbolReading.Escape(tag.Name)}";
            code.Line();
            code.Line($"static long {Known.Runtime}.IProtocolMessage<{message.FullName}>.GetCallTag(in {message.FullName} message) => {(tag.IsBoolean ? $"{value} ? 1 : 0" : $"unchecked((long){value})")};");
        }
    }

    /// <summary>The body of <c>WriteFrame</c>; for a reply that has a union which the request tells, it hands the tag on.</summary>
    public static string Body(MessageSpec message, string write)
    {
        string before = (message.TakesCallTag ? "frame.CallTag = route.CallTag;\n    " : string.Empty) + VersionCode.CheckWrite(message, "frame");
        return before.Length == 0 ? $" => {write};" : $"\n{{\n    {before}{write};\n}}";
    }

    public static string Kind(MessageSpec message) => message.Kind == MessageKind.OneWay ? "Message" : message.Kind.ToString();
}

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

                void {{self}}.WriteFrame(ref {{Known.Writer}} frame, in {{Known.Route}} route){{Plain(message)}}

                int {{self}}.GetFrameSize() => GetSize();

                """);
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
            string id = message.Id is { } own ? own.Value.ToString() : "route.MessageId";
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
                    {{VersionCode.CheckWrite(message, "frame")}}{{Known.Envelope}}.Write(ref frame, new {{Known.Route}}({{Known.Runtime}}.FrameKind.{{Kind(message)}}, {{id}}, route.CorrelationId));
                    Write(ref frame);
                    {{Known.Envelope}}.Complete(ref frame);
                }

                int {{self}}.GetFrameSize() => {{Known.Envelope}}.Size + GetSize();

                """);
        }

        code.Line($"{type} {self}.ToOwnedMessage() => ToOwned();");
    }

    private static string Plain(MessageSpec message) => message.Versions is null
        ? " => Write(ref frame);"
        : $"\n{{\n    {VersionCode.CheckWrite(message, "frame")}Write(ref frame);\n}}";

    public static string Kind(MessageSpec message) => message.Kind == MessageKind.OneWay ? "Message" : message.Kind.ToString();
}

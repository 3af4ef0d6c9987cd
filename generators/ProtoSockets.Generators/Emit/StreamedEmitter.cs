using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit;

/// <summary>Emits what the engine needs for messages whose last member streams: which they are, and where in their frames the member begins.</summary>
internal static class StreamedEmitter
{
    private const string Framing = Known.Runtime + ".StreamedFraming";
    private const string Status = "global::ProtoSockets.FrameStatus";

    /// <summary>Writes the members of a message.</summary>
    public static void EmitMessage(MessageSpec message, SourceWriter code)
    {
        if (message.Record.Streamed is not { } streamed)
        {
            return;
        }

        string self = $"{Known.Runtime}.IProtocolMessage<{message.FullName}>";
        code.Lines($$"""
            static bool {{self}}.IsStreamed => true;

            static {{StreamedCode.Type}} {{self}}.GetStreamed(in {{message.FullName}} message) => message.{{SymbolReading.Escape(streamed.Name)}};

            """);
        BytesForm form = (BytesForm)streamed.Form;
        if (StreamedCode.EndingOf(streamed.Suffix, form.Length, form.MaxBytes) is { } ending)
        {
            code.Line($"static {StreamedCode.Ending}? {self}.StreamedEnding {{ get; }} = {ending};");
            code.Line();
        }
    }

    /// <summary>Writes the members of a protocol.</summary>
    public static void EmitProtocol(SourceWriter code, ProtocolSpec protocol)
    {
        if (!protocol.HasStreams)
        {
            return;
        }

        code.Lines($$"""
            /// <inheritdoc/>
            public static bool HasStreams => true;

            /// <inheritdoc/>
            public static int CompleteStreamed({{Known.Side}} from, {{Known.Span}} frame, int headLength, long behind) => {{BySide(protocol.Framing, Complete, "from")}};

            /// <inheritdoc/>
            public static {{Status}}? FindStreamed(
                {{Known.Memory}} received, ref global::ProtoSockets.FrameScan scan, int maxFrameBytes, ushort version, out {{Known.Runtime}}.StreamedFrame frame, out string? reason)
            """);
        code.Open();
        if (protocol.Framing is SelfDelimitingFraming)
        {
            code.Line($"return {Known.Runtime}.SelfDelimitingFraming.FindStreamed(received.Span, ref scan, maxFrameBytes, {VerbCode.Shape}, out frame, out reason);");
            code.Close();
            code.Line();
            return;
        }

        code.Line("reason = null;");
        if (protocol.UsesEnvelope)
        {
            code.Line($"{Status}? status = {Framing}.MeasureEnvelope(received, out frame, out {Known.Route} route);");
            code.If($"status != {Status}.Found", "return status;");
        }
        else
        {
            code.Line($"{Status}? status = {BySide(protocol.Framing, framing => Measure(framing, protocol), "scan.From")};");
            code.If($"status != {Status}.Found", "return status;");
            code.Line($"{Known.Reader} reader = {Framing}.Read(received, in frame, scan.From);");
            code.Line("reader.Version = version;");
            code.Line($"if (!TryReadRoute(ref reader, out {Known.Route} route))");
            code.Open();
            code.Line($"return {Framing}.Unrouted(in reader, received, ref frame);");
            code.Close();
            code.Line();
        }

        foreach (MessageSpec message in protocol.Messages.Where(message => message.Record.Streamed is not null))
        {
            string side = message.From == Side.Both ? string.Empty : $"scan.From == {Known.Side}.{message.From} && ";
            long[] ids = [.. message.Id is not null ? [message.RouteId] : message.AnsweredIds.Select(id => id.Value)];
            string id = ids.Length == 0 ? string.Empty : $" && route.MessageId is {string.Join(" or ", ids)}";
            code.If(
                $"{side}route.Kind == {Known.Runtime}.FrameKind.{MessageEmitter.Kind(message)}{id}",
                $"return {Framing}.FindHead<{message.FullName}>(received, ref scan, maxFrameBytes, version, ref frame, out reason);");
        }

        code.Line("return null;");
        code.Close();
        code.Line();
    }

    private static string BySide(FramingSpec framing, Func<FramingSpec, string> code, string from) => framing is SidedFraming sided
        ? $"{from} == {Known.Side}.Server ? {code(sided.Server)} : {code(sided.Client)}"
        : code(framing);

    private static string Complete(FramingSpec framing) => framing switch
    {
        LengthPrefixFraming { Prefix: var prefix } => $"{Framing}.CompletePrefix(frame, headLength, behind, {WireEmitter.Arguments(prefix)})",
        VarIntPrefixFraming { Format: var format } => $"{Framing}.CompleteVarIntPrefix(frame, headLength, behind, {VarIntCode.Name(format)})",
        _ => "headLength",
    };

    private static string Measure(FramingSpec framing, ProtocolSpec protocol) => framing switch
    {
        HeaderFraming when protocol.Header is { FrameLength: { VarInt: { } varInt } length } header =>
            $"{Framing}.MeasureHeaderVarInt(received, fixedSize: {header.Bytes}, fieldOffset: {length.Offset}, {VarIntCode.Name(varInt.Format)}, add: {length.Add}, out frame)",
        HeaderFraming when protocol.Header is { FrameLength: { } length } header =>
            $"{Framing}.MeasureHeader(received, headerSize: {header.Bytes}, fieldOffset: {length.Offset}, fieldWidth: {length.Width}, littleEndian: {WireEmitter.OrderOf(length, "received.Span")}, add: {length.Add}, out frame)",
        LengthPrefixFraming { Prefix: var prefix } => $"{Framing}.MeasurePrefix(received, {WireEmitter.Arguments(prefix)}, out frame)",
        VarIntPrefixFraming { Format: var format } => $"{Framing}.MeasureVarIntPrefix(received, {VarIntCode.Name(format)}, out frame)",
        _ => $"{Framing}.None(out frame)",
    };
}

using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit;

/// <summary>Emits the struct that tells the engine how a protocol's frames are found and where they belong.</summary>
internal static class WireEmitter
{
    public static void Emit(SourceWriter code, ProtocolSpec protocol)
    {
        code.Line($"/// <summary>The {LayoutTable.Escape(protocol.Type.Name)} protocol as the engine sees it: how frames are found, and where they belong.</summary>");
        code.Open($"public readonly partial struct Wire : {Known.Runtime}.IProtocol");
        VerbCode.EmitFields(code, protocol);
        EmitDescription(code, protocol);
        EmitFraming(code, protocol);
        StreamedEmitter.EmitProtocol(code, protocol);
        EmitRoute(code, protocol);
        code.Line();
        ProtocolDumpEmitter.EmitTable(code, protocol);
        code.Close();
    }

    private static void EmitDescription(SourceWriter code, ProtocolSpec protocol)
    {
        string carriers = string.Join(" | ", new[]
        {
            protocol.HasStream ? "global::ProtoSockets.Carriers.Stream" : null,
            protocol.HasDatagram ? "global::ProtoSockets.Carriers.Datagram" : null,
        }.Where(carrier => carrier is not null));
        code.Lines($$"""
            /// <inheritdoc/>
            public static {{Known.Runtime}}.ProtocolDescription Description { get; } = new()
            {
                Name = "{{protocol.Type.Name}}",
                Version = {{protocol.Version}},{{(protocol.MinVersion == protocol.Version ? string.Empty : $"\n    MinVersion = {protocol.MinVersion},")}}
                SchemaHash = 0x{{protocol.SchemaHash:X16}},
                Carriers = {{carriers}},
                MaxFrameBytes = {{protocol.MaxFrameBytes}},
                CorrelationBits = {{protocol.CorrelationBits}},{{(protocol.CorrelationIsText ? "\n    CorrelationIsText = true," : string.Empty)}}
                RepliesInOrder = {{(protocol.RepliesInOrder ? "true" : "false")}},
                UsesEnvelope = {{(protocol.UsesEnvelope ? "true" : "false")}},{{(protocol.MatchesByType ? "\n    MatchesByType = true," : string.Empty)}}{{(protocol.ServerCalls ? "\n    ServerCalls = true," : string.Empty)}}{{(protocol.StreamsCalls ? "\n    StreamsCalls = true," : string.Empty)}}{{(protocol.Phases.HandsOver ? "\n    HandsOver = true," : string.Empty)}}
            };

            """);
    }

    private static void EmitFraming(SourceWriter code, ProtocolSpec protocol)
    {
        SidedFraming? sided = protocol.Framing as SidedFraming;
        (string overhead, string prefix, string find, string complete) = CodeOf(sided?.Client ?? protocol.Framing, protocol);
        if (sided is not null)
        {
            var server = CodeOf(sided.Server, protocol);
            string ofServer = $"{Known.Side}.Server";
            find = $"scan.From == {ofServer}\n        ? {server.Find}\n        : {find}";
            code.Lines($$"""
                /// <inheritdoc/>
                public static bool IsFramedBySide => true;

                /// <inheritdoc/>
                public static int OverheadFrom({{Known.Side}} from) => from == {{ofServer}} ? {{server.Overhead}} : {{overhead}};

                /// <inheritdoc/>
                public static int PrefixLengthFrom({{Known.Side}} from) => from == {{ofServer}} ? {{server.Prefix}} : {{prefix}};

                /// <inheritdoc/>
                public static int CompleteFrom({{Known.Side}} from, {{Known.Span}} frame, int payloadLength) => from == {{ofServer}}
                    ? {{server.Complete}}
                    : {{complete}};

                """);
        }

        code.Lines($$"""
            /// <inheritdoc/>
            public static int Overhead => {{overhead}};

            /// <inheritdoc/>
            public static int PrefixLength => {{prefix}};

            /// <inheritdoc/>
            public static global::ProtoSockets.FrameStatus Find(
                {{Known.ReadOnlySpan}} received, ref global::ProtoSockets.FrameScan scan, int maxFrameBytes, out global::ProtoSockets.FrameBounds bounds, out string? reason) =>
                {{find}};

            /// <inheritdoc/>
            public static int Complete({{Known.Span}} frame, int payloadLength) => {{complete}};

            """);
        if (protocol.Framing is NoFraming or SidedFraming { Client: NoFraming } or SidedFraming { Server: NoFraming })
        {
            code.Lines($$"""
                private static global::ProtoSockets.FrameStatus WholeDatagram({{Known.ReadOnlySpan}} received, out global::ProtoSockets.FrameBounds bounds, out string? reason)
                {
                    bounds = new global::ProtoSockets.FrameBounds(0, received.Length, received.Length);
                    reason = null;
                    return global::ProtoSockets.FrameStatus.Found;
                }

                """);
        }
    }

    /// <summary>The code of one framing.</summary>
    private static (string Overhead, string Prefix, string Find, string Complete) CodeOf(FramingSpec framing, ProtocolSpec protocol) => framing switch
    {
        HeaderFraming when protocol.Header is { FrameLength: { VarInt: { } varInt } length } header => (
            "0",
            "0",
            $"{Known.Runtime}.HeaderFraming.FindVarInt(received, maxFrameBytes, fixedSize: {header.Bytes}, fieldOffset: {length.Offset}, {VarIntCode.Name(varInt.Format)}, add: {length.Add}, out bounds, out reason)",
            "payloadLength"),
        HeaderFraming when protocol.Header is { FrameLength: { } length } header => (
            "0",
            "0",
            $"{Known.Runtime}.HeaderFraming.Find(received, maxFrameBytes, headerSize: {header.Bytes}, fieldOffset: {length.Offset}, fieldWidth: {length.Width}, littleEndian: {OrderOf(length, "received")}, add: {length.Add}, out bounds, out reason)",
            "payloadLength"),
        LengthPrefixFraming { Prefix: var fixedPrefix } => (
            fixedPrefix.Bytes.ToString(),
            fixedPrefix.Bytes.ToString(),
            $"{Known.Runtime}.LengthPrefixFraming.Find(received, maxFrameBytes, {Arguments(fixedPrefix)}, out bounds, out reason)",
            $"{Known.Runtime}.LengthPrefixFraming.Complete(frame, payloadLength, {Arguments(fixedPrefix)})"),
        VarIntPrefixFraming { Format: var format } => (
            $"{Known.Runtime}.VarIntPrefixFraming.GetMaxPrefixBytes({VarIntCode.Name(format)})",
            $"{Known.Runtime}.VarIntPrefixFraming.GetMaxPrefixBytes({VarIntCode.Name(format)})",
            $"{Known.Runtime}.VarIntPrefixFraming.Find(received, maxFrameBytes, {VarIntCode.Name(format)}, out bounds, out reason)",
            $"{Known.Runtime}.VarIntPrefixFraming.Complete(frame, payloadLength, {VarIntCode.Name(format)})"),
        DelimiterFraming { Delimiter: var delimiter } => (
            delimiter.Count.ToString(),
            "0",
            $"{Known.Runtime}.DelimiterFraming.Find(received, ref scan, maxFrameBytes, [{ConstantCode.Hex(delimiter)}], out bounds, out reason)",
            $"{Known.Runtime}.DelimiterFraming.Complete(frame, payloadLength, [{ConstantCode.Hex(delimiter)}])"),
        FixedSizeFraming { Bytes: var size } => (
            "0",
            "0",
            $"{Known.Runtime}.FixedSizeFraming.Find(received, maxFrameBytes, {size}, out bounds, out reason)",
            $"{Known.Runtime}.FixedSizeFraming.Complete(frame, payloadLength, {size})"),
        CustomFraming { FramerType: var framer } => (
            $"{framer}.Overhead",
            $"{framer}.PrefixLength",
            $"{framer}.Find(received, ref scan, maxFrameBytes, out bounds, out reason)",
            $"{framer}.Complete(frame, payloadLength)"),
        SelfDelimitingFraming => (
            "0",
            "0",
            $"{Known.Runtime}.SelfDelimitingFraming.Find(received, ref scan, maxFrameBytes, {VerbCode.Shape}, out bounds, out reason)",
            "payloadLength"),
        NoFraming => ("0", "0", "WholeDatagram(received, out bounds, out reason)", "payloadLength"),
        _ => ("0", "0", $"{Known.Envelope}.Find(received, maxFrameBytes, out bounds, out reason)", "payloadLength"),
    };

    internal static string Arguments(FixedPrefix prefix) =>
        $"width: {prefix.Bytes}, littleEndian: {Bool(prefix.Order)}, includesSelf: {(prefix.IncludesSelf ? "true" : "false")}, bias: {prefix.Bias}";

    /// <summary>Whether the least significant byte of a frame's length comes first, as C# code.</summary>
    internal static string OrderOf(FrameLengthSpec length, string received) => length.Chooser is not { } chooser
        ? Bool(length.Order)
        : $"{Known.Runtime}.HeaderFraming.IsLittleEndian({received}, offset: {chooser.Offset}, width: {chooser.Width}, littleEndian: {Bool(chooser.Order)}, shift: {chooser.Shift}, bits: {chooser.Bits}, value: {(chooser.Value is null ? "null" : $"unchecked((long){chooser.Value})")})";

    internal static string Bool(ByteOrder order) => order == ByteOrder.LittleEndian ? "true" : "false";

    private static void EmitRoute(SourceWriter code, ProtocolSpec protocol)
    {
        code.Line("/// <inheritdoc/>");
        if (protocol.UsesEnvelope)
        {
            // What the envelope says of unknown ids is answered by the engine, so it is passed on as it is.
            code.Line($"public static bool TryReadRoute(ref {Known.Reader} message, out {Known.Route} route) => {Known.Envelope}.TryRead(ref message, out route);");
            code.Line();
            code.Line("/// <inheritdoc/>");
            code.Line($"public static bool TryRoute({Known.ReadOnlySpan} message, {Known.Side} from, out {Known.Route} route) => {Known.Envelope}.TryRoute(message, out route);");
            return;
        }

        code.Line($"public static bool TryReadRoute(ref {Known.Reader} message, out {Known.Route} route)");
        code.Open();
        if (protocol.Verbs is not null)
        {
            VerbCode.EmitRoute(code, protocol);
        }
        else if (protocol.Header is { } header)
        {
            if (header.From != Side.Both)
            {
                Side bare = header.From == Side.Client ? Side.Server : Side.Client;
                code.Line($"if (message.From == {Known.Side}.{bare})");
                code.Open();
                code.Line($"route = new {Known.Route}({OnlyKind(protocol, bare, null)}, 0, 0);");
                code.Line("return true;");
                code.Close();
                code.Line();
            }

            EmitHeaderRoute(code, protocol, header);
            if (Direct.IsForHeader(header) && !protocol.MatchesByType)
            {
                EmitDirectRoute(code, protocol, header);
            }
        }
        else
        {
            string kind = $"message.From == {Known.Side}.Server ? {OnlyKind(protocol, Side.Server, null)} : {OnlyKind(protocol, Side.Client, null)}";
            code.Line($"route = new {Known.Route}({kind}, 0, 0);");
            code.Line("return true;");
        }

        code.Close();
    }

    /// <summary>Writes the same straight from the bytes, without a reader.</summary>
    private static void EmitDirectRoute(SourceWriter code, ProtocolSpec protocol, HeaderSpec header)
    {
        code.Close();
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line($"public static bool TryRoute({Known.ReadOnlySpan} message, {Known.Side} from, out {Known.Route} route)");
        code.Open();
        code.Line($"if (!{header.Record.Type.FullName}.TryReadDirect(message, from, out {header.Record.Type.FullName} header))");
        code.Open();
        code.Line("route = default;");
        code.Line("return false;");
        code.Close();
        code.Line();
        EmitRouteOf(code, protocol, header, "from");
    }

    private static void EmitHeaderRoute(SourceWriter code, ProtocolSpec protocol, HeaderSpec header)
    {
        code.Line($"if (!{header.Record.Type.FullName}.TryRead(ref message, out {header.Record.Type.FullName} header))");
        code.Open();
        code.Line("route = default;");
        code.Line($"return message.In(\"{header.Record.Type.Name}\");");
        code.Close();
        code.Line();
        EmitRouteOf(code, protocol, header, "message.From");
    }

    /// <summary>Writes what a header that was read says.</summary>
    private static void EmitRouteOf(SourceWriter code, ProtocolSpec protocol, HeaderSpec header, string from)
    {
        string correlation = header.CorrelationId is { } correlationId ? CorrelationCode.Read(correlationId.Form, $"header.{SymbolReading.Escape(correlationId.Name)}") : "0";
        MessageSpec? error = protocol.ErrorReply;
        string? when = error?.ErrorWhen is { } name ? $"header.{SymbolReading.Escape(name)}" : null;
        if (header.MessageId is not { } id)
        {
            code.Line($"{Known.Runtime}.FrameKind kind = {from} == {Known.Side}.Server");
            code.Line($"    ? {OnlyKind(protocol, Side.Server, when)}");
            code.Line($"    : {OnlyKind(protocol, Side.Client, null)};");
            code.Line($"route = new {Known.Route}(kind, 0, {correlation});");
            code.Line("return true;");
            return;
        }

        code.Line($"long id = unchecked((long)header.{SymbolReading.Escape(id.Name)});");
        TellApart(code, protocol);
        code.Open($"{Known.Runtime}.FrameKind kind = {from} switch");
        code.Line($"{Known.Side}.Client => id switch");
        Arms(code, protocol, Side.Client, null);
        code.Line("_ => id switch");
        Arms(code, protocol, Side.Server, when);
        code.Close(";");
        if (protocol.MatchesByType)
        {
            EmitBodyCorrelation(code, protocol);
            correlation = "correlation";
        }

        code.Line($"route = new {Known.Route}(kind, id, {correlation});");
        code.Line("return true;");
    }

    /// <summary>Reads the ids that have a fixed place in their body. Where a request's has none, the session reads it with the request.</summary>
    private static void EmitBodyCorrelation(SourceWriter code, ProtocolSpec protocol)
    {
        if (protocol.Header is { } header && protocol.Messages.Any(message => message.Correlation is { Order: ByteOrder.AtRunTime }))
        {
            HeaderMessageEmitter.EmitOrder(header, "message", code);
        }

        code.Line("global::System.UInt128 correlation = 0;");
        foreach (MessageSpec message in protocol.Messages.Where(message => message.Correlation is { Offset: not null } && message.Id is not null))
        {
            CorrelationSpec id = message.Correlation!;
            string from = message.From == Side.Both ? string.Empty : $" && message.From != {Known.Side}.{(message.From == Side.Client ? Side.Server : Side.Client)}";
            code.Line($"if (id == {message.RouteId}{from} && !{Known.Runtime}.BodyCorrelation.TryRead(ref message, offset: {id.Offset}, width: {id.Bytes}, littleEndian: {(id.Order == ByteOrder.AtRunTime ? "message.IsLittleEndian" : Bool(id.Order))}, \"{message.Name}.{id.Member}\", out correlation))");
            code.Open();
            code.Line("route = default;");
            code.Line("return false;");
            code.Close();
            code.Line();
        }
    }

    /// <summary>Messages that share an id get a number each.</summary>
    private static void TellApart(SourceWriter code, ProtocolSpec protocol)
    {
        IGrouping<long, MessageSpec>[] shared = [.. protocol.Messages.Where(message => message.Told is not null).GroupBy(message => message.Id!.Value)];
        if (shared.Length == 0)
        {
            return;
        }

        code.Open("id = id switch");
        foreach (IGrouping<long, MessageSpec> same in shared)
        {
            HeaderValueSpec told = same.First().Told!;
            string value = $"header.{SymbolReading.Escape(told.Member)}";
            code.Line(told.IsBoolean ? $"{same.Key} => ({value} ? 1L : 0L) switch" : $"{same.Key} => unchecked((long){value}) switch");
            code.Open();
            foreach (IGrouping<long, MessageSpec> message in same.GroupBy(message => message.RouteId))
            {
                code.Line($"{message.First().Told!.Value} => {message.Key},");
            }

            code.Line($"_ => {same.Key},");
            code.Close(",");
        }

        code.Line("_ => id,");
        code.Close(";");
    }

    private static void Arms(SourceWriter code, ProtocolSpec protocol, Side side, string? when)
    {
        code.Open();
        HashSet<long> seen = [];
        foreach (MessageSpec message in protocol.Messages.Where(message => message.From == side || message.From == Side.Both))
        {
            IEnumerable<long> ids = message.Id is not null ? [message.RouteId] : message.AnsweredIds.Select(id => id.Value);
            if (message.Kind == MessageKind.Error && message.Id is null)
            {
                // It goes by the id of its request, like the reply that it takes the place of.
                continue;
            }

            foreach (long id in ids.Where(seen.Add))
            {
                string kind = message.Kind == MessageKind.Reply && when is not null ? $"{when} ? {Kind(MessageKind.Error)} : {Kind(MessageKind.Reply)}" : Kind(message.Kind);
                code.Line($"{id} => {kind},");
            }
        }

        if (when is not null && protocol.ErrorReply is { Id: null } error)
        {
            foreach (MessageIdSpec id in error.AnsweredIds.Where(id => seen.Add(id.Value)))
            {
                code.Line($"{id.Value} => {when} ? {Kind(MessageKind.Error)} : {Kind(null)},");
            }
        }

        code.Line($"_ => {Kind(null)},");
        code.Close(",");
    }

    /// <summary>The kind of the only message of a side, in protocols whose messages have no ids.</summary>
    private static string OnlyKind(ProtocolSpec protocol, Side side, string? when)
    {
        MessageSpec? only = protocol.Messages.FirstOrDefault(message => (message.From == side || message.From == Side.Both) && message.Kind != MessageKind.Error);
        string kind = Kind(only?.Kind);
        return when is null ? kind : $"({when} ? {Kind(MessageKind.Error)} : {kind})";
    }

    internal static string Kind(MessageKind? kind) => $"{Known.Runtime}.FrameKind." + kind switch
    {
        MessageKind.OneWay => "Message",
        null => "Unknown",
        _ => kind.ToString(),
    };
}

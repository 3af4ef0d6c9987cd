using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what makes a union a message of a protocol with a header: the header's message id is its tag.</summary>
internal static class UnionMessageEmitter
{
    public static string Emit(MessageSpec message, HeaderSpec header) => SourceFile.Beside(message.Record.Type, code => Emit(message, header, code));

    private static void Emit(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        string type = message.FullName;
        string headerType = header.Record.Type.FullName;
        string access = header.Record.Type.Accessibility;
        string id = SymbolReading.Escape(header.MessageId!.Name);
        string tag = SymbolReading.Escape(message.Union!.Tag);
        code.Line($"{message.Record.Type.Declaration} : {Known.Runtime}.IProtocolMessage<{type}>");
        code.Open();
        code.Lines($$"""
            /// <summary>Reads a whole message, header included.</summary>
            /// <param name="source">The message's bytes; members that borrow point into them.</param>
            /// <param name="header">The header.</param>
            /// <param name="message">The message.</param>
            /// <param name="error">What is wrong, and whether more bytes could help; null when the message was read.</param>
            /// <returns>Whether it is one of these messages, and nothing else.</returns>
            {{access}} static bool TryRead({{Known.Memory}} source, out {{headerType}} header, out {{type}} message, out {{Known.Error}}? error)
            {
                {{Known.Reader}} reader = new(source, isComplete: false, {{Known.Side}}.{{message.From}});
                bool isRead = TryReadWhole(ref reader, out header, out message);
                error = reader.Error;
                return isRead;
            }

            static bool {{Known.Runtime}}.IProtocolMessage<{{type}}>.TryReadFrame(ref {{Known.Reader}} frame, out {{type}} message) =>
                TryReadWhole(ref frame, out _, out message);

            private static bool TryReadWhole(ref {{Known.Reader}} reader, out {{headerType}} header, out {{type}} value)
            """);
        EmitReadWhole(header, $"TryRead(ref reader, header.{id}, out value)", isTraced: false, code);
        code.Line();
        code.Lines($$"""
            static bool {{Known.Runtime}}.IProtocolMessage<{{type}}>.TryDescribeFrame(ref {{Known.Reader}} reader, {{Known.Dump}} dump, out {{type}} value)
            """);
        EmitReadWhole(header, $"{Known.Dump}.TryRead(ref reader, dump, header.{id}, out value)", isTraced: true, code);
        code.Line();
        EmitWriting(message, header, tag, id, access, code);
        code.Close();
    }

    private static void EmitReadWhole(HeaderSpec header, string read, bool isTraced, SourceWriter code)
    {
        string headerType = header.Record.Type.FullName;
        string headerName = header.Record.Type.Name;
        code.Open();
        code.Line("value = default;");
        if (isTraced)
        {
            DumpCode.WriteBegin(code, headerName);
            code.If($"!{Known.Dump}.TryRead(ref reader, dump, out {headerType} header)", $"return reader.In(\"{headerName}\");");
            DumpCode.WriteEnd(code, "header");
        }
        else
        {
            code.If($"!{headerType}.TryRead(ref reader, out header)", $"return reader.In(\"{headerName}\");");
        }

        if (header.FrameLength is { } length)
        {
            int self = header.Bytes - length.Add;
            string arguments = self == 0 ? string.Empty : $"bias: 0, unit: 1, self: {self}, ";
            code.If(
                $"!{Known.Checks}.TryLength(ref reader, \"{headerName}.{length.Member}\", header.{SymbolReading.Escape(length.Member)}, {arguments}out int bodyBytes)",
                "return false;");
            code.If("!reader.TryEnter(bodyBytes, out int bodyEnd)", "return false;");
        }

        code.If($"!{read}", "return false;");
        code.Line(header.FrameLength is null ? "return reader.TryEnd();" : "return reader.TryLeave(bodyEnd) && reader.TryEnd();");
        code.Close();
    }

    private static void EmitWriting(MessageSpec message, HeaderSpec header, string tag, string id, string access, SourceWriter code)
    {
        string type = message.FullName;
        string headerType = header.Record.Type.FullName;
        string routed = CorrelationCode.InHeader(header, message.Kind) is { } correlation ? ", " + correlation : string.Empty;
        string lengths = string.Concat(header.Record.Members.Where(RecordEmitter.IsComputed)
            .Select(computed => computed.Derived is FrameLengthOnlySpec ? ", writer.Position - headerStart" : ", 0"));
        bool isSpan = HeaderEmitter.RunOf(header.Record) is not null;
        code.Lines($$"""
            /// <summary>Writes the message behind a header.</summary>
            /// <param name="destination">The buffer.</param>
            /// <param name="header">The header's other members. Lengths, constants and the message's id are filled in.</param>
            /// <returns>How many bytes were written.</returns>
            /// <exception cref="global::System.ArgumentOutOfRangeException">The buffer is too small.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or it is none of the cases.</exception>
            {{access}} int Write({{Known.Span}} destination, in {{headerType}} header)
            {
                {{Known.Writer}} writer = new(destination, {{Known.Side}}.{{message.From}});
                WriteWhole(ref writer, header with { {{id}} = {{tag}} });
                return writer.Position;
            }

            /// <summary>Writes the message behind a header into a new array.</summary>
            /// <param name="header">The header's other members. Lengths, constants and the message's id are filled in.</param>
            /// <returns>The bytes.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or it is none of the cases.</exception>
            {{access}} byte[] ToBytes(in {{headerType}} header)
            {
                byte[] destination = new byte[{{header.Bytes}} + GetSize()];
                return {{Known.Checks}}.Trim(destination, Write(destination, header));
            }

            int {{Known.Runtime}}.IProtocolMessage<{{type}}>.GetFrameSize() => {{header.Bytes}} + GetSize();

            {{type}} {{Known.Runtime}}.IProtocolMessage<{{type}}>.ToOwnedMessage() => ToOwned();

            void {{Known.Runtime}}.IProtocolMessage<{{type}}>.WriteFrame(ref {{Known.Writer}} frame, in {{Known.Route}} route) =>
                WriteWhole(ref frame, default({{headerType}}) with { {{id}} = {{tag}}{{routed}} });

            private void WriteWhole(ref {{Known.Writer}} writer, {{headerType}} header)
            {
                int headerStart = writer.Position;
                {{(isSpan ? $"{Known.Span} front" : "_")}} = writer.Take({{header.Bytes}});
                Write(ref writer);
                {{(isSpan ? $"header.WriteInFront(front, writer.From{lengths});" : $"{Known.Writer} front = new(writer.At(headerStart, {header.Bytes}), writer.From);\n    header.WriteInFront(ref front{lengths});")}}
            }
            """);
    }
}

using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits a message of a protocol with a header: header and body are read and written together.</summary>
internal static class HeaderMessageEmitter
{
    public static string Emit(MessageSpec message, HeaderSpec header) => SourceFile.Beside(message.Record.Type, code => Emit(message, header, code));

    private static void Emit(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        RecordSpec record = message.Record;
        LayoutTable.Write(record, header, code);
        RecordParts.EmitStructLayout(record, code);
        code.Line($"{record.Type.Declaration} : {Known.Runtime}.IProtocolMessage<{record.Type.FullName}>");
        code.Open();
        RunFields.Emit(record, code);
        EmitSizes(record, header, code);
        VersionCode.EmitFrameSize(message, string.Empty, code);
        EmitReading(message, header, code);
        EmitWriting(message, header, code);
        CorrelationCode.EmitMatching(message, code);
        StreamedEmitter.EmitMessage(message, code);
        RecordParts.EmitDerived(record, code);
        RecordParts.EmitToOwned(record, code, "ToOwned");
        code.Line($"{record.Type.FullName} {Known.Runtime}.IProtocolMessage<{record.Type.FullName}>.ToOwnedMessage() => ToOwned();");
        MessageEmitter.EmitCallTag(message, code);
        code.Line();
        EqualityEmitter.Emit(record, code);
        ElementCode.WriteClasses(record, code);
        code.Close();
    }

    private static void EmitSizes(RecordSpec record, HeaderSpec header, SourceWriter code)
    {
        SizeSpec size = header.SizeWith(record.Size);
        if (size.Maximum is { } most)
        {
            code.Lines($$"""
                /// <summary>{{(size.FixedSize is null ? "The most bytes that the message takes, header included." : "The number of bytes that the message takes, header included.")}}</summary>
                public const int MaxSize = {{most}};

                """);
        }

        if (header.VarInt is null || size.FixedSize is not null)
        {
            code.Line("/// <summary>How many bytes the message takes, header included; an upper bound where a codec gives one.</summary>");
            code.Line("/// <returns>A number of bytes.</returns>");
        }

        if (size.FixedSize is not null)
        {
            code.Line("public int GetSize() => MaxSize;");
        }
        else if (header.FrameLength is { VarInt: not null } length)
        {
            code.Lines($$"""
                /// <summary>How many bytes the message takes, header included; an upper bound where a codec gives one.</summary>
                /// <returns>A number of bytes.</returns>
                public int GetSize()
                {
                    int bodyBytes = {{string.Join(" + ", SizeCode.Terms(record, 0, record.Members.Count - 1, isWhole: true, version: VersionCode.Own(record)))}};
                    return {{header.Bytes}} + {{Known.Runtime}}.HeaderFraming.Width({{VarIntCode.Name(length.VarInt.Format)}}, bodyBytes, {{header.Bytes}}, {{length.Add}}) + bodyBytes;
                }
                """);
        }
        else
        {
            RecordParts.EmitSum("public int GetSize()", SizeCode.Terms(record, 0, record.Members.Count - 1, isWhole: true, header.Bytes, VersionCode.Own(record)), code);
        }

        if (record.IsVersioned && VersionCode.Own(record) is null)
        {
            EmitVersionSize(record, header, code);
        }

        code.Line();
        code.Line($"int {Known.Runtime}.IProtocolMessage<{record.Type.FullName}>.GetFrameSize() => GetSize();");
        code.Line();
    }

    private static void EmitVersionSize(RecordSpec record, HeaderSpec header, SourceWriter code)
    {
        string body = string.Join(" + ", SizeCode.Terms(record, 0, record.Members.Count - 1, isWhole: true, version: Known.Version));
        string sum = header.FrameLength is { VarInt: { } form } length
            ? $"{Known.Runtime}.HeaderFraming.Width({VarIntCode.Name(form.Format)}, bodyBytes, {header.Bytes}, {length.Add}) + bodyBytes"
            : "bodyBytes";
        code.Lines($$"""

            /// <summary>How many bytes the message takes in a version, header included; an upper bound where a codec, or a list of records that differ by version, gives one.</summary>
            /// <param name="version">The version of the protocol.</param>
            /// <returns>A number of bytes.</returns>
            public int GetSize(ushort version)
            {
                int bodyBytes = {{body}};
                return {{header.Bytes}} + {{sum}};
            }
            """);
    }

    /// <summary>Methods that mention the header are no more visible than it is.</summary>
    private static string Access(HeaderSpec header) => header.Record.Type.Accessibility;

    private static void EmitReading(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        RecordSpec record = message.Record;
        string type = record.Type.FullName;
        string headerType = header.Record.Type.FullName;
        code.Lines($$"""
            /// <summary>Reads a whole message, header included.</summary>
            /// <param name="source">The message's bytes; members that borrow point into them.</param>
            /// <param name="header">The header.</param>
            /// <param name="message">The message.</param>
            /// <param name="error">What is wrong, and whether more bytes could help; null when the message was read.</param>
            /// <returns>Whether it is this message, and nothing else.</returns>
            {{Access(header)}} static bool TryRead({{Known.Memory}} source, out {{headerType}} header, out {{type}} message, out {{Known.Error}}? error)
            {
                {{Known.Reader}} reader = new(source, isComplete: false, {{Known.Side}}.{{message.From}});
                bool isRead = TryReadWhole(ref reader, out header, out message);
                error = reader.Error;
                return isRead;
            }{{(TakesVersion(message) ? "\n" + VersionedRead(message, header) : "\n")}}
            static bool {{Known.Runtime}}.IProtocolMessage<{{type}}>.TryReadFrame(ref {{Known.Reader}} frame, out {{type}} message) =>
                TryReadWhole(ref frame, out _, out message);

            private static bool TryReadWhole(ref {{Known.Reader}} reader, out {{headerType}} header, out {{type}} value)
            """);
        EmitReadWhole(message, header, code, isTraced: false);
        DirectMessageEmitter.EmitMessage(message, header, usesEnvelope: false, code);
    }

    /// <summary>Writes the body of a method that reads header and message.</summary>
    public static void EmitReadWhole(MessageSpec message, HeaderSpec header, SourceWriter code, bool isTraced)
    {
        RecordSpec record = message.Record;
        string headerType = header.Record.Type.FullName;
        code.Open();
        code.Line("value = default!;");
        bool hasPlaces = ChecksumCode.IsAround(record, header);
        if (hasPlaces)
        {
            code.Line("int headerStart = reader.Position;");
        }

        if (isTraced)
        {
            DumpCode.WriteBegin(code, header.Record.Type.Name);
        }

        code.If(
            isTraced ? $"!{Known.Dump}.TryRead(ref reader, dump, out header)" : $"!{headerType}.TryRead(ref reader, out header)",
            $"return reader.In(\"{header.Record.Type.Name}\");");
        if (hasPlaces)
        {
            code.Line("int headerEnd = reader.Position;");
        }

        if (isTraced)
        {
            DumpCode.WriteEnd(code, "header");
        }

        EmitChecks(message, header, code);
        EmitOrder(header, "reader", code);
        ReadScope scope = new(record, code) { IsTraced = isTraced };
        new ReadBodyEmitter(record, scope) { EnclosingField = header.FrameLength?.Member, Verify = () => ChecksumCode.VerifyHeader(header, code) }.Write("value");
        code.Line(header.FrameLength is null || record.Streamed is not null ? "return reader.TryEnd();" : "return reader.TryLeave(bodyEnd) && reader.TryEnd();");
        code.Close();
        code.Line();
    }

    /// <summary>Has messages that leave their byte order open follow the header that chooses it.</summary>
    /// <param name="header">The header.</param>
    /// <param name="cursor"><c>reader</c> or <c>writer</c>.</param>
    /// <param name="code">Takes the statement.</param>
    /// <param name="value">The expression of a member of the header; null where <c>header</c> is the record.</param>
    public static void EmitOrder(HeaderSpec header, string cursor, SourceWriter code, Func<string, string>? value = null)
    {
        if (header.Record.Members.FirstOrDefault(member => member.SwitchesOrder is not null)?.SwitchesOrder is { } order)
        {
            code.Line($"{cursor}.IsLittleEndian = {order.Expression(value?.Invoke(order.Name) ?? "header." + SymbolReading.Escape(order.Name))};");
        }
    }

    /// <summary>Writes what the header has to say of the message, and the limit that it sets.</summary>
    public static void EmitChecks(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        if (message.Id is { } id && header.MessageId is { } member)
        {
            string actual = $"header.{SymbolReading.Escape(member.Name)}";
            code.If(
                $"{actual} != {id.Expression}",
                $"return {Known.Checks}.OtherMessage<{member.TypeName}>(ref reader, {OffsetOf(header, member)}, \"{header.Record.Type.Name}.{member.Name}\", {actual}, {id.Expression});");
        }

        foreach (HeaderValueSpec value in message.HeaderValues)
        {
            MemberSpec given = header.Record.Members.First(candidate => candidate.Name == value.Member);
            string actual = $"header.{SymbolReading.Escape(value.Member)}";
            code.If(
                $"{actual} != {value.Expression}",
                $"return {Known.Checks}.WrongConstant<{value.TypeName}>(ref reader, {OffsetOf(header, given)}, \"{header.Record.Type.Name}.{value.Member}\", {actual}, {value.Expression});");
        }

        if (message.Versions is { } versions)
        {
            code.If($"!{Known.Checks}.TryVersion(ref reader, \"{message.Name}\", since: {versions.Since}, before: {versions.Before})", "return false;");
        }

        if (header.FrameLength is { } whole && message.Record.Streamed is not null)
        {
            int self = header.Bytes - whole.Add;
            code.If(
                $"!{StreamedCode.Streams}.TryLimit(ref reader, \"{header.Record.Type.Name}.{whole.Member}\", header.{SymbolReading.Escape(whole.Member)}{(self == 0 ? string.Empty : $", self: {self}")})",
                "return false;");
        }
        else if (header.FrameLength is { } length)
        {
            int self = header.Bytes - length.Add;
            string arguments = self == 0 ? string.Empty : $"bias: 0, unit: 1, self: {self}, ";
            code.If(
                $"!{Known.Checks}.TryLength(ref reader, \"{header.Record.Type.Name}.{length.Member}\", header.{SymbolReading.Escape(length.Member)}, {arguments}out int bodyBytes)",
                "return false;");
            code.If("!reader.TryEnter(bodyBytes, out int bodyEnd)", "return false;");
        }
    }

    private static bool TakesVersion(MessageSpec message) => message.IsVersioned && VersionCode.Own(message.Record) is null;

    private static string VersionedRead(MessageSpec message, HeaderSpec header) => $$"""

        /// <summary>Reads a whole message, header included.</summary>
        /// <param name="source">The message's bytes; members that borrow point into them.</param>
        /// <param name="version">The version of the protocol.</param>
        /// <param name="header">The header.</param>
        /// <param name="message">The message.</param>
        /// <param name="error">What is wrong, and whether more bytes could help; null when the message was read.</param>
        /// <returns>Whether it is this message, and nothing else.</returns>
        {{Access(header)}} static bool TryRead({{Known.Memory}} source, ushort version, out {{header.Record.Type.FullName}} header, out {{message.FullName}} message, out {{Known.Error}}? error)
        {
            {{Known.Reader}} reader = new(source, isComplete: false, {{Known.Side}}.{{message.From}}) { Version = version };
            bool isRead = TryReadWhole(ref reader, out header, out message);
            error = reader.Error;
            return isRead;
        }

        """;

    internal static int OffsetOf(HeaderSpec header, MemberSpec member)
    {
        int start = 0;
        foreach (Step step in Layout.Of(header.Record))
        {
            if (step is RunStep run)
            {
                RunItem? found = run.Items.FirstOrDefault(item =>
                    item is ScalarItem scalar ? scalar.Spec.Name == member.Name : item is ConvertedItem converted ? converted.Spec.Name == member.Name : item is BitsItem bits && bits.Parts.Any(part => part.Spec?.Name == member.Name));
                if (found is not null)
                {
                    return start + found.Offset;
                }

                start += run.Size;
            }
            else if (step is MemberStep other)
            {
                if (other.Member.Name == member.Name)
                {
                    return start;
                }

                start += other.Member.Size.Minimum;
            }
        }

        return 0;
    }

    private static string VersionedWrite(MessageSpec message, HeaderSpec header, string given)
    {
        string size = message.Record.IsVersioned ? "GetSize(version)" : "GetSize()";
        return $$"""
            /// <summary>Writes the message behind a header.</summary>
            /// <param name="destination">The buffer, of at least as many bytes as the message takes in the version.</param>
            /// <param name="version">The version of the protocol.</param>
            /// <param name="header">The header's other members. Lengths, constants, the message's id and what the message itself says are filled in.</param>
            /// <returns>How many bytes were written.</returns>
            /// <exception cref="global::System.ArgumentOutOfRangeException">The buffer is too small.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the version has no such message.</exception>
            {{Access(header)}} int Write({{Known.Span}} destination, ushort version, in {{header.Record.Type.FullName}} header)
            {
                {{Known.Writer}} writer = new({{(header.VarInt is null ? "destination" : $"destination.Length > {size} ? destination[..{size}] : destination")}}, {{Known.Side}}.{{message.From}}) { Version = version };
                WriteWhole(ref writer, {{given}});
                return writer.Position;
            }

            /// <summary>Writes the message behind a header into a new array.</summary>
            /// <param name="version">The version of the protocol.</param>
            /// <param name="header">The header's other members. Lengths, constants, the message's id and what the message itself says are filled in.</param>
            /// <returns>The bytes.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't, or the version has no such message.</exception>
            {{Access(header)}} byte[] ToBytes(ushort version, in {{header.Record.Type.FullName}} header)
            {
                byte[] destination = new byte[{{size}}];
                return {{Known.Checks}}.Trim(destination, Write(destination, version, header));
            }

            """;
    }

    private static void EmitWriting(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        RecordSpec record = message.Record;
        string type = record.Type.FullName;
        string headerType = header.Record.Type.FullName;
        List<string> own = [];
        List<string> routed = [];
        if (header.MessageId is { Form: ScalarForm idForm } idMember)
        {
            if (message.Id is { } id)
            {
                own.Add($"{SymbolReading.Escape(idMember.Name)} = {id.Expression}");
            }
            else
            {
                routed.Add($"{SymbolReading.Escape(idMember.Name)} = unchecked(({idForm.TypeName})route.MessageId)");
            }
        }

        if (CorrelationCode.InHeader(header, message.Kind) is { } correlation)
        {
            routed.Add(correlation);
        }

        own.AddRange(message.HeaderValues.Select(value => $"{SymbolReading.Escape(value.Member)} = {value.Expression}"));
        own.AddRange(record.Members.Where(member => member.InHeader is not null)
            .Select(member => $"{SymbolReading.Escape(member.InHeader!)} = {Locals.Property(member.Name)}"));
        string with = own.Count == 0 ? string.Empty : $" with {{ {string.Join(", ", own)} }}";
        string[] all = [.. routed, .. own];
        string fromRoute = all.Length == 0 ? $"default({headerType})" : $"default({headerType}) with {{ {string.Join(", ", all)} }}";
        string writing = message.TakesCallTag ? MessageEmitter.Body(message, $"{CorrelationCode.Routed(message)}WriteWhole(ref frame, {fromRoute})") : $" =>\n    {CorrelationCode.Routed(message)}WriteWhole(ref frame, {fromRoute});";
        string given = own.Count == 0 ? "header" : $"header{with}";
        code.Lines($$"""
            /// <summary>Writes the message behind a header.</summary>
            /// <param name="destination">The buffer, of at least <see cref="{{(record.IsVersioned ? "GetSize()" : "GetSize")}}"/> bytes.</param>
            /// <param name="header">The header's other members. Lengths, constants, the message's id and what the message itself says are filled in.</param>
            /// <returns>How many bytes were written.</returns>
            /// <exception cref="global::System.ArgumentOutOfRangeException">The buffer is too small.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            {{Access(header)}} int Write({{Known.Span}} destination, in {{headerType}} header)
            {
                {{Known.Writer}} writer = new({{(header.VarInt is null ? "destination" : "destination.Length > GetSize() ? destination[..GetSize()] : destination")}}, {{Known.Side}}.{{message.From}});
                WriteWhole(ref writer, {{given}});
                return writer.Position;
            }

            /// <summary>Writes the message behind a header into a new array.</summary>
            /// <param name="header">The header's other members. Lengths, constants, the message's id and what the message itself says are filled in.</param>
            /// <returns>The bytes.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            {{Access(header)}} byte[] ToBytes(in {{headerType}} header)
            {
                byte[] destination = new byte[GetSize()];
                return {{Known.Checks}}.Trim(destination, Write(destination, header));
            }

            {{(TakesVersion(message) ? VersionedWrite(message, header, given) + "\n" : string.Empty)}}void {{Known.Runtime}}.IProtocolMessage<{{type}}>.WriteFrame(ref {{Known.Writer}} frame, in {{Known.Route}} route){{writing}}

            private void WriteWhole(ref {{Known.Writer}} writer, in {{headerType}} header{{(header.VarInt is null ? string.Empty : ", int knownSize = 0, int tooSmall = 0")}})
            """);
        code.Open();
        if (message.Versions is { } versions)
        {
            code.Line($"{Known.Checks}.CheckVersion(writer.Version, \"{message.Name}\", since: {versions.Since}, before: {versions.Before});");
        }

        EmitOrder(header, "writer", code);
        bool isSpan = HeaderEmitter.RunOf(header.Record) is not null;
        if (!isSpan || header.FrameLength is not null || ChecksumCode.IsAround(record, header) || ChecksumCode.IsBeyond(record))
        {
            code.Line("int headerStart = writer.Position;");
        }

        string headerSize = header.Bytes.ToString();
        string varInt = string.Empty;
        if (header.FrameLength is { VarInt: { } form } length)
        {
            string most = record.Size.Maximum is { } maximum ? maximum.ToString() : "int.MaxValue";
            varInt = $"{header.Bytes}, {VarIntCode.Name(form.Format)}";
            code.Line($"int headerRoom = {Known.Runtime}.HeaderFraming.Reserve(ref writer, {varInt}, {most}, {length.Add}, knownSize);");
        }
        else
        {
            code.Line($"{(isSpan ? $"{Known.Span} front" : "_")} = writer.Take({header.Bytes});");
        }

        WriteScope scope = new(record, code);
        WriteBodyEmitter body = new(record, scope) { IsBehindHeader = ChecksumCode.IsBeyond(record) };
        body.Write();
        if (varInt.Length > 0)
        {
            headerSize = "headerSize";
            code.Line($"int headerSize = {Known.Runtime}.HeaderFraming.Settle(ref writer, headerStart, headerRoom, {varInt}, {header.FrameLength!.Add}, tooSmall, isShortest: {(header.VarInt!.Canonical ? "true" : "false")});");
            code.If("headerSize != headerRoom", "WriteWhole(ref writer, in header, headerSize, headerSize > headerRoom ? headerRoom : tooSmall);", "return;");
        }

        string behind = record.Streamed is null ? string.Empty : " + writer.Behind";
        string lengths = string.Concat(header.Record.Members.Where(HeaderEmitter.IsGiven).Select(member => ", " + Amount(header, member, scope.Values.HeaderLengths, behind)));
        if (isSpan)
        {
            code.Line($"header.WriteInFront(front, writer.From{lengths});");
        }
        else
        {
            code.Line($"{Known.Writer} front = new(writer.At(headerStart, {headerSize}), writer.From);");
            code.Line($"header.WriteInFront(ref front{lengths});");
        }

        if (header.VarInt is { } shortest)
        {
            code.Line($"{Known.Runtime}.HeaderFraming.Fill(writer.At(headerStart, headerSize), front.Position, {header.FrameLength!.Offset}, {VarIntCode.Name(shortest.Format)});");
        }

        if (ChecksumCode.IsAround(record, header))
        {
            code.Line($"int headerEnd = headerStart + {headerSize};");
        }

        if (ChecksumCode.IsBeyond(record))
        {
            body.WriteChecksums();
        }

        ChecksumCode.WriteHeader(header, code);
        code.Close();
        code.Line();
    }

    /// <summary>What a computed member of the header counts.</summary>
    private static string Amount(HeaderSpec header, MemberSpec member, Dictionary<string, string> lengths, string behind) =>
        lengths.TryGetValue(member.Name, out string? known) ? known
        : member.Derived is FrameLengthOnlySpec ? (header.VarInt is null ? "writer.Position - headerStart" : $"writer.Position - headerStart - (headerSize - {header.Bytes})") + behind
        : "0";
}

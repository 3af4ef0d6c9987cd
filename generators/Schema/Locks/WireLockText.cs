using System.Text;

namespace ProtoSockets.Schema.Locks;

/// <summary>Writes the wire forms of a project as a lock (<see cref="WireLock"/>): sorted, so that the same definitions give the same text wherever they stand.</summary>
internal static class WireLockText
{
    private const string Head =
        "# What the bytes of this project's records are, agreed on with everybody who has built against them: a change here breaks peers, unless it only adds or renames.\n"
        + "# Written by 'dotnet build -p:UpdateWireLock=true'. Offset, size, member: form. Offsets count from the start of the frame, behind the default envelope;\n"
        + "# two dots stand for what varies.\n";

    /// <summary>The whole text.</summary>
    /// <param name="protocols">The protocols of the project.</param>
    /// <param name="structs">Its wire structs.</param>
    public static string Of(IEnumerable<ProtocolSpec> protocols, IEnumerable<RecordSpec> structs)
    {
        RecordSpec[] records = [.. structs.OrderBy(record => record.Type.FullName, StringComparer.Ordinal)];
        Writer writer = new(new HashSet<string>(records.Select(record => Shapes.Name(record.Type.FullName)), StringComparer.Ordinal));
        foreach (ProtocolSpec protocol in protocols.OrderBy(protocol => protocol.Type.FullName, StringComparer.Ordinal))
        {
            writer.Write(protocol);
        }

        foreach (RecordSpec record in records)
        {
            writer.Line(string.Empty);
            writer.Line("struct " + Shapes.Name(record.Type.FullName));
            writer.Members(record, 0, "  ");
        }

        return Head + writer.Text;
    }

    private sealed class Writer(HashSet<string> own)
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString();

        public void Line(string line) => _text.Append(line).Append('\n');

        public void Write(ProtocolSpec protocol)
        {
            Line(string.Empty);
            Line("protocol " + Shapes.Name(protocol.Type.FullName));
            Line("  framing = " + Shapes.Of(protocol.Framing));
            if (protocol.Header is { } header)
            {
                Line(string.Empty);
                Line("  header " + Shapes.Name(header.Record.Type.FullName));
                if (header.From != Side.Both)
                {
                    Line($"    sent by = {header.From.ToString().ToLowerInvariant()}");
                }

                Role("message id", header.MessageId?.Name);
                Role("correlation id", header.CorrelationId?.Name);
                if (header.FrameLength is { } length)
                {
                    Line($"    frame length = {Shapes.Member(length.Member)} {(length.Add < 0 ? '-' : '+')} {Math.Abs(length.Add)}");
                }

                Members(header.Record, 0, "    ");
            }

            IEnumerable<(string Kind, string[] Ids, MessageSpec Message)> messages = protocol.Messages
                .Select(message => (Kind(message), IdsOf(message), message))
                .OrderBy(item => item.message.Id?.Value ?? (item.message.AnsweredIds.Count == 0 ? long.MaxValue : item.message.AnsweredIds.Min(id => id.Value)))
                .ThenBy(item => item.message.Kind)
                .ThenBy(item => item.message.From)
                .ThenBy(item => item.message.FullName, StringComparer.Ordinal);
            foreach ((string kind, string[] ids, MessageSpec message) in messages)
            {
                HeaderSpec? inFront = protocol.HeaderOf(message);
                Line(string.Empty);
                Line($"  {kind} {(ids.Length == 0 ? "-" : string.Join(",", ids))} {Shapes.Name(message.FullName)}");
                if (message.ReplyType is { } reply)
                {
                    string count = message.StreamsReplies ? ", a stream" : message.Replies switch { ReplyCount.Many => ", many times", ReplyCount.OneOrNone => ", or not at all", _ => string.Empty };
                    Line($"    answered by = {Shapes.Record(reply, string.Empty)}{count}");
                }

                if (message.Takes is { } item)
                {
                    Line($"    takes = {Shapes.Record(item, string.Empty)}, a stream");
                }

                if (message.ErrorWhen is { } when)
                {
                    Line($"    told by = \"{when}\"");
                }

                foreach (HeaderValueSpec value in message.HeaderValues)
                {
                    Line($"    header member {Place(inFront!, value.Member)} = \"{value.Member}\" {value.Value}");
                }

                foreach (GroupSpec group in message.Record.Groups.Concat(message.Record.HeaderCounts).Where(group => group.Field.InHeader && !group.IsAbsent))
                {
                    IEnumerable<string> counted = message.Record.Members.Skip(group.First).Take(group.Last - group.First + 1)
                        .Where(member => member.InHeader is null).Select(member => Shapes.Member(member.Name));
                    Line($"    counted by header member {Place(inFront!, group.Field.Name)} = \"{group.Field.Name}\" {string.Join(", ", counted)}");
                }

                Members(message.Record, inFront is null ? 0 : inFront.VarInt is null ? inFront.Bytes : null, "    ", inFront);
            }
        }

        public void Members(RecordSpec record, int? start, string indent, HeaderSpec? header = null)
        {
            foreach (MemberSpec member in record.Members.Where(member => member.InHeader is not null))
            {
                Line($"{indent}header    ..  {member.Name}: member {(header is null ? -1 : Place(header, member.InHeader!))} \"{member.InHeader}\"");
            }

            if (Shapes.Of(record.Line) is { Length: > 0 } line)
            {
                Line($"{indent}line = {line}");
            }

            int? offset = start;
            int bits = 0;
            foreach (ShapeLine part in Shapes.Lines(record.Members.Where(member => member.InHeader is null), record.Trailer, record.BitNumbering))
            {
                if (part.Bits == 0)
                {
                    offset += bits / 8;
                    bits = 0;
                }

                string place = offset is null ? ".." : part.Bits == 0 ? $"{offset}" : $"{offset + (bits / 8)}.{bits % 8}";
                string size = part.Bits > 0 ? "." + part.Bits : part.Size.FixedSize?.ToString() ?? "..";
                Line($"{indent}{place,6}  {size,4}  {(part.Name is null ? string.Empty : part.Name + ": ")}{WithoutOwnShapes(part.Text)}");
                bits += part.Bits;
                offset = part.Bits > 0 ? offset : offset + part.Size.FixedSize;
            }
        }

        /// <summary>What a message is, and who sends it where that is not told by what it is: requests are the client's, replies and errors the server's.</summary>
        private static string Kind(MessageSpec message)
        {
            string side = message.From == Side.Both ? "both" : message.From.ToString().ToLowerInvariant();
            return message.Kind switch
            {
                MessageKind.Request => message.From == Side.Client ? "request" : side + "-request",
                MessageKind.Reply => message.From == Side.Server ? "reply" : side + "-reply",
                MessageKind.Item => "item",
                MessageKind.Error => message.From == Side.Server ? "error" : side + "-error",
                _ => message.From == Side.Both ? "message" : side,
            };
        }

        /// <summary>The ids that a message travels under: its own, with the value of the header that tells it from others of that id, or those of the requests that it answers.</summary>
        private static string[] IdsOf(MessageSpec message) =>
            message.Id is { } id ? [message.Told is { } told ? $"{id.Value}/{told.Value}" : $"{id.Value}"]
            : [.. message.AnsweredIds.Select(answered => answered.Value).Distinct().OrderBy(value => value).Select(value => $"{value}")];

        /// <summary>The place of a member among those of the header.</summary>
        private static int Place(HeaderSpec header, string member) => header.Record.Members.TakeWhile(candidate => candidate.Name != member).Count();

        private void Role(string role, string? member)
        {
            if (member is not null)
            {
                Line($"    {role} = {Shapes.Member(member)}");
            }
        }

        /// <summary>Records that have a place of their own in the lock are named only; of those from elsewhere the shape is repeated.</summary>
        private string WithoutOwnShapes(string text)
        {
            StringBuilder result = new();
            for (int index = 0; index < text.Length;)
            {
                int open = text.IndexOf('<', index);
                int close = open < 0 ? -1 : text.IndexOf('>', open);
                if (close < 0)
                {
                    return result.Append(text, index, text.Length - index).ToString();
                }

                result.Append(text, index, close + 1 - index);
                index = close + 1;
                if (own.Contains(text.Substring(open + 1, close - open - 1)))
                {
                    index = ShapeEnd(text, index);
                }
            }

            return result.ToString();
        }

        /// <summary>Where the shape ends that starts here: behind its closing brace, or behind <c>again 1</c> within a record that contains itself.</summary>
        private static int ShapeEnd(string text, int index)
        {
            if (string.CompareOrdinal(text, index, "again ", 0, 6) == 0)
            {
                index += 6;
                while (index < text.Length && char.IsDigit(text[index]))
                {
                    index++;
                }

                return index;
            }

            int depth = 0;
            for (int end = index; end < text.Length; end++)
            {
                depth += text[end] switch { '{' => 1, '}' => -1, _ => 0 };
                if (depth == 0)
                {
                    return text[end] == '}' ? end + 1 : index;
                }
            }

            return index;
        }
    }
}

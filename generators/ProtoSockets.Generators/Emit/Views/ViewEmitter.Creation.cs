using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>The fields, and what makes a view.</content>
internal sealed partial class ViewEmitter
{
    private void EmitFields()
    {
        if (_isPlain)
        {
            _code.Line($"private {Known.ReadOnlySpan} _message;");
            _code.Line($"private {Known.Memory} _memory;");
            _code.Line($"private {Known.Side} _from;");
            if (_record.IsVersioned)
            {
                _code.Line("private ushort _version;");
            }
        }
        else
        {
            _code.Line($"private {Known.Reader} _reader;");
        }

        _code.Line("private int _start;");
        _code.Line("private int _end;");
        if (_header is not null)
        {
            _code.Line($"private {HeaderType} _header;");
        }

        if (_tagType is not null)
        {
            _code.Line($"private {_tagType} _tag;");
        }

        if (_union is not null)
        {
            _code.Line("private CaseKind _kind;");
        }

        foreach ((string type, string name) in _fields.All)
        {
            _code.Line($"private {type} {name};");
        }

        _code.Line();
    }

    private void EmitCreate()
    {
        bool isVersioned = _message is not null ? _message.IsVersioned && VersionCode.Own(_record) is null : _record.IsVersioned;
        foreach ((string source, string note) in new[]
        {
            (Known.Memory, "The bytes; members of a record that is made of the view point into them."),
            (Known.ReadOnlySpan, "The bytes; a record that is made of the view gets a copy of what it keeps."),
        })
        {
            EmitTryCreate(source, note, version: false);
            if (isVersioned)
            {
                EmitTryCreate(source, note, version: true);
            }
        }

        (string parameter, string argument) = _tagType is null ? (string.Empty, string.Empty) : ($"{_tagType} tag, ", "tag, ");
        _code.Line($"static bool {Interface}.TryCreate(scoped ref {Known.Reader} reader, {parameter}out {View} view) => Create(ref reader, {argument}out view);");
        _code.Line();
        if (IsMessage)
        {
            EmitFrame();
        }

        foreach (string line in _walk.TrimEnd('\n').Split('\n'))
        {
            _code.Line(line);
        }

        _code.Line();
        if (_isPlain)
        {
            EmitPlainCreate();
        }
    }

    private void EmitTryCreate(string source, string note, bool version)
    {
        string parameter = (_tagType is null ? string.Empty : $"{_tagType} tag, ") + (version ? "ushort version, " : string.Empty);
        string initializer = version ? " { Version = version }" : string.Empty;
        string kind = _header is null ? string.Empty : "Message";
        bool isMemory = source == Known.Memory;
        _code.Lines($$"""
            /// <summary>Makes a view of bytes: finds where each member is. Values of members are checked when they are asked for.</summary>
            /// <param name="source">{{note}}{{(_header is null ? string.Empty : " They are a whole frame, header included.")}}</param>
            """);
        if (_tagType is not null)
        {
            _code.Line("/// <param name=\"tag\">The tag, which the bytes do not have.</param>");
        }

        if (version)
        {
            _code.Line("/// <param name=\"version\">The version of the protocol.</param>");
        }

        _code.Lines($$"""
            /// <param name="view">The view.</param>
            /// <param name="error">What is wrong, as reading the record says it, and whether more bytes could help; null when there is a view.</param>
            /// <returns>Whether there is one.</returns>
            {{(_isPlain ? SpanWalk.Inlined + "\n" : string.Empty)}}public static bool TryCreate({{source}} source, {{parameter}}out {{View}} view, out {{Known.Error}}? error)
            {
            """);
        (string told, string type) = _tagType is null ? (string.Empty, _type) : ("tag, ", $"{_type}, {_tagType}");
        string create = $"Create(ref reader, {told}out view)";
        if (_isPlain)
        {
            _code.Lines($$"""
                    if (TryPlace(source{{(isMemory ? ".Span" : string.Empty)}}, 0, {{From}}, {{(_record.IsVersioned ? version ? "version, " : "ushort.MaxValue, " : string.Empty)}}out view))
                    {{{(isMemory ? "\n        view._memory = source;" : string.Empty)}}
                        error = null;
                        return true;
                    }

                """);
        }
        else
        {
            _code.Lines($$"""
                    {{Known.Reader}} reader = new(source, isComplete: false, {{From}}){{initializer}};
                    if ({{create}})
                    {
                        error = null;
                        return true;
                    }

                """);
        }

        _code.Lines($$"""
                view = default;
                error = {{Known.Views}}.Refused{{kind}}<{{type}}>({{(_isPlain && !_record.IsVersioned
                    ? $"source{(isMemory ? ".Span" : string.Empty)}, {From}"
                    : $"new {Known.Reader}(source, isComplete: false, {From}){initializer}{(_tagType is null ? string.Empty : ", tag")}")}});
                return false;
            }

            """);
    }

    private void EmitFrame()
    {
        string envelope = _usesEnvelope ? $"{Known.Views}.TryReadEnvelope(ref frame{(_message!.Id is { } id ? $", {id.Value}" : string.Empty)}) && " : string.Empty;
        string version = _header is null ? VersionCode.TryVersion(_message!, "frame") : string.Empty;
        string end = _header is null ? " && frame.TryEnd()" : string.Empty;
        _code.Line($"static bool {MessageInterface}.TryCreateFrame(scoped ref {Known.Reader} frame, out {View} view)");
        _code.Open();
        _code.Line("view = default;");
        _code.Line($"return {envelope}{version}Create(ref frame, out view){end};");
        _code.Close();
        _code.Line();
    }

    /// <summary>What makes a view of a plain record where there is a reader. Reading the record says what is wrong.</summary>
    private void EmitPlainCreate()
    {
        string read = _header is null
            ? $"{Known.Views}.Refuse<{_type}>(ref reader)"
            : $"{Known.Views}.RefuseMessage<{_type}>(ref reader)";
        _code.Lines($$"""
            private static bool Create(scoped ref {{Known.Reader}} reader, out {{View}} view)
            {
                if (!TryPlace({{Known.Views}}.Within(in reader), reader.Position, reader.From, {{(_record.IsVersioned ? "reader.Version, " : string.Empty)}}out view))
                {
                    view = default;
                    return {{read}};
                }

                view._memory = {{Known.Views}}.MemoryOf(in reader);
                reader.MoveTo(view._end);
                return true;
            }

            """);
    }

    /// <summary>The method that finds the members with a reader: the statements of <c>TryRead</c>, without reading what nothing needs.</summary>
    private string ReaderWalk(out ViewFields fields)
    {
        // What a statement refers to has to be read, which can refer to more: until nothing is added.
        HashSet<string> needed = new(StringComparer.Ordinal);
        while (true)
        {
            SourceWriter code = new();
            fields = new ViewFields(_record);
            Locals locals = EmitReaderWalk(code, fields, needed);
            string text = code.ToString();
            string[] more = [.. _record.Members.Select(member => member.Name).Where(name => !needed.Contains(name) && Identifiers.Mentions(text, locals.Of(name)))];
            if (more.Length == 0)
            {
                return text;
            }

            needed.UnionWith(more);
        }
    }

    private Locals EmitReaderWalk(SourceWriter code, ViewFields fields, HashSet<string> needed)
    {
        code.Line($"private static bool Create(scoped ref {Known.Reader} reader, {(_tagType is null ? string.Empty : _tagType + " tag, ")}out {View} view)");
        code.Open();
        code.Line("view = default;");
        code.Line("view._reader = reader;");
        code.Line("view._start = reader.Position;");
        if (_tagType is not null)
        {
            code.Line("view._tag = tag;");
        }

        if (_record.IsRecursive)
        {
            code.If("!reader.TryDescend()", "return false;");
        }

        if (_header is not null)
        {
            ViewHeader.EmitWalk(_record, _message!, _header, code);
            code.Line("view._header = header;");
            if (_header.Record.Members.Any(member => member.SwitchesOrder is not null))
            {
                code.Line("view._reader.IsLittleEndian = reader.IsLittleEndian;");
            }
        }

        ReadScope scope = new(_record, code) { Walk = new ViewWalk(fields, needed) };
        ReadBodyEmitter body = new(_record, scope)
        {
            EnclosingField = _header?.FrameLength?.Member,
            Verify = _header is null ? null : () => ChecksumCode.VerifyHeader(_header, code),
        };
        string record = scope.Locals.New("record");
        if (CheckCode.LooksAtAll(_record))
        {
            code.Line($"{_type} {record};");
        }

        body.Write(record);
        if (_header is not null)
        {
            code.If(_header.FrameLength is null || _record.Streamed is not null ? "!reader.TryEnd()" : "!(reader.TryLeave(bodyEnd) && reader.TryEnd())", "return false;");
        }

        if (_record.IsRecursive)
        {
            code.Line("reader.Ascend();");
        }

        code.Line("view._end = reader.Position;");
        code.Line("return true;");
        code.Close();
        return scope.Locals;
    }
}

using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>The fields, and what makes a view.</content>
internal sealed partial class ViewEmitter
{
    private void EmitFields()
    {
        if (IsLightView)
        {
            _code.Line($"private readonly {Known.ReadOnlySpan} _head;");
            _code.Line($"private readonly {Known.Side} _from;");
            _code.Line();
            _code.Open($"private {View}({Known.ReadOnlySpan} head, {Known.Side} from)");
            _code.Line("_head = head;");
            _code.Line("_from = from;");
            _code.Close();
            _code.Line();
            return;
        }

        _code.Line($"private {Known.Reader} _reader;");
        _code.Line("private readonly int _start;");
        _code.Line("private readonly int _limit;");
        if (!_layout.IsFixed)
        {
            _code.Line("private int _step;");
        }

        if (_layout.Head is not null)
        {
            _code.Line($"private readonly {Known.ReadOnlySpan} _head;");
        }

        if (_header is not null)
        {
            _code.Line($"private readonly {HeaderType} _header;");
        }

        for (int index = 0; index <= (_layout.IsFixed ? 0 : _layout.Steps.Count); index++)
        {
            _code.Line($"private int _at{index};");
            if (index < _layout.Steps.Count && _layout.Steps[index] is ConditionalStep conditional)
            {
                _code.Line($"private bool _has{index};");
                if (HasInside(conditional))
                {
                    _code.Line($"private int _inside{index};");
                }
            }
            else if (index < _layout.Steps.Count && _layout.Steps[index] is EnterStep)
            {
                _code.Line($"private int _outer{index};");
            }
        }

        _code.Line();
        string head = _layout.Head is null ? string.Empty : $", {Known.ReadOnlySpan} head";
        string header = _header is null ? string.Empty : $", {HeaderType} header";
        _code.Open($"private {View}({Known.Reader} reader, int start, int limit, int body{head}{header})");
        _code.Line("_reader = reader;");
        _code.Line("_start = start;");
        _code.Line("_limit = limit;");
        _code.Line("_at0 = body;");
        if (_header is not null)
        {
            _code.Line("_header = header;");
        }

        if (_layout.Head is not null)
        {
            _code.Line("_head = head;");
            if (!_layout.IsFixed)
            {
                _code.Line("_step = 1;");
                _code.Line("_at1 = reader.Position;");
            }
        }

        _code.Close();
        _code.Line();
    }

    private static bool HasInside(ConditionalStep step) => step.Steps.OfType<RunStep>().Any() && step.Steps.OfType<MemberStep>().Any();

    private void EmitCreate()
    {
        foreach ((string source, string note) in new[]
        {
            (Known.Memory, "The bytes; members of a record that is made of the view point into them."),
            (Known.ReadOnlySpan, "The bytes; a record that is made of the view gets a copy of what it keeps."),
        })
        {
            _code.Lines($$"""
                /// <summary>Makes a view of bytes. Only what has a fixed place is checked to be there.</summary>
                /// <param name="source">{{note}}{{(_header is null ? string.Empty : " They are a whole frame, header included.")}}</param>
                /// <param name="view">The view.</param>
                /// <param name="error">What is wrong, and whether more bytes could help; null when there is a view.</param>
                /// <returns>Whether there is one.</returns>
                public static bool TryCreate({{source}} source, out {{View}} view, out {{Known.Error}}? error)
                {
                    {{Known.Reader}} reader = new(source, isComplete: false, {{From}});
                    bool isCreated = Create(ref reader, out view);
                    error = reader.Error;
                    return isCreated;
                }

                """);
        }

        _code.Line($"static bool {Interface}.TryCreate(scoped ref {Known.Reader} reader, out {View} view) => Create(ref reader, out view);");
        _code.Line();
        EmitSkip();
        if (IsMessage)
        {
            string envelope = _usesEnvelope ? $"{Known.Views}.TryReadEnvelope(ref frame) && " : string.Empty;
            _code.Line($"static bool {MessageInterface}.TryCreateFrame(scoped ref {Known.Reader} frame, out {View} view)");
            _code.Open();
            _code.Line("view = default;");
            _code.Line($"return {envelope}Create(ref frame, out view);");
            _code.Close();
            _code.Line();
        }

        _code.Line($"private static bool Create(scoped ref {Known.Reader} reader, out {View} view)");
        _code.Open();
        _code.Line("view = default;");
        if (!IsLightView)
        {
            _code.Line("int start = reader.Position;");
            _code.Line($"int limit = {Known.Views}.Limit(in reader);");
        }

        string body = "start";
        if (_header is not null)
        {
            EmitCreateHeader();
            body = "body";
        }

        if (_layout.Head is { } head)
        {
            _code.If(
                $"!reader.TryTake({head.Size}, out {Known.ReadOnlySpan} head)",
                $"return reader.Truncated(Run{head.Number}Members, Run{head.Number}Ends);");
            EmitVersion(head, "head");
        }

        if (IsLightView)
        {
            _code.Line($"view = new {View}({(_layout.Head is null ? "default" : "head")}, reader.From);");
        }
        else
        {
            _code.Line($"view = new {View}(reader, start, limit, {body}{(_layout.Head is null ? string.Empty : ", head")}{(_header is null ? string.Empty : ", header")});");
        }

        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    private void EmitCreateHeader()
    {
        string name = _header!.Record.Type.Name;
        string failed = $"return reader.In(\"{name}\");";
        if (!HasView(_header.Record))
        {
            _code.If($"!{HeaderType}.TryRead(ref reader, out {HeaderType} header)", failed);
        }
        else if (IsLight(_header.Record))
        {
            _code.If($"!{Known.Views}.TryCreate(ref reader, out {HeaderType} header)", failed);
        }
        else
        {
            _code.Line($"{Known.Reader} front = reader;");
            _code.If($"!{Known.Views}.TrySkip<{HeaderType}>(ref reader)", failed);
            _code.Line($"_ = {Known.Views}.TryCreate(ref front, out {HeaderType} header);");
        }

        _code.Line("int body = reader.Position;");
        if (_header.FrameLength is { } length)
        {
            int self = _header.Bytes - length.Add;
            string arguments = self == 0 ? string.Empty : $"bias: 0, unit: 1, self: {self}, ";
            _code.If(
                $"!{Known.Checks}.TryLength(ref reader, \"{name}.{length.Member}\", header.{SymbolReading.Escape(length.Member)}, {arguments}out int bodyBytes)",
                "return false;");
            _code.If("!reader.TryEnter(bodyBytes, out _)", "return false;");
        }
    }

    private void EmitSkip()
    {
        _code.Line($"static bool {Interface}.TrySkip(scoped ref {Known.Reader} reader)");
        _code.Open();
        if (_header is null && _layout.IsFixed)
        {
            if (_layout.Head is { } head)
            {
                _code.If($"!reader.TryTake({head.Size}, out _)", $"return reader.Truncated(Run{head.Number}Members, Run{head.Number}Ends);");
            }

            _code.Line("return true;");
        }
        else if (_layout.IsFixed)
        {
            _code.Line("return Create(ref reader, out _);");
        }
        else
        {
            if (_record.IsRecursive)
            {
                _code.If("!reader.TryDescend()", "return false;");
            }

            _code.If($"!Create(ref reader, out {View} view)", "return false;");
            _code.Line($"bool isPassed = view.TryPass({_layout.Steps.Count});");
            _code.Line("reader = view._reader;");
            if (_record.IsRecursive)
            {
                _code.Line("reader.Ascend();");
            }

            _code.Line("return isPassed;");
        }

        _code.Close();
        _code.Line();
    }
}

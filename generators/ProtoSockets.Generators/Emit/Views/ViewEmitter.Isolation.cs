using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>Statements of TryRead that stand by themselves.</content>
internal sealed partial class ViewEmitter
{
    /// <summary>The methods that read the members of a step which lie at no constant offset.</summary>
    private void EmitStepParts(int index)
    {
        foreach (MemberSpec member in _record.Members.Where(member => member.InHeader is null))
        {
            ViewPlace place = _layout.PlaceOf(member.Name);
            if (place.Step != index || ViewLayout.IsDirect(place, member) || (place.Member is not null && NestedView(member) is not null))
            {
                continue;
            }

            MemberSpec bare = Bare(member);
            _code.Open($"private bool {Take(member)}(scoped ref {Known.Reader} reader, out {TakenType(member, place)} value)");
            _code.Line("value = default!;");
            Isolated(member, body => Read(body, bare, place, isView: true));
            _code.Line("return true;");
            _code.Close();
            _code.Line();
        }
    }

    /// <summary>Writes the statements that read a member by itself and set <c>value</c>.</summary>
    private static void Read(ReadBodyEmitter body, MemberSpec bare, ViewPlace place, bool isView)
    {
        string local = body.Scope.Locals.Of(bare.Name);
        if (place.Member is null)
        {
            string span = body.Scope.Locals.New("run");
            body.Scope.Code.If($"!reader.TryTake({place.Run!.Size}, out {Known.ReadOnlySpan} {span})", $"return reader.In(\"{bare.Name}\");");
            body.WriteItem(place.Run, WithoutCondition(place.Item!), span);
        }
        else if (isView && FormView(bare) is not null)
        {
            FormCode.Of(bare).ReadView(body.Scope, place.Member.Prefix, local);
        }
        else
        {
            body.WriteMember(place.Member with { Member = bare });
        }

        body.Scope.Code.Line($"value = {local};");
    }

    private static RunItem WithoutCondition(RunItem item) => item switch
    {
        ScalarItem scalar => scalar with { Spec = Bare(scalar.Spec) },
        ConvertedItem converted => converted with { Spec = Bare(converted.Spec) },
        BitsItem bits => bits with { Parts = [.. bits.Parts.Select(part => part.Spec is null ? part : part with { Spec = Bare(part.Spec) })] },
        _ => item,
    };

    /// <summary>A member as the record has it, for conditions and codecs that ask for it.</summary>
    private void EmitAsRecord(MemberSpec member)
    {
        ViewPlace place = _layout.PlaceOf(member.Name);
        _code.Open($"private {NullableType(member)} {Free("Record" + member.Name)}()");
        _code.Line($"Pass({place.Step + 1});");
        if (place.IsConditional)
        {
            _code.If($"!_has{place.Step}", $"return {AbsentValue(member)};");
        }

        _code.Line($"{Known.Reader} reader = {ReaderAt(place)};");
        _code.If($"!{Free("TryRecord" + member.Name)}(ref reader, out {member.TypeName} value)", $"{Known.Views}.Throw(ref reader);");
        _code.Line("return value;");
        _code.Close();
        _code.Line();
        _code.Open($"private bool {Free("TryRecord" + member.Name)}(ref {Known.Reader} reader, out {member.TypeName} value)");
        _code.Line("value = default!;");
        Isolated(member, body => Read(body, Bare(member), place, isView: false));
        _code.Line("return true;");
        _code.Close();
        _code.Line();
    }

    /// <summary>
    /// Writes statements of <c>TryRead</c> by themselves: what they refer to of other members and of runs is fetched in front of them. Which that is their text says, so that forms need no
    /// second description for views.
    /// </summary>
    private void Isolated(MemberSpec member, Action<ReadBodyEmitter> write)
    {
        SourceWriter scratch = new();
        ReadBodyEmitter body = new(_record, scratch);
        body.Scope.Property = property => body.Probe(property, _record.Members.TakeWhile(other => other.Name != member.Name).Select(other => other.Name));
        foreach (RunStep run in Layout.Runs(_layout.Steps))
        {
            body.Scope.Runs[run.Number] = $"bytesOfRun{run.Number}";
        }

        write(body);
        string text = scratch.ToString();
        if (_header is not null && Mentions(text, "header"))
        {
            _code.Line($"{HeaderType} header = _header;");
        }

        foreach (RunStep run in Layout.Runs(_layout.Steps).Where(run => Mentions(text, $"bytesOfRun{run.Number}")))
        {
            int step = _layout.StepOf(run.Number);
            string bytes = step < 0 ? Slice(_layout.PlaceOf(member.Name).Step, run) : step == 0 ? "_head" : Slice(step, run);
            _code.Line($"{Known.ReadOnlySpan} bytesOfRun{run.Number} = {bytes};");
        }

        foreach (MemberSpec other in _record.Members.Where(other => other.Name != member.Name))
        {
            string local = body.Scope.Locals.Of(other.Name);
            if (Mentions(text, local))
            {
                _code.Line($"{NullableType(other)} {local} = {ValueOf(other)};");
            }
        }

        foreach (string line in text.TrimEnd('\n').Split('\n'))
        {
            _code.Line(line);
        }
    }

    /// <summary>Whether code has an identifier that stands for itself: not a member of something, not in the middle of a word, not in quotes.</summary>
    private static bool Mentions(string text, string name)
    {
        for (int found = text.IndexOf(name, StringComparison.Ordinal); found >= 0; found = text.IndexOf(name, found + 1, StringComparison.Ordinal))
        {
            bool isStart = found == 0 || !(IsOfWord(text[found - 1]) || text[found - 1] is '.' or '@' or '"');
            int end = found + name.Length;
            if (isStart && (end == text.Length || !(IsOfWord(text[end]) || text[end] == '"')))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>The expression of a member as the record has it.</summary>
    private string ValueOf(MemberSpec member)
    {
        if (member.InHeader is { } inHeader)
        {
            return HeaderValue(inHeader);
        }

        ViewPlace place = _layout.PlaceOf(member.Name);
        if (TypeOf(member, place) == NullableType(member))
        {
            return $"this.{PropertyOf(member)}";
        }

        if (!_asRecord.Contains(member.Name))
        {
            _asRecord.Add(member.Name);
        }

        return $"{Free("Record" + member.Name)}()";
    }

    /// <summary>The expression of a header's member as the record has it.</summary>
    private string HeaderValue(string name)
    {
        MemberSpec member = _header!.Record.Members.First(candidate => candidate.Name == name);
        if (!HasView(_header.Record))
        {
            return $"_header.{SymbolReading.Escape(name)}";
        }

        ViewLayout layout = new(_header.Record, null);
        return TypeOf(member, layout.PlaceOf(name)) == member.TypeName ? $"_header.{PropertyOf(member)}" : $"_header.ToRecord().{SymbolReading.Escape(name)}";
    }
}

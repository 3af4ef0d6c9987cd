using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>The properties.</content>
internal sealed partial class ViewEmitter
{
    private void EmitProperty(MemberSpec member)
    {
        string name = PropertyOf(member);
        string access = member.IsHidden ? "internal" : "public";
        if (member.InHeader is { } inHeader)
        {
            Document(member, "from the header");
            _code.Line($"{access} readonly {member.TypeName} {name} => {HeaderValue(inHeader)};");
            _code.Line();
            return;
        }

        ViewPlace place = _layout.PlaceOf(member.Name);
        if (place.IsConditional && TypeOf(member, place) != member.TypeName + "?")
        {
            EmitHas(member, place, access);
        }

        if (ViewLayout.IsDirect(place, member))
        {
            EmitDirect(member, place, $"{access} {{0}}{NullableType(member)} {name}");
            return;
        }

        EmitTaken(member, place, $"{access} {TypeOf(member, place)} {name}");
    }

    private void Document(MemberSpec member, string? note = null)
    {
        string condition = member.Condition is null ? string.Empty
            : member.Condition.IsOptional ? ", when bytes are left"
            : $", when {member.Condition.Name} says that it is there";
        condition += member.Versions is null ? string.Empty : $", {member.Versions}";
        _code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>{(note is null ? string.Empty : ", " + note)}{LayoutTable.Escape(condition)}.</summary>");
    }

    private void EmitHas(MemberSpec member, ViewPlace place, string access)
    {
        string has = "Has" + member.Name;
        if (_names.Contains(has))
        {
            if (member.Condition?.Name == has)
            {
                return;
            }

            has = member.Name + "IsPresent";
        }

        if (!_names.Add(has))
        {
            return;
        }

        _code.Line($"/// <summary>Whether <c>{LayoutTable.Escape(member.Name)}</c> is there.</summary>");
        _code.Open($"{access} bool {has}");
        _code.Open("get");
        _code.Line($"Pass({place.Step + 1});");
        _code.Line($"return _has{place.Step};");
        _code.Close();
        _code.Close();
        _code.Line();
    }

    /// <summary>A number at a constant offset of a run.</summary>
    private void EmitDirect(MemberSpec member, ViewPlace place, string head)
    {
        Document(member);
        bool isHead = place.Step == 0 && !place.IsConditional && _layout.Head is not null;
        bool isReadOnly = isHead && !IsLightView;
        if (isHead && place.Item is ScalarItem scalar)
        {
            _code.Line($"{head.Replace("{0}", isReadOnly ? "readonly " : string.Empty)} => {Scalars.Read(scalar.Form, "_head", scalar.Offset)};");
            _code.Line();
            return;
        }

        _code.Open(head.Replace("{0}", isReadOnly ? "readonly " : string.Empty));
        _code.Open("get");
        string span = "_head";
        if (!isHead)
        {
            span = "run";
            _code.Line($"Pass({place.Step + 1});");
            if (place.IsConditional)
            {
                _code.If($"!_has{place.Step}", $"return {AbsentValue(member)};");
            }

            _code.Line($"{Known.ReadOnlySpan} run = {Slice(place.Step, place.Run!)};");
        }

        if (place.Item is ScalarItem number)
        {
            _code.Line($"return {Scalars.Read(number.Form, span, number.Offset)};");
        }
        else
        {
            BitsItem bits = (BitsItem)place.Item!;
            _code.Line($"{Scalars.ContainerType(bits)} bits = {Scalars.LoadContainer(bits, span)};");
            _code.Line($"return {Scalars.ReadBits((BitsForm)member.Form, place.Part!, "bits", bits.Size > 4)};");
        }

        _code.Close();
        _code.Close();
        _code.Line();
    }

    private static string Slice(int step, RunStep run) => $"_reader.Message.Slice(_at{step}, {run.Size})";

    private static string NullableType(MemberSpec member) => member.IsNullable ? member.TypeName + "?" : member.TypeName;

    /// <summary>What the record has in place of a member that is not there.</summary>
    private static string AbsentValue(MemberSpec member) => member.IsNullable ? "null" : ReadBodyEmitter.Absent(member);

    private static MemberSpec Bare(MemberSpec member) => member with { Condition = null, Versions = null };

    private static string? NestedView(MemberSpec member) => member.Form is StructForm { HasView: true } record ? $"{record.TypeName}.{View}" : null;

    private static string? FormView(MemberSpec member) => member.Form is VarIntForm ? null : FormCode.Of(member).ViewType;

    /// <summary>The type of a member's property.</summary>
    private static string TypeOf(MemberSpec member, ViewPlace place) => place.Member is null
        ? NullableType(member)
        : NestedView(member) ?? FormView(member) ?? NullableType(member);

    /// <summary>A member that is found by a reader: one of its own, or a number of a form that needs more than its bytes.</summary>
    private void EmitTaken(MemberSpec member, ViewPlace place, string head)
    {
        Document(member);
        _code.Open(head);
        _code.Open("get");
        _code.Line($"Pass({place.Step + 1});");
        string? nested = place.Member is null ? null : NestedView(member);
        if (place.IsConditional)
        {
            _code.If(
                $"!_has{place.Step}",
                nested is not null ? $"{Known.Views}.ThrowAbsent(\"{member.Name}\");"
                : place.Member is not null && FormView(member) is not null ? "return default;"
                : $"return {AbsentValue(member)};");
        }

        _code.Line($"{Known.Reader} reader = {ReaderAt(place)};");
        _code.If(
            nested is not null ? $"!{Known.Views}.TryCreate(ref reader, out {nested} value)" : $"!{Take(member)}(ref reader, out {TakenType(member, place)} value)",
            $"{Known.Views}.Throw(ref reader);");
        _code.Line("return value;");
        _code.Close();
        _code.Close();
        _code.Line();
    }

    /// <summary>A reader at the start of a member that was passed over.</summary>
    private string ReaderAt(ViewPlace place)
    {
        bool isInside = place.IsConditional && place.Member is not null && HasInside((ConditionalStep)_layout.Steps[place.Step]);

        // What takes the rest leaves room for what is behind it, here too.
        LengthSource? length = place.Member?.Member.Form switch { TextForm text => text.Length, BytesForm bytes => bytes.Length, ListForm list => list.Length, _ => null };
        string tail = length is Rest { Tail: > 0 and int behind } ? $" + {behind}" : string.Empty;
        return $"{Known.Views}.At(in _reader, {(isInside ? "_inside" : "_at")}{place.Step}, _at{place.Step + 1}{tail})";
    }

    private static string TakenType(MemberSpec member, ViewPlace place) => (place.Member is null ? null : FormView(member)) ?? member.TypeName;

    private string Take(MemberSpec member) => Free("Take" + member.Name);

    private string Free(string name)
    {
        while (_names.Contains(name))
        {
            name += "_";
        }

        return name;
    }
}

using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>The properties.</content>
internal sealed partial class ViewEmitter
{
    /// <summary>The members that have a method which reads them.</summary>
    private readonly List<MemberSpec> _reads = [];

    private void EmitProperty(MemberSpec member)
    {
        string name = PropertyOf(member);
        string access = member.IsHidden ? "internal" : "public";
        if (member.IsTag)
        {
            Document(member, "which the bytes do not have");
            _code.Line($"{access} readonly {member.TypeName} {name} => _tag;");
            _code.Line();
            return;
        }

        if (member.InHeader is { } inHeader)
        {
            Document(member, "from the header");
            _code.Line($"{access} readonly {member.TypeName} {name} => {ViewHeader.ValueOf(_header!, inHeader, "_header")};");
            _code.Line();
            return;
        }

        ViewKind kind = ViewForms.KindOf(member);
        ViewPart part = _fields.Of(member.Name);
        string type = ViewForms.TypeOf(member);
        if (part.Has is not null && type != member.TypeName + "?")
        {
            EmitHas(member, part, access);
        }

        Document(member, kind == ViewKind.Cases ? "the bytes of the case" : null);
        string head = $"{access} readonly {type} {name}";
        switch (kind)
        {
            case ViewKind.InRun:
                EmitInRun(member, part, head);
                break;
            case ViewKind.View:
                EmitView(member, part, head);
                break;
            case ViewKind.Cases:
                _code.Line($"{access} readonly {Known.ReadOnlySpan} {name} => {Bytes}[({part.Start})..{part.End}];");
                break;
            default:
                string value = kind switch
                {
                    ViewKind.Text => Text(member, part),
                    ViewKind.Bytes => $"{Bytes}[({part.Start})..{Parenthesized(part.End)}]",
                    ViewKind.List => List(member, part),
                    _ => part.Kept!,
                };
                string absent = ViewForms.IsEmptyWhenAbsent(member) ? "default" : ViewForms.AbsentValue(member);
                _code.Line($"{head} => {(part.Has is null ? value : $"{part.Has} ? {value} : {absent}")};");
                break;
        }

        _code.Line();
    }

    private static string Parenthesized(string expression) => expression.Contains(' ') ? $"({expression})" : expression;

    private void Document(MemberSpec member, string? note = null)
    {
        string condition = member.Condition is null ? string.Empty
            : member.Condition.IsOptional ? ", when bytes are left"
            : member.Condition.TokensBehind is not null ? ", when the line has it"
            : $", when {member.Condition.Name} says that it is there";
        condition += member.Versions is null ? string.Empty : $", {member.Versions}";
        _code.Line($"/// <summary><c>{LayoutTable.Escape(member.Name)}</c>{(note is null ? string.Empty : ", " + note)}{LayoutTable.Escape(condition)}.</summary>");
    }

    private void EmitHas(MemberSpec member, ViewPart part, string access)
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
        _code.Line($"{access} readonly bool {has} => {part.Has};");
        _code.Line();
    }

    /// <summary>A number at a constant offset of a run.</summary>
    private void EmitInRun(MemberSpec member, ViewPart part, string head)
    {
        if (IsSimple(member, part) is { } simple && member.Checks.All(check => check.OfRecord) && member.Derived is not ConstantSpec)
        {
            if (!ViewForms.CanRefuse(member))
            {
                _code.Line($"{head} => {(part.Has is null ? simple : $"{part.Has} ? {simple} : {ViewForms.AbsentValue(member)}")};");
                return;
            }
        }

        _reads.Add(member);
        _code.Open(head);
        _code.Open("get");
        EmitAbsent(part, $"return {ViewForms.AbsentValue(member)};");
        if (IsSimple(member, part) is { } fast)
        {
            EmitFast(member, part, fast);
        }

        _code.Line($"{Known.Reader} reader = {ReaderOf(part with { End = $"{part.Start} + {part.Run!.Size}" })};");
        _code.If($"!{Read(member)}(ref reader, out {member.TypeName} value)", $"{Known.Views}.Throw(ref reader);");
        _code.Line("return value;");
        _code.Close();
        _code.Close();
    }

    /// <summary>What is right most of the time is found to be so without a reader.</summary>
    private void EmitFast(MemberSpec member, ViewPart part, string value)
    {
        if (member.Form is PlainForm { Primitive: PrimitiveKind.Boolean, EnumType: null })
        {
            string @byte = Free("valueByte");
            _code.Line($"byte {@byte} = {Slice(part, part.Item!)}[0];");
            _code.If($"{@byte} <= 1{Unless(member, $"({@byte} != 0)")}", $"return {@byte} != 0;");
            return;
        }

        string read = Free("fastValue");
        _code.Line($"{member.TypeName} {read} = {value};");
        string right = Unless(member, read);
        if (right.Length > 0)
        {
            _code.If(right.Substring(" && ".Length), $"return {read};");
        }
    }

    private static string Unless(MemberSpec member, string value) =>
        string.Concat(member.Checks.Where(check => !check.OfRecord).Select(check => $" && !({check.For(value)})"));

    /// <summary>The expression of a number or of bits; null for what a method converts.</summary>
    private string? IsSimple(MemberSpec member, ViewPart part)
    {
        switch (part.Item)
        {
            case ScalarItem scalar:
                return Scalars.Read(scalar.Form, Slice(part, scalar), 0, IsLittle(part));
            case BitsItem bits:
                BitsItem own = bits with { Offset = 0 };
                return Scalars.ReadBits((BitsForm)member.Form, part.Bits!, $"(({Scalars.ContainerType(bits)}){Scalars.LoadContainer(own, Slice(part, bits), IsLittle(part))})", bits.Size > 4);
            case ConvertedItem { Form: { CanFail: false } form } converted:
                return $"{form.Reading}({Slice(part, converted)}{form.ArgumentsFor(IsLittle(part))})";
            default:
                return null;
        }
    }

    private string Slice(ViewPart part, RunItem item) => $"{Bytes}.Slice({ViewFields.Plus(part.Start, item.Offset)}, {item.Size})";

    private void EmitAbsent(ViewPart part, string statement)
    {
        if (part.Has is not null)
        {
            _code.If($"!{part.Has}", statement);
        }
    }

    private void EmitView(MemberSpec member, ViewPart part, string head)
    {
        _code.Open(head);
        _code.Open("get");
        EmitAbsent(part, $"{Known.Views}.ThrowAbsent(\"{member.Name}\");");
        _code.Line($"{Known.Reader} reader = {ReaderOf(part)};");
        _code.If($"!{Known.Views}.TryCreate(ref reader, {(part.Tag.Length == 0 ? string.Empty : part.Tag + ", ")}out {ViewForms.TypeOf(member)} value)", $"{Known.Views}.Throw(ref reader, \"{member.Name}\");");
        _code.Line("return value;");
        _code.Close();
        _code.Close();
    }

    /// <summary>The expression of the byte order of what is told it.</summary>
    private static string IsLittle(ViewPart part) => part.Order.Length == 0 ? "_reader.IsLittleEndian" : part.Order;

    /// <summary>A reader of a part of the message.</summary>
    private string ReaderBetween(string start, string end) => _isPlain
        ? $"{Known.Views}.Reader(_message, _memory, _from, {(_record.IsVersioned ? "_version, " : string.Empty)}{start}, {end})"
        : $"{Known.Views}.Between(in _reader, {start}, {end})";

    /// <summary>A reader of a member.</summary>
    private string ReaderOf(ViewPart part) => part.Order.Length == 0
        ? ReaderBetween(part.Start, part.End)
        : $"{Known.Views}.Between(in _reader, {part.Start}, {part.End}, {part.Order})";

    private string Text(MemberSpec member, ViewPart part)
    {
        TextForm form = (TextForm)member.Form;
        string bytes = $"{Known.Views}.{(form.Length is FixedLength ? "FixedText" : "Text")}({Bytes}, {part.Start}, {part.End}";
        return $"{bytes}{(form.Length is FixedLength @fixed ? $", {@fixed.Pad}" : string.Empty)}, {TextCode.EncodingOf(form, IsLittle(part))}, \"{member.Name}\")";
    }

    private string List(MemberSpec member, ViewPart part)
    {
        ListForm form = (ListForm)member.Form;
        if (form.Element is TaggedForm union)
        {
            return $"{Known.Views}.TaggedList<{union.TypeName}.View, {union.TagType}>({ReaderOf(part)}, {(form.Length is PerTag ? part.Tag : $"{part.Count}, {part.Tag}")}, \"{member.Name}\")";
        }

        string element = ViewForms.IsElementView(form) ? string.Empty : $"{ElementCode.Of(member, form, null, IsLittle(part))}, ";
        string list = ViewForms.IsElementView(form) ? $"ViewList<{((StructForm)form.Element).TypeName}.View>" : "List";
        return $"{Known.Views}.{list}({ReaderOf(part)}, {part.Count}, {element}\"{member.Name}\")";
    }

    private string Read(MemberSpec member) => Free("Read" + member.Name);

    private string Free(string name)
    {
        while (_names.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>The methods that read what is refused, or converted: the statements of <c>TryRead</c> for one member of a run.</summary>
    private void EmitReads()
    {
        foreach (MemberSpec member in _reads)
        {
            ViewPart part = _fields.Of(member.Name);
            MemberSpec bare = member with { Condition = null, Versions = null, ProtocolVersions = null, IsNullable = false };
            ReadScope scope = new(_record, _code);
            _code.Open($"private static bool {Read(member)}(scoped ref {Known.Reader} reader, out {member.TypeName} value)");
            _code.Line("value = default!;");
            string span = scope.Locals.New("run");
            _code.If($"!reader.TryTake({part.Run!.Size}, out {Known.ReadOnlySpan} {span})", $"return reader.In(\"{member.Name}\");");
            new ReadRuns(_record, scope).Write(part.Run, Alone(part.Item!, member, bare), span);
            _code.Line($"value = {scope.Locals.Of(member.Name)};");
            _code.Line("return true;");
            _code.Close();
            _code.Line();
        }
    }

    private static RunItem Alone(RunItem item, MemberSpec member, MemberSpec bare) => item switch
    {
        ScalarItem scalar => scalar with { Spec = bare },
        ConvertedItem converted => converted with { Spec = bare },
        BitsItem bits => bits with { Parts = [.. bits.Parts.Where(part => part.Spec == member).Select(part => part with { Spec = bare })] },
        _ => item,
    };
}

using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Where the statements of <c>TryRead</c> are written for a view: members are passed over, and where they are goes into the view's fields. Only those are read that the others need, that have checks
/// which look at the value, or whose end nothing but reading them tells.
/// </summary>
/// <param name="fields">The view's fields.</param>
/// <param name="needed">The members that other statements refer to.</param>
internal sealed class ViewWalk(ViewFields fields, HashSet<string> needed)
{
    /// <summary>Whether a member is read.</summary>
    public bool Reads(MemberSpec member) => needed.Contains(member.Name)
        || (member.InHeader is null && (ViewForms.KindOf(member), IsChecked(member)) is (ViewKind.Kept, _) or (not ViewKind.InRun, true));

    /// <summary>Whether something of a run is read: what others need, and what is always the same.</summary>
    public bool Reads(RunItem item) => item switch
    {
        MagicItem => true,
        ReservedItem { Refuse: true } => true,
        BitsItem bits when bits.Parts.Any(part => part.Refuse) => true,
        _ => ViewFields.MembersOf(item).Any(member => ViewForms.KindOf(member) == ViewKind.Kept || needed.Contains(member.Name) || member.Derived is ConstantSpec || member.ProtocolVersions is not null),
    };

    /// <summary>Takes note of where a run is that was taken.</summary>
    public void Pass(RunStep run, SourceWriter code)
    {
        if (!ViewFields.MembersOf(run).Any())
        {
            return;
        }

        string start = fields.Add("int", "run" + run.Number, "At");
        code.Line($"view.{start} = reader.Position - {run.Size};");
        fields.Set(run, start);
    }

    /// <summary>Takes note of the byte order that the record has chosen.</summary>
    public void Switch(SourceWriter code)
    {
        fields.Chosen = fields.Add("bool", "isLittleEndian", string.Empty);
        code.Line($"view.{fields.Chosen} = reader.IsLittleEndian;");
    }

    /// <summary>Whether something in a run has a byte order of its own that is chosen at run time.</summary>
    public static bool IsOrderedAlone(RunItem item) => item.First is { Order: not null } member && OrderCode.IsAtRunTime(member.Form);

    /// <summary>Takes note of the byte order of something in a run.</summary>
    public void Order(RunItem item, SourceWriter code)
    {
        if (item.First is { } member && OrderCode.IsAtRunTime(member.Form))
        {
            fields.SetOrder(item, Order(member, code));
        }
    }

    /// <summary>Takes note that a member is there.</summary>
    public void Enter(MemberSpec member, SourceWriter code)
    {
        string has = fields.Add("bool", "has" + member.Name, string.Empty);
        code.Line($"view.{has} = true;");
        fields.Set(member.Name, new ViewPart { Has = has });
    }

    /// <summary>Passes over a member of its own.</summary>
    /// <returns>Whether that is all; else it has still to be read, from its start.</returns>
    public bool Pass(MemberStep step, ReadScope scope)
    {
        MemberSpec member = step.Member;
        if (ViewForms.KindOf(member) == ViewKind.Kept)
        {
            return false;
        }

        bool isRead = Reads(member);
        string front = string.Empty;
        string line = string.Empty;
        if (isRead)
        {
            front = scope.Locals.New(member.Name, "Front");
            scope.Code.Line($"{Known.Reader} {front} = reader;");
            if (member.IsToken)
            {
                line = scope.Locals.New(member.Name, "Line");
                scope.Code.Line($"{Known.Runtime}.WireLine {line} = {scope.Line};");
            }
        }

        Place(step, scope);
        if (isRead)
        {
            scope.Code.Line($"reader = {front};");
            if (member.IsToken)
            {
                scope.Code.Line($"{scope.Line} = {line};");
            }
        }

        return !isRead;
    }

    /// <summary>Keeps the value of a member that was read because of its end.</summary>
    public void Keep(MemberSpec member, string local, SourceWriter code)
    {
        if (ViewForms.KindOf(member) == ViewKind.Kept)
        {
            string kept = fields.Add(member.TypeName, member.Name, "Kept");
            code.Line($"view.{kept} = {local};");
            fields.Set(member.Name, new ViewPart { Kept = kept });
        }
    }

    private static bool IsChecked(MemberSpec member) => member.Checks.Any(check => !check.OfRecord);

    private void Place(MemberStep step, ReadScope scope)
    {
        MemberSpec member = step.Member;
        switch (member.Form)
        {
            case TextForm text:
                PlaceBytes(step, scope, text.Length, text.MaxBytes, text.Encoding.IsUtf16() ? 2 : 1);
                break;
            case BytesForm bytes:
                PlaceBytes(step, scope, bytes.Length, bytes.MaxBytes, 1);
                break;
            case ListForm list:
                PlaceList(step, scope, list);
                break;
            case StructForm record:
                PlaceRecord(step, scope, record.TypeName, record.Length, record.SkipsRest, null);
                break;
            case TaggedForm union:
                PlaceRecord(step, scope, union.TypeName, union.Length, union.SkipsRest, union);
                break;
            case CasesForm cases:
                PlaceCases(step, scope, cases);
                break;
        }
    }

    private static string Failed(MemberSpec member) => $"return reader.In(\"{member.Name}\");";

    private static string Measure(MemberStep step, ReadScope scope, int? limit, bool isCount) =>
        ((VariableCode)FormCode.Of(step.Member)).Measure(scope, step.Prefix, limit, isCount);

    private string Start(MemberSpec member, SourceWriter code)
    {
        string start = fields.Add("int", member.Name, "Start");
        code.Line($"view.{start} = reader.Position;");
        return start;
    }

    private string End(MemberSpec member, SourceWriter code)
    {
        string end = fields.Add("int", member.Name, "End");
        code.Line($"view.{end} = reader.Position;");
        return end;
    }

    private void PlaceBytes(MemberStep step, ReadScope scope, LengthSource length, int? limit, int unit)
    {
        MemberSpec member = step.Member;
        SourceWriter code = scope.Code;
        string start;
        string end;
        string order = OrderCode.IsTold(member.Form) ? Order(member, code) : string.Empty;
        if (length is Terminated)
        {
            start = Start(member, code);
            string length1 = scope.Locals.New(member.Name, "Length");
            code.If($"!{Known.Views}.TryPassTerminated(ref reader, {limit?.ToString() ?? "int.MaxValue"}, {unit}, out int {length1})", Failed(member));
            end = fields.Add("int", member.Name, "End");
            code.Line($"view.{end} = view.{start} + {length1};");
        }
        else
        {
            string bytes = length is FixedLength @fixed ? @fixed.Bytes.ToString() : Measure(step, scope, limit, isCount: false);
            start = Start(member, code);
            code.If($"!reader.TryTake({bytes}, out _)", Failed(member));
            end = End(member, code);
        }

        fields.Set(member.Name, new ViewPart { Start = start, End = end, Order = order });
    }

    private void PlaceList(MemberStep step, ReadScope scope, ListForm form)
    {
        MemberSpec member = step.Member;
        SourceWriter code = scope.Code;
        string tag = form.Element is TaggedForm union ? Tag(member, form, union, scope) : string.Empty;
        (string type, string element) = form.Element switch
        {
            TaggedForm tagged => ($"TaggedViews<{tagged.TypeName}.View, {tagged.TagType}>", $"view.{tag}"),
            StructForm record when ViewForms.IsElementView(form) => ($"Views<{record.TypeName}.View>", (form.ElementSize.FixedSize ?? 0).ToString()),
            _ => ("List", ElementCode.Of(member, form, scope)),
        };
        string count = fields.Add("int", member.Name, "Count");
        string order = OrderCode.IsTold(form) ? Order(member, code) : string.Empty;
        string start;
        if (form.Length is CountPrefix or GivenCount or FixedCount or PerTag)
        {
            string amount = form.Length is PerTag ? $"view.{tag}.Count" : Measure(step, scope, form.MaxCount, isCount: true);
            start = Start(member, code);
            code.Line($"view.{count} = {amount};");
            if (form is { Length: PerTag, MaxCount: { } most })
            {
                code.If($"{amount} > {most}", $"return {Known.Checks}.TooMany(ref reader, \"{member.Name}\", {amount}, {most});");
            }

            code.If($"!{Known.Views}.TryPass{type}(ref reader, {(form.Length is PerTag ? element : $"{amount}, {element}")})", Failed(member));
            if (form.MaxBytes is { } limit)
            {
                code.If(
                    $"reader.Position - view.{start} > {limit}",
                    $"return {Known.Checks}.TooLong(ref reader, \"{member.Name}\", reader.Position - view.{start}, {limit});");
            }
        }
        else
        {
            bool isWhole = form.Length is Rest { Tail: 0 } && form.MaxBytes is null;
            string outer = string.Empty;
            if (!isWhole)
            {
                string length = Measure(step, scope, form.MaxBytes, isCount: false);
                outer = scope.Locals.New(member.Name, "End");
                code.If($"!reader.TryEnter({length}, out int {outer})", Failed(member));
            }

            start = Start(member, code);
            string rest = $"!{Known.Views}.TryPassRemaining{type}(ref reader, {form.MaxCount?.ToString() ?? "int.MaxValue"}, {element}, out view.{count})";
            code.If(isWhole ? rest : $"{rest} || !reader.TryLeave({outer})", Failed(member));
        }

        fields.Set(member.Name, new ViewPart { Start = start, End = End(member, code), Count = count, Order = order, Tag = tag });
    }

    /// <summary>The field of the tag of a union that is somewhere else; of the elements of a list, the tag of all or the list of theirs.</summary>
    private string Tag(MemberSpec member, ListForm? list, TaggedForm union, ReadScope scope)
    {
        string type = list?.Length is PerTag ? $"{Known.WireList}<{union.TagType}>" : union.TagType;
        string tag = fields.Add(type, member.Name, "Tag");
        scope.Code.Line($"view.{tag} = {(list?.Length is PerTag tags ? scope.Locals.Of(tags.Tags) : TaggedCode.Tag(union, scope))};");
        return tag;
    }

    private void PlaceRecord(MemberStep step, ReadScope scope, string type, LengthSource? length, bool skipsRest, TaggedForm? union)
    {
        MemberSpec member = step.Member;
        SourceWriter code = scope.Code;
        string outer = Enter(step, scope, length);
        string order = OrderCode.IsTold(member.Form) ? Order(member, code) : string.Empty;
        string tag = union is null ? string.Empty : Tag(member, null, union, scope);
        string start = Start(member, code);
        code.If(union is null ? $"!{Known.Views}.TryPass<{type}.View>(ref reader)" : $"!{Known.Views}.TryPass<{type}.View, {union.TagType}>(ref reader, view.{tag})", Failed(member));
        string end = End(member, code);
        Leave(member, scope, length, skipsRest, outer);
        fields.Set(member.Name, new ViewPart { Start = start, End = end, Order = order, Tag = tag });
    }

    private void PlaceCases(MemberStep step, ReadScope scope, CasesForm form)
    {
        MemberSpec member = step.Member;
        string outer = Enter(step, scope, form.Length);
        string start = Start(member, scope.Code);
        scope.Code.If($"!TryPassCase(ref reader, {scope.Locals.Of(form.Tag)}, {scope.TagOffset}, out view._kind)", "return false;");
        string end = End(member, scope.Code);
        Leave(member, scope, form.Length, form.SkipsRest, outer);
        fields.Set(member.Name, new ViewPart { Start = start, End = end, Order = fields.Chosen });
    }

    /// <summary>Limits what follows to a length, if there is one.</summary>
    /// <returns>The local that ends the limit.</returns>
    private static string Enter(MemberStep step, ReadScope scope, LengthSource? length)
    {
        if (length is null)
        {
            return string.Empty;
        }

        string bytes = Measure(step, scope, null, isCount: false);
        string outer = scope.Locals.New(step.Member.Name, "End");
        scope.Code.If($"!reader.TryEnter({bytes}, out int {outer})", Failed(step.Member));
        return outer;
    }

    private static void Leave(MemberSpec member, ReadScope scope, LengthSource? length, bool skipsRest, string outer)
    {
        if (length is null)
        {
            return;
        }

        if (skipsRest)
        {
            scope.Code.Line("reader.SkipRest();");
        }

        scope.Code.If($"!reader.TryLeave({outer})", Failed(member));
    }

    /// <summary>The field of a member's byte order: its own, or the one that the record has chosen. Empty where what encloses the record says it.</summary>
    private string Order(MemberSpec member, SourceWriter code)
    {
        if (member.Order is null)
        {
            return fields.Chosen;
        }

        string order = fields.Add("bool", member.Name, "Order");
        code.Line($"view.{order} = reader.IsLittleEndian;");
        return order;
    }
}

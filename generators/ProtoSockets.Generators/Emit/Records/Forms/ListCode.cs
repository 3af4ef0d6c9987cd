using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A list: a <c>T[]</c>, or a <c>WireList&lt;T&gt;</c> that borrows.</summary>
internal sealed class ListCode(MemberSpec member, ListForm form) : VariableCode(member, form.Length)
{
    /// <summary>The object that reads and writes an element, in the record's own methods.</summary>
    private string Element => ElementCode.Of(Member, form, null);

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        SourceWriter code = scope.Code;
        string type = form.IsArray ? $"{form.ElementType}[]" : $"{Known.WireList}<{form.ElementType}>";
        string reading = form.IsArray ? Known.Arrays : type;
        string element = scope.Element(ElementCode.Of(Member, form, scope));
        string maxCount = form.MaxCount?.ToString() ?? "int.MaxValue";
        if (form is { Length: PerTag tags, Element: TaggedForm union })
        {
            ReadPerTag(scope, tags, union, local);
            return;
        }

        if (form.Length is UntilLast or UntilBytes)
        {
            ListEndCode.Read(scope, form, element, Name, local);
            return;
        }

        if (form.Length is CountPrefix or GivenCount or FixedCount)
        {
            string count = Measure(scope, prefix, form.MaxCount, isCount: true);
            string start = form.MaxBytes is null ? string.Empty : scope.Locals.New(Name, "Start");
            if (form.MaxBytes is not null)
            {
                code.Line($"int {start} = reader.Position;");
            }

            if (form.Data is not null)
            {
                code.Line($"{Known.Directories}.Reserve(ref reader, {count}, {form.ElementSize.FixedSize});");
            }

            code.If($"!{reading}.TryRead(ref reader, {count}, {element}, out {type} {local})", Failed);
            if (form.MaxBytes is { } limit)
            {
                code.If($"reader.Position - {start} > {limit}", $"return {Known.Checks}.TooLong(ref reader, \"{Name}\", reader.Position - {start}, {limit});");
            }

            return;
        }

        if (form.Length is TerminatedBy by)
        {
            string from = scope.Locals.New(Name, "Start");
            if (form.MaxBytes is not null)
            {
                code.Line($"int {from} = reader.Position;");
            }

            code.If($"!{reading}.TryReadUntil(ref reader, {LineCode.Literal(by.Terminator)}, {maxCount}, {element}, out {type} {local})", Failed);
            if (form.MaxBytes is { } limit)
            {
                code.If($"reader.Position - {from} > {limit}", $"return {Known.Checks}.TooLong(ref reader, \"{Name}\", reader.Position - {from}, {limit});");
            }

            return;
        }

        if (form.Length is Token || (form.Length is Rest { Tail: 0 } && form.MaxBytes is null))
        {
            code.If($"!{reading}.TryReadRemaining(ref reader, {maxCount}, {element}, out {type} {local})", Failed);
            return;
        }

        string length = Measure(scope, prefix, form.MaxBytes, isCount: false);
        string end = scope.Locals.New(Name, "End");
        code.If(
            $"!reader.TryEnter({length}, out int {end}) || !{reading}.TryReadRemaining(ref reader, {maxCount}, {element}, out {type} {local}) || !reader.TryLeave({end})",
            Failed);
    }

    /// <summary>As many unions as there are tags.</summary>
    private void ReadPerTag(ReadScope scope, PerTag tags, TaggedForm union, string local)
    {
        string start = form.MaxBytes is null ? string.Empty : scope.Locals.New(Name, "Start");
        if (form.MaxBytes is not null)
        {
            scope.Code.Line($"int {start} = reader.Position;");
        }

        string dump = scope.IsTraced ? "dump" : "null";
        string all = scope.Locals.Of(tags.Tags);
        if (form.MaxCount is { } most)
        {
            string count = $"(({Known.WireList}<{union.TagType}>){all}).Count";
            scope.Code.If($"{count} > {most}", $"return {Known.Checks}.TooMany(ref reader, \"{Name}\", {count}, {most});");
        }

        scope.Code.If($"!{Known.Arrays}.TryReadTagged<{union.TypeName}, {union.TagType}>(ref reader, {all}, {dump}, out {union.TypeName}[] {local})", Failed);
        if (form.MaxBytes is { } limit)
        {
            scope.Code.If($"reader.Position - {start} > {limit}", $"return {Known.Checks}.TooLong(ref reader, \"{Name}\", reader.Position - {start}, {limit});");
        }
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        SourceWriter code = scope.Code;
        string count = SizeCode.Count(Member, value);
        string element = ElementFor(scope);
        string write = form is { Length: PerTag tags, Element: TaggedForm union }
            ? $"{Known.Arrays}.WriteTagged<{union.TypeName}, {union.TagType}>(ref writer, {value}, {Locals.Property(tags.Tags)}, \"{Name}\", \"{tags.Tags}\");"
            : form.IsArray ? $"{Known.Arrays}.Write(ref writer, {value}, {element});"
            : $"{value}.Write(ref writer, {element});";
        if (form.Length is UntilLast or UntilBytes)
        {
            ListEndCode.Write(scope, Member, form, element, value);
            return;
        }

        if (form.Length is TerminatedBy by)
        {
            scope.Limit(Member, count, form.MaxCount, "ThrowTooMany");
            code.Line($"{Known.Arrays}.WriteUntil(ref writer, {value}, {element}, {LineCode.Literal(by.Terminator)}, \"{Name}\");");
            return;
        }

        if (form.Length is Token)
        {
            scope.Limit(Member, count, form.MaxCount, "ThrowTooMany");
            code.Line($"{LineCode.Tokens}.Write(ref writer, {LineCode.Format}, {scope.Line}, {value}, {Element}, \"{Name}\");");
            return;
        }

        bool isCounted = form.Length is CountPrefix;
        if (form.Length is FixedCount { Count: var always })
        {
            code.If($"{count} != {always}", $"{Known.Checks}.ThrowWrongCount(\"{Name}\", {count}, {always});");
        }

        scope.Limit(Member, count, isCounted ? WriteScope.Least(form.MaxCount, prefix) : form.MaxCount, "ThrowTooMany");
        if (form.Length is CountPrefix { Prefix: VarIntPrefix ofCount })
        {
            scope.WritePrefix(ofCount, count);
        }
        else if (isCounted)
        {
            scope.WritePrefix(prefix, count);
        }

        if (form.Length is LengthPrefix { Prefix: VarIntPrefix ofLength })
        {
            scope.WriteBehind(Member, ofLength, Content(value), form.MaxBytes, () => WriteElements(scope, write));
            return;
        }

        if (form.MaxBytes is null && (isCounted || prefix is null))
        {
            WriteElements(scope, write);
            return;
        }

        string begin = scope.Locals.New(Name, "Start");
        string length = scope.Locals.New(Name, "Length");
        code.Line($"int {begin} = writer.Position;");
        WriteElements(scope, write);
        code.Line($"int {length} = writer.Position - {begin};");
        scope.Limit(Member, length, isCounted ? form.MaxBytes : WriteScope.Least(form.MaxBytes, prefix), "ThrowTooLong");
        if (!isCounted)
        {
            scope.WritePrefix(prefix, length);
        }
    }

    /// <summary>Emits the elements; of a directory, takes note of where they are.</summary>
    private void WriteElements(WriteScope scope, string write)
    {
        if (form.Data is not null)
        {
            string heads = scope.Locals.New(Name, "Entries");
            scope.Directories.Add((Member, heads));
            scope.Code.Line($"int {heads} = writer.Position;");
        }

        scope.Code.Line(write);
    }

    /// <summary>The number of elements of a list that may be wrong.</summary>
    private string Count(string value) => form.IsArray ? $"{Known.Nulls}.Length({value}, \"{Name}\")" : SizeCode.Count(Member, value);

    /// <summary>The object that writes an element; it refuses one with another tag.</summary>
    private string ElementFor(WriteScope scope)
    {
        if (form.Element is not TaggedForm { Source.Place: not TagPlace.Each } union)
        {
            return Element;
        }

        if (union.Source!.Place != TagPlace.Request)
        {
            return ElementCode.Tagged(Member, union, TaggedCode.Expected(union));
        }

        string asked = scope.Locals.New(Name, "Asked");
        string element = scope.Locals.New(Name, "Element");
        scope.Code.Line(
            $"{Known.Element}<{union.TypeName}> {element} = writer.CallTag is {{ }} {asked} ? {ElementCode.Tagged(Member, union, TaggedCode.FromCall(union, asked))} : {Element};");
        return element;
    }

    public override string Content(string value)
    {
        bool isKnown = form.Data is not null || (form.ElementSize.FixedSize is not null && form.Element is PlainForm or StructForm { Size.FixedSize: not null });
        return isKnown ? $"({Count(value)} * {form.ElementSize.FixedSize})"
            : form.IsArray ? $"{Known.Arrays}.GetSize({value}, {Element})"
            : $"{value}.GetSize({Element})";
    }

    protected override string Prefixed(VarIntPrefix prefix, string value, bool isCount) => isCount
        ? $"{Known.Sizes}.Prefixed({VarIntCode.Name(prefix.Format)}, {Count(value)}, {Content(value)})"
        : base.Prefixed(prefix, value, isCount);

    public override string Owned(string value) =>
        form.IsArray ? $"{value} is null ? null! : global::System.Array.ConvertAll({value}, static element => element.ToOwned())" : base.Owned(value);

    public override string Describe() => Describe(
        "elements",
        (form.MaxCount is { } count ? $", at most {count}" : string.Empty) + (form.MaxBytes is { } most ? $", at most {most} bytes" : string.Empty));
}

using ProtoSockets.Generators.Emit.Dumps;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that read runs: bytes of fixed size that are checked once, and members at constant offsets in them.</summary>
internal sealed class ReadRuns(RecordSpec record, ReadScope scope)
{
    private readonly SourceWriter _code = scope.Code;

    /// <summary>Whether members are read where the value is made, rather than into locals.</summary>
    public bool IsInPlace { get; init; }

    /// <summary>Writes the statements that take a run from the reader and read what it has.</summary>
    public void Write(RunStep run)
    {
        string span = scope.Locals.New($"run{run.Number}");
        scope.Runs[run.Number] = span;
        _code.If(
            $"!reader.TryTake({run.Size}, out {Known.ReadOnlySpan} {span})",
            scope.IsTraced ? $"return reader.In(\"{Near(run.Items[0])}\");" : $"return reader.Truncated(Run{run.Number}Members, Run{run.Number}Ends);");
        scope.Places.Mark(run);
        scope.Walk?.Pass(run, _code);
        foreach (RunItem item in run.Items)
        {
            scope.Order.Reach(item.First);
            bool isRead = scope.Walk?.Reads(item) != false;
            scope.Order.Within(isRead || ViewWalk.IsOrderedAlone(item) ? item.First : null, () =>
            {
                scope.Walk?.Order(item, _code);
                if (isRead)
                {
                    WriteTraced(run, item, span);
                }
            });

            scope.Construction.Know(ViewFields.MembersOf(item).Select(member => member.Name));
        }
    }

    private string Near(RunItem item) => item.Member.Length == 0 ? record.Type.Name : item.Member;

    private void WriteTraced(RunStep run, RunItem item, string span)
    {
        if (scope.IsTraced)
        {
            DumpCode.WriteFiller(_code, item);
        }

        Write(run, item, span);
        if (scope.IsTraced)
        {
            DumpCode.WriteItem(_code, item, span, scope.Locals);
        }
    }

    /// <summary>Writes the statements that read something of a run from a span.</summary>
    public void Write(RunStep run, RunItem item, string span)
    {
        string at = $"reader.Position - {run.Size - item.Offset}";
        switch (item)
        {
            case ScalarItem scalar:
                WriteScalar(scalar, span, at);
                break;

            case ConvertedItem converted:
                WriteConverted(converted, span, at);
                break;

            case BitsItem bits:
                WriteBits(bits, span, at);
                break;

            case MagicItem magic:
                string expected = string.Join(" or ", magic.Filler.Values.Select(value => string.Concat(value.Bytes.Select(part => part.ToString("X2")))));
                _code.If(ConstantCode.IsWrong(magic, span, scope.From), Fail($"return {Known.Checks}.WrongMagic(ref reader, {at}, \"{magic.Member}\", \"{expected}\");"));
                break;

            case ReservedItem { Refuse: true }:
                _code.If(
                    $"global::System.MemoryExtensions.ContainsAnyExcept({Scalars.Slice(span, item.Offset, item.Size)}, (byte)0)",
                    Fail($"return {Known.Checks}.NotZero(ref reader, {at}, \"{item.Member}\");"));
                break;
        }
    }

    private string Fail(string report) => scope.IsDirect ? "return false;" : report;

    private void WriteScalar(ScalarItem item, string span, string at)
    {
        if (item.Form.Primitive == PrimitiveKind.Boolean && item.Form.EnumType is null)
        {
            _code.If($"{span}[{item.Offset}] > 1", Fail($"return {Known.Checks}.NotBoolean(ref reader, {at}, \"{item.Member}\", {span}[{item.Offset}]);"));
        }

        Declare(item.Spec, Scalars.Read(item.Form, span, item.Offset));
        CheckConstant(item.Spec, at);
        Check(item.Spec, at);
    }

    private void WriteConverted(ConvertedItem item, string span, string at)
    {
        string local = scope.Locals.Of(item.Spec.Name);
        ConvertedCode.Read(item, scope.Locals, span, at, _code);
        scope.Construction.Know(item.Spec);
        scope.Walk?.Keep(item.Spec, item.Spec is { IsNullable: true, IsValueType: true } ? local + ".Value" : local, _code);
        Check(item.Spec, at);
    }

    private void WriteBits(BitsItem item, string span, string at)
    {
        string container = scope.Locals.New("bits");
        bool isLong = item.Size > 4;
        _code.Line($"{Scalars.ContainerType(item)} {container} = {Scalars.LoadContainer(item, span)};");
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is { Form: BitsForm form } member)
            {
                Declare(member, Scalars.ReadBits(form, part, container, isLong));
                if (scope.IsTraced)
                {
                    DumpCode.WriteBits(_code, item, part, container, scope.Locals);
                }

                CheckConstant(member, at);
                Check(member, at);
            }
            else if (part.Refuse)
            {
                string shifted = part.Shift == 0 ? container : $"({container} >> {part.Shift})";
                _code.If($"({shifted} & {Scalars.Mask(part.Bits, isLong)}) != 0", Fail($"return {Known.Checks}.NotZero(ref reader, {at}, \"{part.Near}\");"));
            }
        }
    }

    private void Declare(MemberSpec member, string value)
    {
        if (IsInPlace)
        {
            scope.Construction.Know(member, value);
            return;
        }

        scope.Construction.Know(member);
        string local = scope.Locals.Of(member.Name);
        _code.Line(member.IsOptional ? $"{local} = {value};" : $"{member.TypeName} {local} = {value};");
        scope.Walk?.Keep(member, member.IsNullable ? local + ".Value" : local, _code);
        if (member.ProtocolVersions is { } spoken)
        {
            _code.Line($"reader.Version = {Known.Checks}.ToVersion((int){local}, {spoken.Min}, {spoken.Max});");
        }
    }

    private void Check(MemberSpec member, string at) => CheckCode.Read(member, scope.Locals.Of(member.Name), member.IsNullable, at, _code);

    /// <summary>Writes the check of a constant, also of one that is not in a run; of a tag, what will be needed to refuse it.</summary>
    public void CheckConstant(MemberSpec member, string at)
    {
        if (member.Derived is UnionTagSpec)
        {
            // Whether a case has the tag is found out behind the rest of the head; what is wrong then is the tag.
            scope.TagOffset = scope.Locals.New(member.Name, "Start");
            _code.Line($"int {scope.TagOffset} = {at};");
        }

        if (member.Derived is not ConstantSpec constant)
        {
            return;
        }

        string local = scope.Locals.Of(member.Name);
        string expected = ConstantCode.Value(member, constant, scope.From);
        _code.If(
            ConstantCode.IsWrong(constant, local, scope.From),
            Fail($"return {Known.Checks}.WrongConstant<{member.TypeName}>(ref reader, {at}, \"{member.Name}\", {local}, {expected});"));
    }
}

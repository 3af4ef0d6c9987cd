using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that write runs: bytes of fixed size that are taken once. What is known only later is filled in then, through the span of its run.</summary>
internal sealed class WriteRuns(WriteScope scope)
{
    private readonly SourceWriter _code = scope.Code;
    private readonly List<(RunItem Item, string Span)> _pending = [];

    /// <summary>Writes the statements that take a run and write what is known of it.</summary>
    public void Write(RunStep run)
    {
        string span = scope.Locals.New($"run{run.Number}");
        scope.Runs[run.Number] = span;
        if (scope.IsDirect)
        {
            DirectWriteCode.Take(_code, scope.Position, span, run.Size);
        }
        else
        {
            _code.Line($"{Known.Span} {span} = writer.Take({run.Size});");
            scope.Places.Mark(run);
        }

        foreach (RunItem item in run.Items)
        {
            scope.Order.Reach(item.First);
            if (scope.Values.IsKnown(item))
            {
                scope.Order.Within(item.First is { Form: ConvertedForm } converted ? converted : null, () => Write(item, span));
            }
            else
            {
                _pending.Add((item, span));
            }
        }
    }

    /// <summary>Fills in what is known now.</summary>
    public void Settle()
    {
        foreach ((RunItem item, string span) in _pending.Where(pending => scope.Values.IsKnown(pending.Item)).ToArray())
        {
            Write(item, span);
            _pending.Remove((item, span));
        }
    }

    /// <summary>Finds again the runs of a head that was written before, for what was not known then.</summary>
    public void ReturnTo(IEnumerable<Step> head)
    {
        int offset = 0;
        foreach (Step step in head)
        {
            if (step is not RunStep run)
            {
                offset += ((MemberStep)step).Member.Size.FixedSize.GetValueOrDefault();
                scope.Order.Reach(((MemberStep)step).Member);
                continue;
            }

            RunItem[] unknown = [.. run.Items.Where(item => !scope.Values.IsKnown(item))];
            if (unknown.Length > 0)
            {
                string span = scope.Locals.New($"run{run.Number}");
                _code.Line($"{Known.Span} {span} = writer.At(headerStart{(offset == 0 ? string.Empty : $" + {offset}")}, {run.Size});");
                _pending.AddRange(unknown.Select(item => (item, span)));
            }

            foreach (RunItem item in run.Items)
            {
                scope.Order.Reach(item.First);
            }

            offset += run.Size;
        }
    }

    /// <summary>Writes the statements that write something of a run into a span.</summary>
    public void Write(RunItem item, string span)
    {
        switch (item)
        {
            case ScalarItem scalar:
                _code.Line(Scalars.Write(scalar.Form, span, item.Offset, scope.Values.Of(scalar.Spec, Given(scalar.Spec)), OrderOf(scalar)));
                SetVersion(scalar.Spec);
                break;

            case ConvertedItem converted:
                ConvertedCode.Write(converted, span, Given(converted.Spec), _code);
                break;

            case BitsItem bits:
                WriteBits(bits, span);
                break;

            case MagicItem magic:
                ConstantCode.Write(magic, span, scope.From, _code);
                break;

            case ReservedItem:
                _code.Line($"{Scalars.Slice(span, item.Offset, item.Size)}.Clear();");
                break;

            case PaddingItem padding:
                _code.Line($"{Scalars.Slice(span, item.Offset, item.Size)}.Fill({padding.Value});");
                break;
        }
    }

    private string Given(MemberSpec member) => scope.Present ?? Locals.Property(member.Name);

    /// <summary>The expression of the byte order of an item that may be written later than what stands behind it.</summary>
    private string OrderOf(RunItem item) => item.First is { } member && OrderCode.IsAtRunTime(member.Form) ? scope.Order.Of(member) : string.Empty;

    private void WriteBits(BitsItem item, string span)
    {
        bool isLong = item.Size > 4;
        List<string> parts = [];
        foreach (BitPart part in item.Parts)
        {
            if (part.Spec is not { Form: BitsForm form } member)
            {
                continue;
            }

            string value = scope.Values.Of(member, Locals.Property(member.Name));
            if (member.Derived is null or UnionTagSpec or TagOfSpec && Scalars.BitsOverflow(form, value) is { } overflow)
            {
                _code.If(overflow, $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {form.Bits});");
            }

            parts.Add(Scalars.PlaceBits(form, part, member.Derived is null ? value : $"({value})", isLong));
        }

        _code.Line(Scalars.StoreContainer(item, span, parts.Count == 0 ? "0" : string.Join(" | ", parts), OrderOf(item)));
        foreach (BitPart part in item.Parts.Where(part => part.Spec is not null))
        {
            SetVersion(part.Spec!);
        }
    }

    private void SetVersion(MemberSpec member)
    {
        if (member.ProtocolVersions is { } spoken)
        {
            _code.Line($"writer.Version = {Known.Checks}.ToVersion((int){Locals.Property(member.Name)}, {spoken.Min}, {spoken.Max});");
        }
    }
}

using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// Emits what chooses the byte order while a record is read or written. The reader or writer carries it, so that records inside, and lists that are decoded later, know it too; the record puts
/// back what it found.
/// </summary>
/// <param name="record">The record.</param>
/// <param name="code">Takes the code.</param>
/// <param name="cursor"><c>reader</c> or <c>writer</c>.</param>
/// <param name="locals">The names of the method's locals.</param>
/// <param name="value">The expression of a member that chooses.</param>
internal sealed class OrderCode(RecordSpec record, SourceWriter code, string cursor, Locals locals, Func<OrderSpec, string> value)
{
    private readonly MemberSpec? _first = record.Members.FirstOrDefault(member => member.SwitchesOrder is not null);
    private readonly string _state = cursor + ".IsLittleEndian";
    private string _outer = string.Empty;
    private string _chosen = string.Empty;
    private bool _isSwitched;

    /// <summary>Called behind the switch.</summary>
    public Action? Switched { get; init; }

    /// <summary>Whether the byte order is chosen at run time for a number.</summary>
    public static bool IsAtRunTime(WireForm form) => form switch
    {
        PlainForm plain => plain.Order == ByteOrder.AtRunTime && plain.Primitive.Size() > 1,
        OddWidthForm odd => odd.Order == ByteOrder.AtRunTime,
        BitsForm bits => bits.Order == ByteOrder.AtRunTime,
        ConvertedForm converted => converted.IsOrderedAtRunTime,
        _ => false,
    };

    /// <summary>Whether what a member holds depends on a byte order that is chosen at run time: a number, text of two bytes a letter, or what is inside of it.</summary>
    public static bool IsTold(WireForm form) => form switch
    {
        TextForm text => text.Encoding == TextEncoding.Utf16AtRunTime,
        StructForm record => record.HasOpenOrder,
        TaggedForm union => union.HasOpenOrder,
        CasesForm => true,
        ListForm list => IsTold(list.Element),
        _ => IsAtRunTime(form),
    };

    /// <summary>Declares what the record has to put back.</summary>
    public void Begin()
    {
        if (_first is null)
        {
            return;
        }

        _outer = locals.New("outerOrder");
        code.Line($"bool {_outer} = {_state};");
        if (cursor == "writer")
        {
            // What is filled in later may stand in front of the member from which the order holds.
            _chosen = locals.New("chosenOrder");
            code.Line($"bool {_chosen} = {Chosen(_first.SwitchesOrder!)};");
        }
    }

    /// <summary>Emits the switch in front of the first member that has the chosen order.</summary>
    public void Reach(MemberSpec? member)
    {
        if (_first is null || _isSwitched || member != _first)
        {
            return;
        }

        _isSwitched = true;
        code.Line($"{_state} = {(_chosen.Length > 0 ? _chosen : Chosen(_first.SwitchesOrder!))};");
        Switched?.Invoke();
    }

    /// <summary>Emits the order that holds at a place which is gone back to from behind the switch.</summary>
    public void Again()
    {
        if (_first is not null && !_isSwitched)
        {
            code.Line($"{_state} = {_outer};");
        }
    }

    /// <summary>Emits what reads or writes a member, in its order.</summary>
    public void Within(MemberSpec? member, Action emit)
    {
        if (member?.Order is not { } order)
        {
            emit();
            return;
        }

        string before = locals.New(member.Name, "OuterOrder");
        code.Line($"bool {before} = {_state};");
        code.Line($"{_state} = {Chosen(order)};");
        emit();
        code.Line($"{_state} = {before};");
    }

    /// <summary>Emits what writes a part of a member later, in the order that held then.</summary>
    public void As(MemberSpec member, Action emit)
    {
        if (_first is null && member.Order is null)
        {
            emit();
            return;
        }

        string before = locals.New(member.Name, "LaterOrder");
        code.Line($"bool {before} = {_state};");
        code.Line($"{_state} = {Of(member)};");
        emit();
        code.Line($"{_state} = {before};");
    }

    /// <summary>The expression of the order of a member that is written when the writer may be elsewhere.</summary>
    public string Of(MemberSpec member)
    {
        if (member.Order is { } order)
        {
            return Chosen(order);
        }

        return _first is null ? _state
            : record.Members.TakeWhile(other => other != _first).Contains(member) ? _outer
            : _chosen;
    }

    /// <summary>Puts back the order around the record.</summary>
    public void End()
    {
        if (_first is not null)
        {
            code.Line($"{_state} = {_outer};");
        }
    }

    private string Chosen(OrderSpec order) => order.Expression(order.Name.Length == 0 ? string.Empty : value(order));
}

using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A <c>TryRead</c> method while it is written: its locals, and where what was read is.</summary>
internal sealed class ReadScope
{
    public ReadScope(RecordSpec record, SourceWriter code)
    {
        Record = record;
        Code = code;
        Locals = new Locals(record);
        Construction = new Construction(record, Locals);
        Places = new Places(record, Locals, code, "reader");
        Order = new OrderCode(record, code, "reader", Locals, order => order.IsWireMember ? Locals.Of(order.Name) : Property(order.Name)) { Switched = () => Walk?.Switch(code) };
    }

    /// <summary>The record that is read.</summary>
    public RecordSpec Record { get; }

    public SourceWriter Code { get; }

    public Locals Locals { get; }

    /// <summary>The record that is made of what is read.</summary>
    public Construction Construction { get; }

    /// <summary>Where members are that something is computed over or checked.</summary>
    public Places Places { get; }

    /// <summary>The byte order, where it is chosen at run time.</summary>
    public OrderCode Order { get; }

    /// <summary>Whether there is no reader, so that what is wrong is not said; see <see cref="Records.Direct"/>.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The expression of who sent what is read.</summary>
    public string From => IsDirect ? "from" : "reader.From";

    /// <summary>Set where members are not read but found: what a view does with each.</summary>
    public ViewWalk? Walk { get; init; }

    /// <summary>The locals that hold the bytes of runs, by the run's number.</summary>
    public Dictionary<int, string> Runs { get; } = [];

    /// <summary>The local of the line that is being read.</summary>
    public string Line { get; set; } = string.Empty;

    /// <summary>The expression of where the tag of a union is.</summary>
    public string TagOffset { get; set; } = "reader.Position";

    /// <summary>The expression of a property of what was read so far.</summary>
    public string Property(string name) => Construction.Probe(name);

    /// <summary>Whether what is read is noted in a dump, so that the method has a local of that name.</summary>
    public bool IsTraced { get; init; }

    /// <summary>The call that reads a record into a new local.</summary>
    public string TryRead(string type, string local) => IsTraced
        ? $"{Known.Dump}.TryRead(ref reader, dump, out {type} {local})"
        : $"{type}.TryRead(ref reader, out {type} {local})";

    /// <summary>The expression of the object that reads a list's elements.</summary>
    public string Element(string element) => IsTraced ? $"dump.Element({element})" : element;

    /// <summary>The number of bytes or elements that a field gives: a local, unless it is the field itself.</summary>
    public string Length(DerivedFieldRef field, string member)
    {
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : Locals.Of(field.Name);
        (int bias, int unit, int self) = field.Derived switch
        {
            LengthOfSpec length => (length.Bias, length.Unit, length.SelfBytes),
            CountOfSpec count => (count.Bias, 1, 0),
            _ => (0, 1, 0),
        };
        return Length(value, field.Primitive, bias, unit, self, field.Name, member);
    }

    /// <summary>The number of bytes that a field gives; none where it says that the member is not there.</summary>
    public string LengthUnlessAbsent(DerivedFieldRef field, string member)
    {
        LengthOfSpec length = (LengthOfSpec)field.Derived;
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : Locals.Of(field.Name);
        string local = Locals.New(member, "Bytes");
        Code.Line($"int {local} = 0;");
        Code.If(
            $"{value} != {length.Absent} && !{Known.Checks}.TryLength(ref reader, \"{field.Name}\", {value}, bias: {length.Bias}, unit: {length.Unit}, self: {length.SelfBytes}, out {local})",
            "return false;");
        return local;
    }

    /// <summary>The number of bytes or elements that a value on the wire means.</summary>
    public string Length(string value, PrimitiveKind primitive, int bias, int unit, int self, string field, string member)
    {
        if (bias == 0 && unit == 1 && self == 0 && primitive.Size() <= 2 && !primitive.IsSigned())
        {
            return value;
        }

        string local = Locals.New(member, "Bytes");
        string arguments = bias == 0 && unit == 1 && self == 0 ? string.Empty : $"bias: {bias}, unit: {unit}, self: {self}, ";
        Code.If($"!{Known.Checks}.TryLength(ref reader, \"{field}\", {value}, {arguments}out int {local})", "return false;");
        return local;
    }
}

using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A <c>Write</c> method while it is written: its locals, and the runs that are filled in later.</summary>
internal sealed class WriteScope
{
    public WriteScope(RecordSpec record, SourceWriter code)
    {
        Code = code;
        Locals = new Locals(record);
        Values = new WriteValues(record);
        Places = new Places(record, Locals, code, "writer");
        Order = new OrderCode(record, code, "writer", Locals, order => Locals.Property(order.Name));
    }

    public SourceWriter Code { get; }

    public Locals Locals { get; }

    /// <summary>What computed members are on the wire.</summary>
    public WriteValues Values { get; }

    /// <summary>Where members are that something is computed over.</summary>
    public Places Places { get; }

    /// <summary>The byte order, where it is chosen at run time.</summary>
    public OrderCode Order { get; }

    /// <summary>Whether there is no writer but a span; see <see cref="Records.Direct"/>.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The expression of the side that sends.</summary>
    public string From { get; init; } = "writer.From";

    /// <summary>The expression of where the next byte goes.</summary>
    public string Position { get; private set; } = "writer.Position";

    /// <summary>The local that holds the value of the member with a condition that is being written.</summary>
    public string? Present { get; set; }

    /// <summary>The locals that hold the bytes of runs, by the run's number.</summary>
    public Dictionary<int, string> Runs { get; } = [];

    /// <summary>The directories that were written, and the locals that say where their entries start.</summary>
    public List<(MemberSpec Member, string Entries)> Directories { get; } = [];

    /// <summary>The local that says where the line that is being written starts.</summary>
    public string Line { get; set; } = string.Empty;

    /// <summary>The locals that say where tokens would stand that are there or not, by the member's name.</summary>
    public Dictionary<string, string> TokenPlaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares the position, where there is no writer that has it.</summary>
    public void Begin()
    {
        if (IsDirect)
        {
            Position = Locals.New("position");
            Code.Line($"int {Position} = 0;");
        }
    }

    /// <summary>Emits a prefix of variable width.</summary>
    public void WritePrefix(VarIntPrefix prefix, string value) =>
        Code.Line($"{VarIntCode.Class(prefix.Format)}.Write(ref writer, {(prefix.Format == VarIntFormat.ZigZag ? string.Empty : "(ulong)")}{value});");

    /// <summary>Fills in the prefix in the run in front of a member.</summary>
    public void WritePrefix(PrefixItem? prefix, string value)
    {
        if (prefix is { } item)
        {
            string onWire = item.Prefix.Offset switch
            {
                0 => value,
                > 0 => $"({value} + {item.Prefix.Offset})",
                _ => $"{Known.Checks}.ToWire(\"{item.Spec.Name}\", {value}, unit: 1, bias: {item.Prefix.Offset}, most: {item.Prefix.Capacity})",
            };
            Code.Line(Scalars.WritePrefix(item.Prefix, Runs[item.Run], item.Offset, onWire));
        }
    }

    /// <summary>Emits what stands behind a length of variable size, as often as it takes until that has the size which it needs.</summary>
    /// <param name="member">The member.</param>
    /// <param name="prefix">The length.</param>
    /// <param name="expected">The expression of the length that is expected.</param>
    /// <param name="limit">The largest length allowed.</param>
    /// <param name="write">Emits what it counts; what that declares is known to nobody else.</param>
    public void WriteBehind(MemberSpec member, VarIntPrefix prefix, string expected, int? limit, Action write)
    {
        string length = Locals.New(member.Name, "Length");
        Code.Line($"{Known.Length} {length} = new(ref writer, {VarIntCode.Name(prefix.Format)}, {expected});");
        Code.Open("do");
        Code.Line($"{length}.Begin(ref writer);");
        write();
        Code.Close();
        Code.Line($"while (!{length}.TryEnd(ref writer, \"{member.Name}\"{(limit is null ? string.Empty : $", {limit}")}));");
        Code.Line();
    }

    /// <summary>Emits the check of a limit.</summary>
    public void Limit(MemberSpec member, string amount, int? most, string thrower)
    {
        if (most is { } limit)
        {
            Code.If($"{amount} > {limit}", $"{Known.Checks}.{thrower}(\"{member.Name}\", {amount}, {limit});");
        }
    }

    /// <summary>The lower of a limit and of what a prefix can say.</summary>
    public static int? Least(int? limit, PrefixItem? prefix)
    {
        int? capacity = prefix is { Prefix.Capacity: < int.MaxValue and var most } ? most : null;
        return limit is { } a && capacity is { } b ? Math.Min(a, b) : limit ?? capacity;
    }
}

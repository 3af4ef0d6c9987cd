using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The values on the wire of computed members, which are known one after the other while a record is written: constants at once, a length behind what it counts, a checksum in the end.</summary>
internal sealed class WriteValues(RecordSpec record)
{
    /// <summary>The expressions, by the member's name.</summary>
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>The expressions of the sizes of what a protocol's header counts, by the header member's name; complete once all is written.</summary>
    public Dictionary<string, string> HeaderLengths { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes note of what is known before anything is written.</summary>
    /// <param name="given">For a header: the name of the parameter that holds a computed member's value.</param>
    /// <param name="from">The expression of the side that sends.</param>
    public void Begin(Func<MemberSpec, string>? given, string from)
    {
        foreach (MemberSpec member in record.Members.Where(member => member.Derived is not null))
        {
            if (given is not null && RecordEmitter.IsComputed(member))
            {
                _known[member.Name] = given(member);
            }
            else if (member.Derived is UnionTagSpec or TagOfSpec)
            {
                _known[member.Name] = Locals.Property(member.Name);
            }
            else if (member.Derived is ConstantSpec constant)
            {
                _known[member.Name] = ConstantCode.Value(member, constant, from);
            }
        }

        foreach (GroupSpec group in record.Groups)
        {
            if (group.Size.FixedSize is { } size)
            {
                Know(group, size.ToString());
            }
        }

        foreach (GroupSpec count in record.HeaderCounts)
        {
            HeaderLengths[count.Field.Name] = count.Field.Derived is FlagOfSpec ? HeaderFlagCode.Value(record, count) : count.IsAbsent ? "0" : SizeCode.Count(record.Members[count.First], Locals.Property(record.Members[count.First].Name));
        }
    }

    /// <summary>Takes note of a value.</summary>
    public void Know(MemberSpec member, string value) => _known[member.Name] = value;

    /// <summary>Takes note of the number of bytes of a group.</summary>
    public void Know(GroupSpec group, string bytes)
    {
        if (group.Field.InHeader)
        {
            HeaderLengths[group.Field.Name] = bytes;
            return;
        }

        MemberSpec field = record.Members.First(member => member.Name == group.Field.Name);
        if (!Integers.IsVariable(field.Form))
        {
            _known[field.Name] = Length(group, field, bytes);
        }
    }

    /// <summary>The expression of a length on the wire, or of the value that says that the member is not there.</summary>
    public string Length(GroupSpec group, MemberSpec field, string bytes)
    {
        LengthOfSpec length = (LengthOfSpec)group.Field.Derived;
        return OrChecked(length.Absent, record.Members[group.First], field, ToWire(field, bytes, length.SelfBytes, length.Unit, length.Bias, record.IsStreamed(group)));
    }

    /// <summary>The expression of a computed member, once it is known; null before.</summary>
    public string? Find(MemberSpec member) => _known.TryGetValue(member.Name, out string? known) ? known : null;

    /// <summary>The expression of a member's value on the wire.</summary>
    /// <param name="member">The member.</param>
    /// <param name="otherwise">The expression of a value that is not computed.</param>
    public string Of(MemberSpec member, string otherwise)
    {
        if (Find(member) is { } known)
        {
            return known;
        }

        if (member.Derived is FlagOfSpec flag)
        {
            return $"({Locals.Property(flag.Member)} is not null)";
        }

        if (member.Derived is CountOfSpec count)
        {
            MemberSpec list = record.Members.First(other => other.Name == count.Member);
            string value = Locals.Property(list.Name);
            string amount = !list.IsNullable
                ? SizeCode.Count(list, value)
                : $"({value} is {{ }} counted{list.Name} ? {SizeCode.Count(list, "counted" + list.Name)} : 0)";
            return OrChecked(count.Absent, list, member, ToWire(member, amount, 0, 1, count.Bias));
        }

        return otherwise;
    }

    /// <summary>Whether all that an item of a run holds can be written.</summary>
    public bool IsKnown(RunItem item) => item switch
    {
        ScalarItem scalar => IsKnown(scalar.Spec),
        BitsItem bits => bits.Parts.All(part => part.Spec is null || IsKnown(part.Spec)),
        _ => true,
    };

    private bool IsKnown(MemberSpec member) => member.Derived is not (LengthOfSpec or OffsetOfSpec or ChecksumSpec) || _known.ContainsKey(member.Name);

    /// <summary>The value of a length or count, or the one that says that the member is not there. A member that is there and whose length would say so is refused: it would be read as null.</summary>
    private static string OrChecked(long? absent, MemberSpec counted, MemberSpec field, string value)
    {
        if (absent is null)
        {
            return value;
        }

        int bias = field.Derived switch { LengthOfSpec length => length.Bias, CountOfSpec count => count.Bias, _ => 0 };
        return OrAbsent(absent, counted, field, absent < 0 && bias >= 0 ? value : $"{Known.Checks}.NotNull(\"{counted.Name}\", {value}, ({field.TypeName}){absent})");
    }

    /// <summary>The value of a length or count, or the one that says that the member is not there.</summary>
    public static string OrAbsent(long? absent, MemberSpec counted, MemberSpec field, string value) => OrAbsent(absent, counted, field.TypeName, value);

    /// <summary>The same, of a type.</summary>
    public static string OrAbsent(long? absent, MemberSpec counted, string type, string value) =>
        absent is { } none && counted.Condition is not null ? $"({Locals.Property(counted.Name)} is null ? ({type})({none}) : {value})" : value;

    /// <summary>The value of a length or count on the wire, of the member's type.</summary>
    public static string ToWire(MemberSpec field, string amount, int self, int unit, int bias, bool isLong = false)
    {
        ScalarForm form = (ScalarForm)field.Form;
        int bits = Integers.Bits(form) - (form.Primitive.IsSigned() ? 1 : 0);
        if (self == 0 && unit == 1 && bias == 0 && !isLong)
        {
            string type = form.Primitive.Keyword();
            return bits >= 31 ? $"({type}){amount}" : $"({type}){Known.Checks}.ToWire(\"{field.Name}\", {amount}, {(1 << bits) - 1})";
        }

        string most = bits >= 63 ? "long.MaxValue" : ((1L << bits) - 1).ToString();
        string sum = self == 0 ? amount : $"{amount} + {self}";
        return $"({form.Primitive.Keyword()}){Known.Checks}.ToWire(\"{field.Name}\", {sum}, unit: {unit}, bias: {bias}, most: {most})";
    }
}

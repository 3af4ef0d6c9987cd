using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProtoSockets.Schema;

/// <summary>Reads what chooses the byte order of a record's numbers at run time, and says in which order each member is.</summary>
/// <param name="type">The record.</param>
/// <param name="members">Its members.</param>
/// <param name="outer">The order around the record, its own <c>[ByteOrder]</c> left out.</param>
/// <param name="followsHeader">Whether it is a message behind a header whose member chooses.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class OrderParser(INamedTypeSymbol type, List<MemberDraft> members, ByteOrder outer, bool followsHeader, ProblemList problems)
{
    private ByteOrder _outer = outer;
    private OrderSpec? _chosen;
    private int _from = int.MaxValue;

    /// <summary>Whether numbers of a record are in the order of what encloses it.</summary>
    public static bool IsLeftOpen(ITypeSymbol type) => Nearest(type) is { } nearest && nearest.OwnName() == "ByteOrder";

    /// <summary>The nearest attribute about the order of a type's numbers. Where a member of the type chooses, the type around it says the order of what stands in front.</summary>
    private static AttributeData? Nearest(ITypeSymbol? type)
    {
        bool isSelf = true;
        for (ITypeSymbol? container = type; container is not null; container = container.ContainingType)
        {
            IReadOnlyList<AttributeData> attributes = container.GetAttributes();
            if ((attributes.Find("BigEndian") ?? attributes.Find("LittleEndian")) is { } fixedOrder)
            {
                return fixedOrder;
            }

            if (attributes.Find("ByteOrder") is { } chosen && !attributes.Has("Protocol") && !(isSelf && IsNamed(chosen)))
            {
                return chosen;
            }

            isSelf = false;
        }

        return null;
    }

    private static bool IsNamed(AttributeData attribute) => attribute.ConstructorArguments.Length > 0;

    /// <summary>Reads the attribute of the record.</summary>
    public void ParseRecord()
    {
        if (type.GetAttributes().Find("ByteOrder") is not { } attribute)
        {
            return;
        }

        AttributeData? order = type.GetAttributes().Find("BigEndian") ?? type.GetAttributes().Find("LittleEndian");
        if (!IsNamed(attribute))
        {
            if (order is not null)
            {
                problems.Add(ProblemIds.ConflictingAttributes, attribute, type, type.Name, order.OwnName()!, "ByteOrder");
            }

            if (SchemaParser.IsMessageOrHeader(type) && !followsHeader)
            {
                problems.Add(ProblemIds.OrderNotTold, attribute, type, type.Name, "nothing, since no record encloses a message, and no header in front of it chooses");
            }

            _outer = ByteOrder.AtRunTime;
            return;
        }

        if (Parse(attribute, type, type.Name, members.Count) is not { } chosen)
        {
            return;
        }

        int index = 0;
        while (index < members.Count && (!members[index].IsInBody || !IsKnown(chosen, index) || SharesBits(index)))
        {
            index++;
        }

        if (index == members.Count)
        {
            problems.Add(ProblemIds.OrderNotTold, attribute, type, type.Name, $"'{chosen.Name}', which nothing follows");
            return;
        }

        _chosen = chosen;
        _from = index;
        members[index].SwitchesOrder = chosen;
    }

    /// <summary>The order of a member's numbers, unless it says so itself.</summary>
    public ByteOrder Of(MemberDraft member)
    {
        int index = members.IndexOf(member);
        ByteOrder order = index >= _from ? ByteOrder.AtRunTime : _outer;
        if (member.Find("ByteOrder") is { } attribute)
        {
            if (!IsNamed(attribute))
            {
                problems.Add(ProblemIds.OrderNotTold, attribute, member.Symbol, member.Name, "nothing; name the member that chooses");
            }

            member.Order = !IsNamed(attribute) ? null : Parse(attribute, member.Symbol, member.Name, index);
            order = ByteOrder.AtRunTime;
        }

        return order;
    }

    /// <summary>Checks, once a member has a form, what depends on it; and tells records that leave their order open the one around them.</summary>
    public void CheckForm(MemberDraft member, ByteOrder inherited)
    {
        if (member.Form is null || !member.IsInBody)
        {
            return;
        }

        ByteOrder order = member.Has("LittleEndian") ? ByteOrder.LittleEndian : member.Has("BigEndian") ? ByteOrder.BigEndian : inherited;
        ITypeSymbol inner = SchemaTypes.ListElement(member.Type) ?? member.Type;
        bool isRecord = member.Form is StructForm or TaggedForm or ListForm { Element: StructForm or TaggedForm } && inner is INamedTypeSymbol;
        if (isRecord && IsLeftOpen(inner))
        {
            member.Order ??= order == ByteOrder.AtRunTime ? null : OrderSpec.Known(order);
            return;
        }

        if (isRecord && member.Form is ListForm && order == ByteOrder.AtRunTime && member.Find("ByteOrder") is { } attribute)
        {
            problems.Add(ProblemIds.NoEffect, attribute, member.Symbol, "ByteOrder", member.Name, $"'{inner.ShortName()}' is not marked [ByteOrder], and has an order of its own");
        }
        else if (isRecord && _chosen is not null && order == ByteOrder.AtRunTime && ((INamedTypeSymbol)inner).IsFromSource() && Nearest(inner) is null && HasNumbers(inner))
        {
            problems.Add(ProblemIds.OrderOfInner, member.Place, member.Name, inner.ShortName(), _chosen.Name);
        }

        if (order == ByteOrder.AtRunTime && member.Form is ListForm { Length: UntilBytes, Element: PlainForm plain } && plain.Primitive.Size() > 1)
        {
            problems.Add(ProblemIds.EndNotTold, member.Find("EndsWith")!, member.Symbol, member.Name, "a number", "whose bytes depend on the order that is chosen at run time");
        }
    }

    private static bool HasNumbers(ITypeSymbol record) => record.GetMembers().OfType<IPropertySymbol>().Any(property =>
        !property.IsStatic && !property.IsGenerated() && SchemaTypes.Primitive(property.Type, out _) is { } primitive && primitive.Size() > 1
        && property.GetAttributes() is var attributes && !attributes.Has("BigEndian") && !attributes.Has("LittleEndian") && !attributes.Has("VarInt"));

    /// <summary>Whether a member is in the same container of bits as the one in front of it.</summary>
    private bool SharesBits(int index) => index > 0 && members[index].Has("Bits") && members[index - 1].Has("Bits");

    private bool IsKnown(OrderSpec order, int index) => order.IsWireMember
        ? members.FindIndex(member => member.Name == order.Name) is var at && (at < index || !members[at].IsInBody)
        : EarlierMembers.FirstUnread(type, members, EarlierMembers.Property(type, members, order.Name)!, index) is null;

    private OrderSpec? Parse(AttributeData attribute, ISymbol symbol, string name, int own)
    {
        if (attribute.IsBroken() || attribute.Text(0) is not { } target)
        {
            problems.Fail();
            return null;
        }

        int index = members.FindIndex(member => member.Name == target);
        IPropertySymbol? property = index >= 0 ? null : EarlierMembers.Property(type, members, target);
        ITypeSymbol? chooser = index >= 0 ? members[index].DeclaredType : property?.Type;
        string? wrong = chooser is null ? $"'{target}', and '{type.Name}' has no such member"
            : index >= own && members[index].IsInBody ? $"'{target}', which does not come before it"
            : property is not null && EarlierMembers.FirstUnread(type, members, property, own) is { } unread ? $"'{target}', which looks at '{unread}', and that is not known before it"
            : index >= 0 && members[index].IsOptional ? $"'{target}', which is not always there"
            : null;
        OrderSpec? order = null;
        if (wrong is null)
        {
            bool isTruth = attribute.ConstructorArguments.Length == 1;
            if (isTruth && chooser!.SpecialType == SpecialType.System_Boolean)
            {
                order = new OrderSpec(target, index >= 0, null);
            }
            else if (isTruth)
            {
                wrong = $"'{target}', which is no bool; say which of its values is little-endian";
            }
            else if (ValueOf(attribute.ConstructorArguments[1], chooser!) is { } value)
            {
                order = new OrderSpec(target, index >= 0, value);
            }
            else
            {
                wrong = $"'{target}', of whose type '{chooser!.ShortName()}' the value for little-endian is not";
            }
        }

        if (wrong is not null)
        {
            problems.Add(ProblemIds.OrderNotTold, attribute, symbol, name, wrong);
        }

        return order;
    }

    /// <summary>The value as C# code; null when the type has no such value.</summary>
    private static string? ValueOf(TypedConstant constant, ITypeSymbol chooser)
    {
        if (constant.Kind == TypedConstantKind.Array)
        {
            return null;
        }

        if (chooser.SpecialType == SpecialType.System_String)
        {
            return constant.Value is string text ? SymbolDisplay.FormatLiteral(text, quote: true) : null;
        }

        return SchemaTypes.Primitive(chooser, out string? enumType) is { } primitive
            && primitive.IsSmallInteger()
            && (constant.Kind != TypedConstantKind.Enum || SymbolEqualityComparer.Default.Equals(constant.Type, chooser))
            && AttributeReading.ToLong(constant.Value) is { } value
            && new PlainForm(primitive, enumType, ByteOrder.BigEndian) is var form
            && Integers.Fits(value, form)
                ? Integers.Literal(value, form)
                : null;
    }
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ProtoSockets.Schema;

/// <summary>Reads the checks of a member's value.</summary>
internal sealed class CheckParser(INamedTypeSymbol type, ProblemList problems)
{
    internal static readonly string[] Names = ["InRange", "OneOf", "Validate", "ClosedEnum"];

    public void Parse(MemberDraft member)
    {
        AttributeData[] own = [.. member.Attributes.Where(attribute => attribute.OwnName() is { } name && Names.Contains(name))];
        if (own.Length > 0 && (member.IsPartial || !member.IsInBody))
        {
            string reason = member.IsPartial ? "it is computed" : "it is checked as a member of the header";
            problems.Add(ProblemIds.WrongMember, own[0], member.Symbol, own[0].OwnName()!, member.Name, reason);
            return;
        }

        foreach (AttributeData attribute in own)
        {
            if (attribute.IsBroken())
            {
                problems.Fail();
                continue;
            }

            switch (attribute.OwnName())
            {
                case "InRange":
                    ParseRange(member, attribute);
                    break;
                case "OneOf":
                    ParseValues(member, attribute);
                    break;
                case "Validate":
                    ParseMethod(member, attribute);
                    break;
                case "ClosedEnum" when (SchemaTypes.ListElement(member.Type) ?? member.Type).TypeKind != TypeKind.Enum:
                    Misplace(member, attribute, "it is no enum, nor a list of one");
                    break;
                case "ClosedEnum" when member.Form is ListForm && (member.IsToken || member.Form is not ListForm { Element: PlainForm }):
                    Misplace(member, attribute, "its elements are read by something else");
                    break;
            }
        }

        if (member.Form is ListForm { Element: PlainForm { EnumType: not null } } list && member.IsInBody
            && (member.Has("ClosedEnum") || SchemaTypes.ListElement(member.Type)!.GetAttributes().Has("ClosedEnum")))
        {
            member.Form = list with { IsClosed = true };
        }

        if (member.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } closed && !member.IsPartial && member.IsInBody && (member.Has("ClosedEnum") || closed.GetAttributes().Has("ClosedEnum")))
        {
            AddClosed(member, closed);
        }
    }

    private void Misplace(MemberDraft member, AttributeData attribute, string reason) =>
        problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, attribute.OwnName()!, member.Name, reason);

    private void ParseRange(MemberDraft member, AttributeData attribute)
    {
        if (!IsNumber(member.Type))
        {
            Misplace(member, attribute, "it is no number");
            return;
        }

        object? minimum = attribute.Argument(0);
        object? maximum = attribute.Argument(1);
        if (Literal(member.Type, minimum) is not { } least || Literal(member.Type, maximum) is not { } most)
        {
            string wrong = Literal(member.Type, minimum) is null ? Text(minimum) : Text(maximum);
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "InRange", member.Name, wrong, $"it is no value of '{member.Type.ShortName()}'");
            return;
        }

        if (Convert.ToDecimal(minimum, CultureInfo.InvariantCulture) > Convert.ToDecimal(maximum, CultureInfo.InvariantCulture))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "InRange", member.Name, $"{Text(minimum)} to {Text(maximum)}", "no value lies between them");
            return;
        }

        // Comparisons that hold for every value of the type would be warned of.
        bool hasLeast = !IsLimit(member.Type, minimum, isLeast: true);
        bool hasMost = !IsLimit(member.Type, maximum, isLeast: false);
        if (!hasLeast && !hasMost)
        {
            problems.Add(ProblemIds.NoEffect, attribute, member.Symbol, "InRange", member.Name, $"every '{member.Type.ShortName()}' is in that range");
            return;
        }

        // Written so that a NaN, for which no comparison holds, is wrong.
        string right = string.Join(" && ", new[] { hasLeast ? $"{{0}} >= {least}" : null, hasMost ? $"{{0}} <= {most}" : null }.Where(part => part is not null));
        string rule = !hasMost ? $"and must be at least {Text(minimum)}"
            : !hasLeast ? $"and must be at most {Text(maximum)}"
            : $"and must be between {Text(minimum)} and {Text(maximum)}";
        member.Checks.Add(new CheckSpec($"!({right})", rule, OfRecord: false));
    }

    private void ParseValues(MemberDraft member, AttributeData attribute)
    {
        bool isEnum = member.Type.TypeKind == TypeKind.Enum;
        bool isString = member.Type.SpecialType == SpecialType.System_String;
        if (!IsNumber(member.Type) && !isEnum && !isString)
        {
            Misplace(member, attribute, "it is no number, enum or string");
            return;
        }

        TypedConstant[] values = attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Array, IsNull: false } array ? [.. array.Values] : [];
        if (values.Length == 0)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "OneOf", member.Name, "no value", "name those that are right");
            return;
        }

        List<string> literals = [];
        List<string> texts = [];
        foreach (TypedConstant value in values)
        {
            object? constant = value.Kind == TypedConstantKind.Array ? null : value.Value;
            string? literal = isEnum ? EnumLiteral(member.Type, value)
                : isString ? constant is string text ? SymbolDisplay.FormatLiteral(text, quote: true) : null
                : value.Kind == TypedConstantKind.Enum ? null
                : Literal(member.Type, constant);
            if (literal is null)
            {
                problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "OneOf", member.Name, Text(constant), $"it is no value of '{member.Type.ShortName()}'");
                return;
            }

            literals.Add(literal);
            texts.Add(isEnum ? NameOf(member.Type, constant) ?? Text(constant) : isString ? literal : Text(constant));
        }

        string list = texts.Count == 1 ? texts[0] : string.Join(", ", texts.Take(texts.Count - 1)) + " or " + texts[texts.Count - 1];
        member.Checks.Add(new CheckSpec(string.Join(" && ", literals.Select(literal => $"{{0}} != {literal}")), "and must be " + list, OfRecord: false));
    }

    private void ParseMethod(MemberDraft member, AttributeData attribute)
    {
        string name = attribute.Text(0) ?? string.Empty;
        string full = type.FullName();
        IMethodSymbol[] methods =
        [
            .. type.GetMembers(name).OfType<IMethodSymbol>().Where(method => method is { IsStatic: true, Arity: 0, Parameters.Length: 1, ReturnType.SpecialType: SpecialType.System_Boolean }
                && method.Parameters[0].RefKind is RefKind.None or RefKind.In
                && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, member.Type)),
        ];
        bool isProperty = type.GetMembers(name).OfType<IPropertySymbol>()
            .Any(property => property is { IsStatic: false, IsIndexer: false, GetMethod: not null, Type.SpecialType: SpecialType.System_Boolean });
        if (methods.Length > 0)
        {
            member.Checks.Add(new CheckSpec($"!{full}.{SymbolReading.Escape(name)}({{0}})", $"which {name} refuses", OfRecord: false));
        }
        else if (isProperty)
        {
            member.Checks.Add(new CheckSpec($"!{{0}}.{SymbolReading.Escape(name)}", $"which {name} refuses", OfRecord: true));
        }
        else
        {
            problems.Add(ProblemIds.UnknownCheck, attribute, member.Symbol, member.Name, name, type.Name, member.Type.ShortName());
        }
    }

    private void AddClosed(MemberDraft member, INamedTypeSymbol closed)
    {
        IFieldSymbol[] names = [.. closed.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)];
        bool isFlags = closed.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "FlagsAttribute" } flags && flags.IsIn("System"));
        string rule = $"which is no {closed.Name}";
        string full = closed.FullName();
        string name(IFieldSymbol field) => $"{full}.{SymbolReading.Escape(field.Name)}";
        if (isFlags && names.Length > 0)
        {
            member.Checks.Add(new CheckSpec($"({{0}} & ~({string.Join(" | ", names.Select(name))})) != 0", rule, OfRecord: false));
        }
        else if (names.Length > 0)
        {
            IEnumerable<string> distinct = names.GroupBy(field => field.ConstantValue).Select(group => name(group.First()));
            member.Checks.Add(new CheckSpec(string.Join(" && ", distinct.Select(value => $"{{0}} != {value}")), rule, OfRecord: false));
        }
    }

    private static bool IsNumber(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Decimal
        || (type.TypeKind != TypeKind.Enum && SchemaTypes.Primitive(type, out _) is { } primitive && primitive is not (PrimitiveKind.Boolean or PrimitiveKind.Guid));

    private static string? EnumLiteral(ITypeSymbol type, TypedConstant value) =>
        value.Kind == TypedConstantKind.Enum && SymbolEqualityComparer.Default.Equals(value.Type, type) && value.Value is { } constant
            ? NameOf(type, constant) is { } name ? $"{type.FullName()}.{SymbolReading.Escape(name)}" : $"({type.FullName()})({Text(constant)})"
            : null;

    private static string? NameOf(ITypeSymbol type, object? value) =>
        type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value))?.Name;

    /// <summary>A constant as C# code of a number's type; null when it is no value of it.</summary>
    private static string? Literal(ITypeSymbol type, object? value)
    {
        if (SchemaTypes.Primitive(type, out _) is { } primitive && primitive.IsInteger())
        {
            return value is ulong large ? primitive is PrimitiveKind.UInt64 or PrimitiveKind.UInt128 or PrimitiveKind.Int128 || large <= long.MaxValue && Fits(primitive, (long)large) ? Text(large) + "UL" : null
                : AttributeReading.ToLong(value) is { } number && Fits(primitive, number)
                    ? primitive is PrimitiveKind.UInt64 or PrimitiveKind.UInt128 ? Text(number) + "UL" : Suffixed(number)
                : null;
        }

        if (value is not (byte or sbyte or short or ushort or int or uint or long or ulong or float or double) || value is double.NaN or float.NaN
            || value is double and (> 7e28 or < -7e28) || value is float and (> 7e28f or < -7e28f))
        {
            return null;
        }

        return type.SpecialType switch
        {
            SpecialType.System_Decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "m",
            SpecialType.System_Double => Round(value) + "d",
            SpecialType.System_Single => Round(value) + "f",
            _ => $"({type.FullName()})({Round(value)}f)",
        };
    }

    private static string Round(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    private static string Suffixed(long number) => number switch
    {
        long.MinValue => "long.MinValue",
        < int.MinValue or > int.MaxValue => Text(number) + "L",
        _ => Text(number),
    };

    private static bool Fits(PrimitiveKind primitive, long value) =>
        primitive == PrimitiveKind.Int128 || (primitive == PrimitiveKind.UInt128 ? value >= 0 : Integers.Fits(value, new PlainForm(primitive, null, ByteOrder.BigEndian)));

    /// <summary>Whether a constant is the least or largest value of an integer type.</summary>
    private static bool IsLimit(ITypeSymbol type, object? value, bool isLeast)
    {
        if (SchemaTypes.Primitive(type, out _) is not { } primitive || !primitive.IsInteger() || primitive == PrimitiveKind.Int128)
        {
            return false;
        }

        bool isSigned = primitive.IsSigned();
        if (isLeast)
        {
            long least = isSigned ? -1L << ((8 * primitive.Size()) - 1) : 0;
            return AttributeReading.ToLong(value) == least;
        }

        return primitive != PrimitiveKind.UInt128 && Convert.ToDecimal(value, CultureInfo.InvariantCulture) == primitive switch
        {
            PrimitiveKind.UInt64 => ulong.MaxValue,
            PrimitiveKind.Int64 => long.MaxValue,
            _ => (decimal)((1L << ((8 * primitive.Size()) - (isSigned ? 1 : 0))) - 1),
        };
    }

    private static string Text(object? value) => value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}

using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Which runtime methods read and write an integer of variable length.</summary>
internal static class VarIntCode
{
    public static string Class(VarIntFormat format) => format switch
    {
        VarIntFormat.Leb128 => Known.Runtime + ".Leb128",
        VarIntFormat.ZigZag => Known.Runtime + ".ZigZag",
        VarIntFormat.Mqtt => Known.Runtime + ".MqttVarInt",
        VarIntFormat.Quic => Known.Runtime + ".QuicVarInt",
        VarIntFormat.Vlq => Known.Runtime + ".Vlq",
        _ => Known.Runtime + ".CompactSize",
    };

    /// <summary>Whether the format reads into a <c>long</c>.</summary>
    public static bool IsSigned(VarIntForm form) =>
        form.Format == VarIntFormat.ZigZag || (form.Primitive.IsSigned() && form.Format is VarIntFormat.Leb128 or VarIntFormat.Vlq && form.Primitive.IsSigned());

    public static string Name(VarIntFormat format) => $"global::ProtoSockets.VarIntFormat.{format}";

    private static string Suffix(VarIntForm form) => form.Format != VarIntFormat.ZigZag && IsSigned(form) ? "Signed" : string.Empty;

    public static string TryRead(VarIntForm form, string local) =>
        $"{Class(form.Format)}.TryRead{Suffix(form)}(ref reader, {form.MaxBytes}, {(form.Canonical ? "true" : "false")}, out {Raw(form)} {local})";

    public static string Raw(VarIntForm form) => IsSigned(form) ? "long" : "ulong";

    /// <summary>Whether the raw value does not fit the member's type; null when it always does.</summary>
    public static string? Overflow(VarIntForm form, string local)
    {
        PrimitiveKind primitive = form.Primitive;
        if (IsSigned(form))
        {
            return primitive switch
            {
                PrimitiveKind.Int64 => null,
                PrimitiveKind.UInt64 => $"{local} < 0",
                _ => $"{local} is < {primitive.Keyword()}.MinValue or > {primitive.Keyword()}.MaxValue",
            };
        }

        return primitive switch
        {
            PrimitiveKind.UInt64 => null,
            _ when primitive.IsSigned() => $"{local} > (ulong){primitive.Keyword()}.MaxValue",
            _ => $"{local} > {primitive.Keyword()}.MaxValue",
        };
    }

    public static string Convert(VarIntForm form, string local) => $"({form.TypeName}){local}";

    public static string Write(VarIntForm form, string value) => $"{Class(form.Format)}.Write{Suffix(form)}(ref writer, {Wide(form, value)});";

    public static string Size(VarIntForm form, string value) => $"{Class(form.Format)}.Get{Suffix(form)}Size({Wide(form, value)})";

    private static string Wide(VarIntForm form, string value)
    {
        string number = form.EnumType is null ? value : $"({form.Primitive.Keyword()}){value}";
        return form.Primitive.IsSigned() == IsSigned(form) ? number
            : IsSigned(form) ? $"unchecked((long){number})"
            : $"unchecked((ulong){number})";
    }

    /// <summary>Whether a value lies beyond the format's sign, and what it should be; null when the format has all values of the type.</summary>
    public static (string Wrong, string Rule)? BeyondSign(VarIntForm form, string value)
    {
        string number = form.EnumType is null ? value : $"({form.Primitive.Keyword()}){value}";
        return form.Primitive.IsSigned() && !IsSigned(form) ? ($"{number} < 0", "and must be at least 0")
            : form.Primitive == PrimitiveKind.UInt64 && IsSigned(form) ? ($"{number} > long.MaxValue", "and must be at most 9223372036854775807")
            : null;
    }

    /// <summary>Emits the check that a value takes no more bytes than its member allows.</summary>
    public static void CheckWidth(MemberSpec member, VarIntForm form, string value, SourceWriter code)
    {
        if (form.MaxBytes < VarInts.MaxBytes(form.Format, form.Primitive))
        {
            code.If($"{Size(form, value)} > {form.MaxBytes}", $"{Known.Checks}.ThrowDoesNotFit(\"{member.Name}\", {value}, {8 * form.MaxBytes});");
        }
    }

    /// <summary>Whether a length or count in this format has to be in its shortest form, as a literal.</summary>
    public static string PrefixIsShortest(VarIntFormat format) => VarInts.IsAlwaysShortest(format) ? "true" : "false";

    /// <summary>The most bytes of a length or count in this format.</summary>
    public static int PrefixBytes(VarIntFormat format) => new VarIntPrefix(format).Size.Maximum ?? 5;
}

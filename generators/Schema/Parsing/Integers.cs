using System.Globalization;

namespace ProtoSockets.Schema;

/// <summary>Which integers a wire form can hold, and how C# code writes them.</summary>
internal static class Integers
{
    /// <summary>How many bits the form has on the wire.</summary>
    public static int Bits(ScalarForm form) => form switch
    {
        OddWidthForm odd => 8 * odd.Bytes,
        BitsForm bits => bits.Bits,
        _ => 8 * form.Primitive.Size(),
    };

    /// <summary>Whether the number of bytes depends on the value, so that a length of this form can't be filled in afterwards.</summary>
    public static bool IsVariable(WireForm form) => form is VarIntForm or AsciiForm;

    public static bool Fits(long value, ScalarForm form)
    {
        int bits = Bits(form);
        if (!form.Primitive.IsSmallInteger())
        {
            return false;
        }

        if (form is VarIntForm { Format: VarIntFormat.Mqtt } && value is < 0 or > 268_435_455)
        {
            return false;
        }

        if (form.Primitive.IsSigned())
        {
            return bits >= 64 || (value >= -(1L << (bits - 1)) && value < 1L << (bits - 1));
        }

        return value >= 0 && (bits >= 63 || value < 1L << bits);
    }

    /// <summary>The value as C# code: a plain number, or a cast to the enum.</summary>
    public static string Literal(long value, ScalarForm form)
    {
        string text = value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture);
        return form.EnumType is null ? text
            : value < 0 ? $"(({form.EnumType})({text}))"
            : $"(({form.EnumType}){text})";
    }
}

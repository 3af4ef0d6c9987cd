using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>A value of an enum whose names (of flags: whose bits) are all there are. It can't be copied in bulk: each has to be looked at.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
/// <param name="inner">What reads and writes the number.</param>
internal sealed class ClosedEnumElement<TEnum>(WireElement<TEnum> inner) : WireElement<TEnum>(inner.FixedSize)
    where TEnum : unmanaged, Enum
{
    private static readonly TEnum[] Names = Enum.GetValues<TEnum>();
    private static readonly bool IsFlags = typeof(TEnum).IsDefined(typeof(FlagsAttribute), inherit: false);
    private static readonly ulong Bits = Names.Aggregate(0UL, static (bits, name) => bits | ToBits(name));

    public override bool TryRead(ref WireReader reader, out TEnum value)
    {
        int offset = reader.Position;
        return inner.TryRead(ref reader, out value) && (IsKnown(value) || Refuse(ref reader, offset, value));
    }

    public override void Write(ref WireWriter writer, TEnum value)
    {
        if (!IsKnown(value))
        {
            ValueChecks.Throw("An element", value, Rule);
        }

        inner.Write(ref writer, value);
    }

    public override int GetSize(TEnum value) => inner.GetSize(value);

    private static string Rule => $"which is no {typeof(TEnum).Name}";

    private static bool IsKnown(TEnum value) => IsFlags ? (ToBits(value) & ~Bits) == 0 : Names.AsSpan().Contains(value);

    private static ulong ToBits(TEnum value) => Unsafe.SizeOf<TEnum>() switch
    {
        1 => Unsafe.BitCast<TEnum, byte>(value),
        2 => Unsafe.BitCast<TEnum, ushort>(value),
        4 => Unsafe.BitCast<TEnum, uint>(value),
        _ => Unsafe.BitCast<TEnum, ulong>(value),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Refuse(ref WireReader reader, int offset, TEnum value) => reader.MalformedAt(offset, $"is {value}, {Rule}");
}

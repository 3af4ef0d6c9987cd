namespace ProtoSockets.Runtime;

/// <summary>The kinds of elements that every protocol has: numbers in both byte orders, and records with a wire form.</summary>
public static partial class WireElements
{
    /// <summary>Unsigned integers of 1 byte.</summary>
    public static WireElement<byte> Byte { get; } = new NumberElement<byte>(isLittleEndian: false);

    /// <summary>Signed integers of 1 byte.</summary>
    public static WireElement<sbyte> SByte { get; } = new NumberElement<sbyte>(isLittleEndian: false);

    /// <summary>A byte each: 0 is false, anything else is true and 1 when written.</summary>
    public static WireElement<bool> Boolean { get; } = new BooleanElement();

    /// <summary>Unsigned integers of 2 bytes, most significant byte first.</summary>
    public static WireElement<ushort> UInt16BigEndian { get; } = new NumberElement<ushort>(isLittleEndian: false);

    /// <summary>Unsigned integers of 2 bytes, least significant byte first.</summary>
    public static WireElement<ushort> UInt16LittleEndian { get; } = new NumberElement<ushort>(isLittleEndian: true);

    /// <summary>Signed integers of 2 bytes, most significant byte first.</summary>
    public static WireElement<short> Int16BigEndian { get; } = new NumberElement<short>(isLittleEndian: false);

    /// <summary>Signed integers of 2 bytes, least significant byte first.</summary>
    public static WireElement<short> Int16LittleEndian { get; } = new NumberElement<short>(isLittleEndian: true);

    /// <summary>Unsigned integers of 4 bytes, most significant byte first.</summary>
    public static WireElement<uint> UInt32BigEndian { get; } = new NumberElement<uint>(isLittleEndian: false);

    /// <summary>Unsigned integers of 4 bytes, least significant byte first.</summary>
    public static WireElement<uint> UInt32LittleEndian { get; } = new NumberElement<uint>(isLittleEndian: true);

    /// <summary>Signed integers of 4 bytes, most significant byte first.</summary>
    public static WireElement<int> Int32BigEndian { get; } = new NumberElement<int>(isLittleEndian: false);

    /// <summary>Signed integers of 4 bytes, least significant byte first.</summary>
    public static WireElement<int> Int32LittleEndian { get; } = new NumberElement<int>(isLittleEndian: true);

    /// <summary>Unsigned integers of 8 bytes, most significant byte first.</summary>
    public static WireElement<ulong> UInt64BigEndian { get; } = new NumberElement<ulong>(isLittleEndian: false);

    /// <summary>Unsigned integers of 8 bytes, least significant byte first.</summary>
    public static WireElement<ulong> UInt64LittleEndian { get; } = new NumberElement<ulong>(isLittleEndian: true);

    /// <summary>Signed integers of 8 bytes, most significant byte first.</summary>
    public static WireElement<long> Int64BigEndian { get; } = new NumberElement<long>(isLittleEndian: false);

    /// <summary>Signed integers of 8 bytes, least significant byte first.</summary>
    public static WireElement<long> Int64LittleEndian { get; } = new NumberElement<long>(isLittleEndian: true);

    /// <summary>Unsigned integers of 16 bytes, most significant byte first.</summary>
    public static WireElement<UInt128> UInt128BigEndian { get; } = new NumberElement<UInt128>(isLittleEndian: false);

    /// <summary>Unsigned integers of 16 bytes, least significant byte first.</summary>
    public static WireElement<UInt128> UInt128LittleEndian { get; } = new NumberElement<UInt128>(isLittleEndian: true);

    /// <summary>Signed integers of 16 bytes, most significant byte first.</summary>
    public static WireElement<Int128> Int128BigEndian { get; } = new NumberElement<Int128>(isLittleEndian: false);

    /// <summary>Signed integers of 16 bytes, least significant byte first.</summary>
    public static WireElement<Int128> Int128LittleEndian { get; } = new NumberElement<Int128>(isLittleEndian: true);

    /// <summary>IEEE 754 numbers of 2 bytes, most significant byte first.</summary>
    public static WireElement<Half> HalfBigEndian { get; } = new NumberElement<Half>(isLittleEndian: false);

    /// <summary>IEEE 754 numbers of 2 bytes, least significant byte first.</summary>
    public static WireElement<Half> HalfLittleEndian { get; } = new NumberElement<Half>(isLittleEndian: true);

    /// <summary>IEEE 754 numbers of 4 bytes, most significant byte first.</summary>
    public static WireElement<float> SingleBigEndian { get; } = new NumberElement<float>(isLittleEndian: false);

    /// <summary>IEEE 754 numbers of 4 bytes, least significant byte first.</summary>
    public static WireElement<float> SingleLittleEndian { get; } = new NumberElement<float>(isLittleEndian: true);

    /// <summary>IEEE 754 numbers of 8 bytes, most significant byte first.</summary>
    public static WireElement<double> DoubleBigEndian { get; } = new NumberElement<double>(isLittleEndian: false);

    /// <summary>IEEE 754 numbers of 8 bytes, least significant byte first.</summary>
    public static WireElement<double> DoubleLittleEndian { get; } = new NumberElement<double>(isLittleEndian: true);

    /// <summary>UUIDs of 16 bytes in the order of RFC 9562, section 4.</summary>
    public static WireElement<Guid> GuidBigEndian { get; } = new GuidElement(isLittleEndian: false);

    /// <summary>UUIDs of 16 bytes whose first three fields have their least significant byte first, as COM and Windows write them.</summary>
    public static WireElement<Guid> GuidLittleEndian { get; } = new GuidElement(isLittleEndian: true);

    /// <summary>Records with a wire form of their own.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<T> Struct<T>()
        where T : IWireSerializable<T> => StructElement<T>.Instance;

    /// <summary>Values of an enum in the size of its underlying type, most significant byte first. Unknown values are kept.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<TEnum> EnumBigEndian<TEnum>()
        where TEnum : unmanaged, Enum => EnumElements<TEnum>.BigEndian;

    /// <summary>Values of an enum in the size of its underlying type, least significant byte first. Unknown values are kept.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<TEnum> EnumLittleEndian<TEnum>()
        where TEnum : unmanaged, Enum => EnumElements<TEnum>.LittleEndian;

    /// <summary>As <see cref="EnumBigEndian{TEnum}"/>, and unknown values are refused.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<TEnum> ClosedEnumBigEndian<TEnum>()
        where TEnum : unmanaged, Enum => ClosedEnumElements<TEnum>.BigEndian;

    /// <summary>As <see cref="EnumLittleEndian{TEnum}"/>, and unknown values are refused.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<TEnum> ClosedEnumLittleEndian<TEnum>()
        where TEnum : unmanaged, Enum => ClosedEnumElements<TEnum>.LittleEndian;

    private static class ClosedEnumElements<TEnum>
        where TEnum : unmanaged, Enum
    {
        public static readonly ClosedEnumElement<TEnum> BigEndian = new(EnumElements<TEnum>.BigEndian);
        public static readonly ClosedEnumElement<TEnum> LittleEndian = new(EnumElements<TEnum>.LittleEndian);
    }

    private static class EnumElements<TEnum>
        where TEnum : unmanaged, Enum
    {
        public static readonly NumberElement<TEnum> BigEndian = new(isLittleEndian: false);
        public static readonly NumberElement<TEnum> LittleEndian = new(isLittleEndian: true);
    }
}

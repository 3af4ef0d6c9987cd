namespace ProtoSockets.Runtime;

/// <summary>Sizes that generated code adds up.</summary>
public static class WireSizes
{
    /// <summary>What a member takes together with the length of variable size in front of it.</summary>
    /// <param name="format">The length's encoding.</param>
    /// <param name="bytes">How many bytes the member takes.</param>
    /// <returns>A number of bytes.</returns>
    public static int Prefixed(VarIntFormat format, int bytes) => Prefixed(format, bytes, bytes);

    /// <summary>What a record takes that not all versions have. In one that came in a version without it nothing is in its place, or a record of nothings, which can't be written and takes no bytes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The record.</param>
    /// <returns>A number of bytes.</returns>
    public static int OrNone<T>(T? value)
        where T : IWireSerializable<T>
    {
        try
        {
            return value?.GetSize() ?? 0;
        }
        catch (WireFormatException)
        {
            return 0;
        }
    }

    /// <summary>What a list takes together with the count of variable size in front of it.</summary>
    /// <param name="format">The count's encoding.</param>
    /// <param name="count">How many elements it has.</param>
    /// <param name="bytes">How many bytes they take.</param>
    /// <returns>A number of bytes.</returns>
    public static int Prefixed(VarIntFormat format, int count, int bytes) => bytes + format switch
    {
        VarIntFormat.ZigZag => ZigZag.GetSize(count),
        VarIntFormat.Mqtt => MqttVarInt.GetSize((ulong)count),
        VarIntFormat.Quic => QuicVarInt.GetSize((ulong)count),
        VarIntFormat.Vlq => Vlq.GetSize((ulong)count),
        VarIntFormat.CompactSize => CompactSize.GetSize((ulong)count),
        _ => Leb128.GetSize((ulong)count),
    };
}

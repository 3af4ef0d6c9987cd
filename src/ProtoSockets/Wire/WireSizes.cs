namespace ProtoSockets.Runtime;

/// <summary>Sizes that generated code adds up.</summary>
public static class WireSizes
{
    /// <summary>What a member takes together with the length of variable size in front of it.</summary>
    /// <param name="format">The length's encoding.</param>
    /// <param name="bytes">How many bytes the member takes.</param>
    /// <returns>A number of bytes.</returns>
    public static int Prefixed(VarIntFormat format, int bytes) => Prefixed(format, bytes, bytes);

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

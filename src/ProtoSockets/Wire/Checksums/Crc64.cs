namespace ProtoSockets;

/// <summary>CRC-64 of XZ (The .xz file format 1.2, section 6), also known as GO-ECMA: polynomial 0x42F0E1EBA9EA3693, reflected. Check value 0x995DC9BBDF1939FA.</summary>
public readonly struct Crc64 : ICrc<Crc64, ulong>
{
    /// <inheritdoc/>
    public static int Width => 64;

    /// <inheritdoc/>
    public static ulong Polynomial => 0x42F0E1EBA9EA3693;

    /// <inheritdoc/>
    public static ulong Initial => 0xFFFFFFFFFFFFFFFF;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;

    /// <inheritdoc/>
    public static ulong FinalXor => 0xFFFFFFFFFFFFFFFF;
}

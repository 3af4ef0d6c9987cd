using System.Buffers.Binary;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace ProtoSockets;

/// <summary>
/// CRC-32/ISO-HDLC, of Ethernet, gzip, PNG and zip (RFC 1952, section 8): polynomial 0x04C11DB7, reflected. Check value 0xCBF43926. Where an ARM processor has instructions for it, by them.
/// </summary>
public readonly struct Crc32 : ICrc<Crc32, uint>
{
    /// <inheritdoc/>
    public static int Width => 32;

    /// <inheritdoc/>
    public static uint Polynomial => 0x04C11DB7;

    /// <inheritdoc/>
    public static uint Initial => uint.MaxValue;

    /// <inheritdoc/>
    public static bool ReflectsInput => true;

    /// <inheritdoc/>
    public static bool ReflectsOutput => true;

    /// <inheritdoc/>
    public static uint FinalXor => uint.MaxValue;

    /// <inheritdoc/>
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <inheritdoc/>
    public static uint Compute(ReadOnlySpan<byte> before, int zeros, ReadOnlySpan<byte> after)
    {
        uint register = Append(uint.MaxValue, before);
        register = (uint)Runtime.CrcTable<Crc32, uint>.AppendZeros(register, zeros);
        return ~Append(register, after);
    }

    private static uint Append(uint register, ReadOnlySpan<byte> bytes)
    {
        if (!ArmCrc32.Arm64.IsSupported)
        {
            return (uint)Runtime.CrcTable<Crc32, uint>.Append(register, bytes);
        }

        while (bytes.Length >= sizeof(ulong))
        {
            register = ArmCrc32.Arm64.ComputeCrc32(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            register = ArmCrc32.ComputeCrc32(register, value);
        }

        return register;
    }
}

using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace ProtoSockets;

/// <summary>
/// CRC-32C, Castagnoli's, of iSCSI, SCTP, Btrfs and Kafka (RFC 3720, section 12.1; RFC 9260, appendix A): polynomial 0x1EDC6F41, reflected. Check value
/// 0xE3069283. By the processor's own instruction where it has one.
/// </summary>
public readonly struct Crc32C : ICrc<Crc32C, uint>
{
    /// <inheritdoc/>
    public static int Width => 32;

    /// <inheritdoc/>
    public static uint Polynomial => 0x1EDC6F41;

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
        register = (uint)Runtime.CrcTable<Crc32C, uint>.AppendZeros(register, zeros);
        return ~Append(register, after);
    }

    private static uint Append(uint register, ReadOnlySpan<byte> bytes)
    {
        if (Sse42.X64.IsSupported)
        {
            while (bytes.Length >= sizeof(ulong))
            {
                register = (uint)Sse42.X64.Crc32(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[sizeof(ulong)..];
            }

            foreach (byte value in bytes)
            {
                register = Sse42.Crc32(register, value);
            }

            return register;
        }

        if (ArmCrc32.Arm64.IsSupported)
        {
            while (bytes.Length >= sizeof(ulong))
            {
                register = ArmCrc32.Arm64.ComputeCrc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
                bytes = bytes[sizeof(ulong)..];
            }

            foreach (byte value in bytes)
            {
                register = ArmCrc32.ComputeCrc32C(register, value);
            }

            return register;
        }

        return (uint)Runtime.CrcTable<Crc32C, uint>.Append(register, bytes);
    }
}

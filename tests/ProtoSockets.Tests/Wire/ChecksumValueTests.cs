using System.Text;

namespace ProtoSockets.Tests.Wire;

/// <summary>The checksums against the values that are published of "123456789", and against the plainest implementation of each.</summary>
public sealed class ChecksumValueTests
{
    private static ReadOnlySpan<byte> Digits => "123456789"u8;

    /// <summary>The check values of the "Catalogue of parametrised CRC algorithms" (G. Cook, reveng.sourceforge.io/crc-catalogue).</summary>
    [Fact]
    public void Redundancy_checks_have_their_published_check_values()
    {
        Has<Crc8, byte>(0xF4); // CRC-8/SMBUS
        Has<Crc8Maxim, byte>(0xA1); // CRC-8/MAXIM-DOW
        Has<Crc16Arc, ushort>(0xBB3D); // CRC-16/ARC
        Has<Crc16CcittFalse, ushort>(0x29B1); // CRC-16/IBM-3740
        Has<Crc16Xmodem, ushort>(0x31C3); // CRC-16/XMODEM
        Has<Crc16Kermit, ushort>(0x2189); // CRC-16/KERMIT
        Has<Crc16Modbus, ushort>(0x4B37); // CRC-16/MODBUS
        Has<Crc16Usb, ushort>(0xB4C8); // CRC-16/USB
        Has<Crc16X25, ushort>(0x906E); // CRC-16/IBM-SDLC
        Has<Crc16Dnp, ushort>(0xEA82); // CRC-16/DNP
        Has<Crc24, uint>(0x21CF02); // CRC-24/OPENPGP
        Has<Crc32, uint>(0xCBF43926); // CRC-32/ISO-HDLC
        Has<Crc32C, uint>(0xE3069283); // CRC-32/ISCSI
        Has<Crc64, ulong>(0x995DC9BBDF1939FA); // CRC-64/XZ
    }

    [Fact]
    public void Sums_have_their_published_check_values()
    {
        Has<Adler32, uint>(0x091E01DE); // zlib's adler32 of the same text
        Has<Fletcher16, ushort>(0x1EDE);
        Has<InternetChecksum, ushort>(0xF62A);
        Has<Xor8, byte>(0x31);
        Has<Sum8, byte>(0xDD);
        Has<Sum16, ushort>(0x01DD);
    }

    /// <summary>Further published values: RFC 1071, section 3; RFC 3720, appendix B.4; RFC 1950's Adler-32 and Fletcher's own of "abcde".</summary>
    [Fact]
    public void Examples_of_the_specifications_agree()
    {
        Assert.Equal(0x220D, InternetChecksum.Compute([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]));
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(static number => (byte)number)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Compute([.. Enumerable.Range(0, 32).Select(static number => (byte)(31 - number))]));
        Assert.Equal(0x11E60398u, Adler32.Compute("Wikipedia"u8));
        Assert.Equal(0xC8F0, Fletcher16.Compute("abcde"u8));
        Assert.Equal(0x2057, Fletcher16.Compute("abcdef"u8));
        Assert.Equal(0x0627, Fletcher16.Compute("abcdefgh"u8));
    }

    [Fact]
    public void Of_no_bytes_they_are_what_they_start_with()
    {
        Assert.Equal(0u, Crc32.Compute([]));
        Assert.Equal(0u, Crc32C.Compute([]));
        Assert.Equal(0xFFFF, Of<Crc16CcittFalse, ushort>([]));
        Assert.Equal(0xB704CEu, Of<Crc24, uint>([]));
        Assert.Equal(1u, Adler32.Compute([]));
        Assert.Equal(0, Fletcher16.Compute([]));
        Assert.Equal(0xFFFF, InternetChecksum.Compute([]));
        Assert.Equal(0, Xor8.Compute([]));
    }

    /// <summary>Every length up to some blocks, so that all tails are met; with the check that is defined bit by bit.</summary>
    [Fact]
    public void Tables_and_instructions_agree_with_one_bit_at_a_time()
    {
        byte[] bytes = new byte[100];
        new Random(1071).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(0, length);
            Assert.Equal(BitByBit<Crc8, byte>(part), Of<Crc8, byte>(part));
            Assert.Equal(BitByBit<Crc8Maxim, byte>(part), Of<Crc8Maxim, byte>(part));
            Assert.Equal(BitByBit<Crc16Xmodem, ushort>(part), Of<Crc16Xmodem, ushort>(part));
            Assert.Equal(BitByBit<Crc16Dnp, ushort>(part), Of<Crc16Dnp, ushort>(part));
            Assert.Equal(BitByBit<Crc24, uint>(part), Of<Crc24, uint>(part));
            Assert.Equal(BitByBit<Crc32, uint>(part), Of<Crc32, uint>(part));
            Assert.Equal(BitByBit<Crc32C, uint>(part), Of<Crc32C, uint>(part));
            Assert.Equal(BitByBit<Crc64, ulong>(part), Of<Crc64, ulong>(part));
            Assert.Equal(BitByBit<Crc5, byte>(part), Of<Crc5, byte>(part));
            Assert.Equal(BitByBit<Crc12, ushort>(part), Of<Crc12, ushort>(part));
        }

        Assert.Equal(0x19, Of<Crc5, byte>(Digits)); // CRC-5/USB
        Assert.Equal(0xDAF, Of<Crc12, ushort>(Digits)); // CRC-12/UMTS
    }

    [Fact]
    public void Long_runs_of_large_bytes_do_not_overflow()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xFF, 100_003)];
        ulong first = 1;
        ulong second = 0;
        ulong left = 0;
        ulong right = 0;
        ulong words = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            first = (first + 0xFF) % 65521;
            second = (second + first) % 65521;
            left = (left + 0xFF) % 255;
            right = (right + left) % 255;
            words += index % 2 == 0 ? 0xFF00UL : 0xFF;
        }

        while (words > 0xFFFF)
        {
            words = (words & 0xFFFF) + (words >> 16);
        }

        Assert.Equal((uint)((second << 16) | first), Adler32.Compute(bytes));
        Assert.Equal((ushort)((right << 8) | left), Fletcher16.Compute(bytes));
        Assert.Equal((ushort)~words, InternetChecksum.Compute(bytes));
        Assert.Equal(unchecked((ushort)(100_003 * 0xFF)), Sum16.Compute(bytes));
        Assert.Equal(unchecked((byte)(100_003 * 0xFF)), Sum8.Compute(bytes));
        Assert.Equal(0xFF, Xor8.Compute(bytes));
    }

    /// <summary>A checksum in the midst of its bytes is computed as if they were in one piece, at every place, with zeros and without.</summary>
    [Fact]
    public void Bytes_in_two_pieces_are_computed_as_one()
    {
        Joins<Crc8, byte>(1);
        Joins<Crc16Modbus, ushort>(2);
        Joins<Crc24, uint>(3);
        Joins<Crc32, uint>(4);
        Joins<Crc32C, uint>(4);
        Joins<Crc64, ulong>(8);
        Joins<InternetChecksum, ushort>(2);
        Joins<InternetChecksum, ushort>(3);
        Joins<Adler32, uint>(4);
        Joins<Fletcher16, ushort>(2);
        Joins<Xor8, byte>(1);
        Joins<Sum8, byte>(1);
        Joins<Sum16, ushort>(2);
        Joins<Length, uint>(20);
    }

    private static void Joins<TChecksum, TValue>(int zeros)
        where TChecksum : IChecksum<TChecksum, TValue>
    {
        byte[] bytes = new byte[40];
        new Random(zeros).NextBytes(bytes);
        for (int at = 0; at <= bytes.Length; at++)
        {
            Assert.Equal(TChecksum.Compute([.. bytes[..at], .. new byte[zeros], .. bytes[at..]]), TChecksum.Compute(bytes.AsSpan(0, at), zeros, bytes.AsSpan(at)));
            Assert.Equal(TChecksum.Compute(bytes), TChecksum.Compute(bytes.AsSpan(0, at), 0, bytes.AsSpan(at)));
        }
    }

    private static void Has<TChecksum, TValue>(TValue expected)
        where TChecksum : IChecksum<TChecksum, TValue> => Assert.Equal(expected, TChecksum.Compute(Digits));

    private static TValue Of<TChecksum, TValue>(ReadOnlySpan<byte> bytes)
        where TChecksum : IChecksum<TChecksum, TValue> => TChecksum.Compute(bytes);

    /// <summary>The definition: the register is as wide as the check, and moves a bit at a time.</summary>
    private static TValue BitByBit<TCrc, TValue>(ReadOnlySpan<byte> bytes)
        where TCrc : ICrc<TCrc, TValue>
        where TValue : struct, System.Numerics.IBinaryInteger<TValue>, System.Numerics.IUnsignedNumber<TValue>
    {
        UInt128 register = UInt128.CreateTruncating(TCrc.Initial);
        UInt128 polynomial = UInt128.CreateTruncating(TCrc.Polynomial);
        UInt128 mask = (UInt128.One << TCrc.Width) - 1;
        foreach (byte value in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                UInt128 input = (UInt128)(TCrc.ReflectsInput ? value >> bit : value >> (7 - bit)) & 1;
                bool carries = ((register >> (TCrc.Width - 1)) & 1) != input;
                register = ((register << 1) & mask) ^ (carries ? polynomial : 0);
            }
        }

        if (TCrc.ReflectsOutput)
        {
            UInt128 reflected = 0;
            for (int bit = 0; bit < TCrc.Width; bit++)
            {
                reflected = (reflected << 1) | ((register >> bit) & 1);
            }

            register = reflected;
        }

        return TValue.CreateTruncating(register ^ UInt128.CreateTruncating(TCrc.FinalXor));
    }

    /// <summary>Narrower than a byte.</summary>
    private readonly struct Crc5 : ICrc<Crc5, byte>
    {
        public static int Width => 5;

        public static byte Polynomial => 0x05;

        public static byte Initial => 0x1F;

        public static bool ReflectsInput => true;

        public static bool ReflectsOutput => true;

        public static byte FinalXor => 0x1F;
    }

    /// <summary>Reversed at the end only.</summary>
    private readonly struct Crc12 : ICrc<Crc12, ushort>
    {
        public static int Width => 12;

        public static ushort Polynomial => 0x80F;

        public static bool ReflectsOutput => true;
    }

    /// <summary>One that knows nothing of pieces.</summary>
    private readonly struct Length : IChecksum<Length, uint>
    {
        public static uint Compute(ReadOnlySpan<byte> bytes)
        {
            uint hash = (uint)bytes.Length;
            foreach (byte value in bytes)
            {
                hash = (hash * 31) + value;
            }

            return hash;
        }
    }
}

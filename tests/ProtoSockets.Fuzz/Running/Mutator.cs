using System.Buffers.Binary;

namespace ProtoSockets.Fuzz.Running;

/// <summary>Makes inputs that are nearly others.</summary>
internal sealed class Mutator(Random random)
{
    public const int MaxLength = 4096;

    private static readonly long[] Extremes =
        [0, 1, -1, 2, 10, 16, 32, 63, 64, 65, 100, 127, 128, -128, -129, 255, 256, 257, 512, 1000, 1024, 4095, 4096, 4097, 32767, 32768, -32768, 65535, 65536, 0x1000000, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private static readonly byte[][] Pieces =
        [[.. "\r\n"u8], [.. "\r\n\r\n"u8], [.. " "u8], [.. "0"u8], [.. "-1"u8], [.. "2147483647"u8], [.. "4294967296"u8], [.. "99999999999999999999"u8], [0xC0, 0x0C], [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x01], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]];

    /// <summary>Changes an input in a few places, with pieces of another one.</summary>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int count = 1 << random.Next(4); count > 0; count--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > MaxLength)
        {
            bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = random.Next(bytes.Count + 1);
        int left = bytes.Count - at;
        switch (random.Next(12))
        {
            case 0 when left > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when left > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when left > 0:
                bytes[at] += (byte)random.Next(-4, 5);
                break;
            case 3 or 4:
                Number(bytes, at);
                break;
            case 5 when left > 0:
                bytes.RemoveRange(at, random.Next(1, Math.Min(left, Length()) + 1));
                break;
            case 6:
                bytes.InsertRange(at, Noise());
                break;
            case 7 when left > 0:
                // The same again, for lists and for what must not be there twice.
                bytes.InsertRange(at, bytes.GetRange(at, random.Next(1, Math.Min(left, Length()) + 1)));
                break;
            case 8 when other.Length > 0:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, random.Next(1, Math.Min(other.Length - from, Length()) + 1)).ToArray());
                break;
            case 9 when other.Length > 0 && left > 0:
                int start = random.Next(other.Length);
                Overwrite(bytes, at, other.AsSpan(start, random.Next(1, Math.Min(other.Length - start, Length()) + 1)));
                break;
            case 10:
                bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                break;
            case 11 when left > 0 && random.Next(4) == 0:
                bytes.RemoveRange(at, left);
                break;
            case 11 when bytes.Count > 0:
                bytes[0] = (byte)random.Next(256);
                break;
            default:
                bytes.Add((byte)random.Next(256));
                break;
        }
    }

    private int Length() => 1 << random.Next(random.Next(8) == 0 ? 10 : 5);

    private byte[] Noise()
    {
        byte[] noise = new byte[random.Next(1, Length() + 1)];
        if (random.Next(2) == 0)
        {
            noise.AsSpan().Fill((byte)random.Next(256));
        }
        else
        {
            random.NextBytes(noise);
        }

        return noise;
    }

    /// <summary>A number at the edge of something, or one beside the one that is there.</summary>
    private void Number(List<byte> bytes, int at)
    {
        int width = 1 << random.Next(4);
        Span<byte> number = stackalloc byte[8];
        bool isLittleEndian = random.Next(2) == 0;
        long value = random.Next(3) > 0 ? Extremes[random.Next(Extremes.Length)] : random.Next(-8, 300);
        if (random.Next(4) == 0)
        {
            // How much there is: of the input, or from here on.
            value = (random.Next(2) == 0 ? bytes.Count : bytes.Count - at) + random.Next(-4, 5);
        }

        if (isLittleEndian)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            Overwrite(bytes, at, number[..width]);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            Overwrite(bytes, at, number[^width..]);
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        foreach (byte value in with)
        {
            if (at == bytes.Count)
            {
                bytes.Add(value);
            }
            else
            {
                bytes[at] = value;
            }

            at++;
        }
    }
}

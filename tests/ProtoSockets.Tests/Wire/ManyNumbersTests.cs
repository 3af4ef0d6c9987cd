using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

/// <summary>Numbers of either byte order, many at once: how vectors cut them depends on where they lie and how many there are, and none may be lost or written beyond the end.</summary>
public sealed class ManyNumbersTests
{
    /// <summary>More than three of the widest vectors of the smallest numbers.</summary>
    private const int MaxCount = 100;

    /// <summary>The size of the widest vectors: addresses are the same again behind it.</summary>
    private const int Starts = 64;

    [Fact]
    public void Numbers_of_two_bytes_are_the_same_wherever_they_lie() =>
        Check(WireElements.UInt16BigEndian, index => (ushort)((index * 0x0101) + 0x8000), static (bytes, value) => BinaryPrimitives.WriteUInt16BigEndian(bytes, value));

    [Fact]
    public void Numbers_of_four_bytes_are_the_same_wherever_they_lie() =>
        Check(WireElements.UInt32BigEndian, index => ((uint)index * 0x01000193) + 0x80F0A050, static (bytes, value) => BinaryPrimitives.WriteUInt32BigEndian(bytes, value));

    [Fact]
    public void Numbers_of_eight_bytes_are_the_same_wherever_they_lie() =>
        Check(WireElements.UInt64BigEndian, index => ((ulong)index * 0x9E3779B97F4A7C15) + 1, static (bytes, value) => BinaryPrimitives.WriteUInt64BigEndian(bytes, value));

    [Fact]
    public void Numbers_of_sixteen_bytes_are_the_same_wherever_they_lie() =>
        Check(
            WireElements.UInt128BigEndian,
            index => new UInt128((ulong)index * 0x9E3779B97F4A7C15, ~(ulong)index),
            static (bytes, value) => BinaryPrimitives.WriteUInt128BigEndian(bytes, value));

    private delegate void WriteOne<T>(Span<byte> bytes, T value);

    private static void Check<T>(WireElement<T> element, Func<int, T> make, WriteOne<T> write)
    {
        T[] values = [.. Enumerable.Range(0, MaxCount).Select(make)];
        int size = Unsafe.SizeOf<T>();
        byte[] expected = new byte[MaxCount * size];
        for (int index = 0; index < MaxCount; index++)
        {
            write(expected.AsSpan(index * size), values[index]);
        }

        byte[] written = new byte[Starts + expected.Length + 1];
        T[] read = new T[MaxCount + 1];
        for (int start = 0; start < Starts; start++)
        {
            for (int count = 0; count <= MaxCount; count++)
            {
                int length = count * size;
                written.AsSpan().Fill(0xA5);
                element.WriteMany(values.AsSpan(0, count), written.AsSpan(start, length));
                Assert.True(written.AsSpan(start, length).SequenceEqual(expected.AsSpan(0, length)), $"{count} numbers written at {start}");
                Assert.False(written.AsSpan(0, start).ContainsAnyExcept((byte)0xA5), $"{count} numbers written at {start}, in front of them");
                Assert.False(written.AsSpan(start + length).ContainsAnyExcept((byte)0xA5), $"{count} numbers written at {start}, behind them");

                read.AsSpan().Clear();
                element.ReadMany(written.AsSpan(start, length), read.AsSpan(0, count));
                Assert.True(read.AsSpan(0, count).SequenceEqual(values.AsSpan(0, count)), $"{count} numbers read at {start}");
                Assert.Equal(default, read[count]);
            }
        }
    }
}

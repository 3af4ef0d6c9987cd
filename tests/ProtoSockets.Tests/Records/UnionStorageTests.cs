namespace ProtoSockets.Tests.Records;

/// <summary>Unions whose cases hold references in fields that the generator adds: they must not lie on top of numbers.</summary>
public sealed partial class UnionStorageTests
{
    public readonly struct Digest : IChecksum<Digest>
    {
        public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum)
        {
            checksum.Clear();
            foreach (byte each in bytes)
            {
                checksum[0] += each;
            }
        }
    }

    [WireUnion]
    public readonly partial struct Sealed
    {
        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Plain(ulong Value);

        [Case(2)]
        public readonly partial record struct Hashed
        {
            public ushort Value { get; init; }

            [Checksum<Digest>, FixedBytes(2)]
            public partial byte[] Code { get; }
        }

        [Case(3)]
        public readonly partial record struct Summed
        {
            [LengthPrefixed<byte>]
            public string Name { get; init; }

            [Checksum<Sum8>]
            public partial byte Sum { get; }
        }

        [Case(4)]
        public readonly partial record struct Named([LengthPrefixed<byte>] string Name);
    }

    [WireUnion]
    public readonly partial struct Outer
    {
        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct Plain(ulong Value);

        [Case(2)]
        public readonly partial record struct Nested(Sealed Value);
    }

    [Fact]
    public void A_checksum_of_bytes_does_not_lie_on_top_of_a_number()
    {
        WireForm.Is<Sealed>(new Sealed.Plain(5), 1, 0, 0, 0, 0, 0, 0, 0, 5);
        WireForm.Is<Sealed>(new Sealed.Hashed { Value = 0x0102 }, 2, 1, 2, 3, 0);
        WireForm.Is<Sealed>(new Sealed.Summed { Name = "a" }, 3, 1, (byte)'a', 0x62);
        WireForm.Is<Sealed>(new Sealed.Named("b"), 4, 1, (byte)'b');
    }

    [Fact]
    public void A_union_in_a_case_does_not_lie_on_top_of_a_number()
    {
        WireForm.Is<Outer>(new Outer.Plain(5), 1, 0, 0, 0, 0, 0, 0, 0, 5);
        WireForm.Is<Outer>(new Outer.Nested(new Sealed.Named("b")), 2, 4, 1, (byte)'b');
        WireForm.Is<Outer>(new Outer.Nested(new Sealed.Plain(9)), 2, 1, 0, 0, 0, 0, 0, 0, 0, 9);
    }
}

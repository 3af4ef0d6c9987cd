using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Checksums: PSOCK1055, 1056, 1057, and what other rules say of them.</summary>
public sealed class ChecksumTests
{
    [Theory]
    [InlineData("Over = ChecksumRange.Header", "the header, and only messages of a protocol with a [Header] have one")]
    [InlineData("Over = ChecksumRange.Frame", "the frame, and only messages of a protocol with a [Header] have one")]
    [InlineData("From = \"Other\"", "'Other', which is no member of the record's own bytes")]
    [InlineData("To = \"Computed\"", "'Computed', which is no member of the record's own bytes")]
    [InlineData("From = nameof(Second), To = nameof(First)", "'Second' to 'First', which comes first")]
    public Task A_checksum_covers_bytes_that_there_are(string arguments, string range) => ReportsMember(
        $"public int First {{ get; init; }} public int Second {{ get; init; }} public int Computed => 1; [{{|PSOCK1055:Checksum<Crc32>({arguments})|}}] public partial uint Crc {{ get; }}",
        $"'Crc' is computed over {range}");

    [Fact]
    public Task A_checksum_over_the_frame_has_no_first_member() => Reports(
        """
        [Protocol] public sealed partial class Sample
        {
            [Header] public readonly partial record struct Header
            {
                [FrameLength] public partial ushort Length { get; }
                [{|PSOCK1055:Checksum<Crc32>(Over = ChecksumRange.Frame, From = nameof(Length))|}] public partial uint Crc { get; }
            }
            [Message] public readonly partial record struct Note(int Value);
        }
        """,
        "'Crc' is computed over the frame as a whole, and From and To name members");

    [Theory]
    [InlineData("[{|PSOCK1056:Checksum<Crc32>|}] public partial int", "Crc32", "it does not implement IChecksum<Crc32, int>")]
    [InlineData("[{|PSOCK1056:Checksum<Crc16Arc>|}] public partial byte", "Crc16Arc", "it does not implement IChecksum<Crc16Arc, byte>")]
    [InlineData("[{|PSOCK1056:Checksum<string>|}] public partial uint", "string", "it does not implement IChecksum<String, uint>")]
    [InlineData("[{|PSOCK1056:Checksum<Crc32>|}, FixedBytes(4)] public partial byte[]", "Crc32", "it does not implement IChecksum<Crc32>")]
    [InlineData("[{|PSOCK1056:Checksum<Digest>|}] public partial uint", "Digest", "it does not implement IChecksum<Digest, uint>")]
    [InlineData("[{|PSOCK1056:Checksum<Digest>|}, LengthPrefixed<byte>] public partial byte[]", "Digest", "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]")]
    [InlineData("[{|PSOCK1056:Checksum<Crc32>|}, VarInt(VarIntFormat.Leb128)] public partial uint", "Crc32", "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]")]
    [InlineData("[{|PSOCK1056:Checksum<Crc8>|}, Bits(8)] public partial byte", "Crc8", "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]")]
    [InlineData("[{|PSOCK1056:Checksum<Crc8>|}] public partial Color", "Crc8", "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]")]
    [InlineData("[{|PSOCK1056:Checksum<Crc32>|}] public partial float", "Crc32", "a checksum is an integer of whole bytes, or bytes with [FixedBytes(n)]")]
    [InlineData("[{|PSOCK1056:Checksum<Decoy.Crc32>|}] public partial uint", "Crc32", "it does not implement IChecksum<Crc32, uint>")]
    public Task A_checksum_fits_its_member(string member, string checksum, string reason) => Reports(
        RecordAround("public int Value { get; init; } " + member + " Crc { get; }") + Helpers,
        $"'Crc' can't hold what '{checksum}' computes: {reason}");

    [Fact]
    public Task Two_checksums_do_not_cover_each_other() => ReportsMember(
        "public int Value { get; init; } [Checksum<Crc8>] public partial byte First { get; } [Checksum<Crc32>] public partial uint {|PSOCK1057:Second|} { get; }",
        "'First' and 'Second' cover each other, so that neither can be computed first");

    [Fact]
    public Task A_checksum_over_the_header_is_not_covered_by_one_of_the_header() => Reports(
        """
        [Protocol] public sealed partial class Sample
        {
            [Header] public readonly partial record struct Header
            {
                [FrameLength] public partial ushort Length { get; }
                [Checksum<Crc32>(Over = ChecksumRange.Frame)] public partial uint Crc { get; }
            }
            [Message] public readonly partial record struct Note
            {
                [Checksum<Crc8>(Over = ChecksumRange.Header)] public partial byte {|PSOCK1057:Sum|} { get; }
            }
        }
        """,
        "'Crc' and 'Sum' cover each other, so that neither can be computed first");

    [Fact]
    public Task A_checksum_is_computed_from_nothing_else() => ReportsMember(
        "public int Value { get; init; } [Checksum<Crc32>, Constant(1u)] public partial uint {|PSOCK1022:Crc|} { get; }",
        "'Crc' has both [Constant] and [Checksum], and only one can hold");

    [Fact]
    public Task A_checksum_is_never_set() => ReportsMember(
        "public int Value { get; init; } [Checksum<Crc32>] public uint {|PSOCK1012:Crc|} { get; init; }",
        "'Crc' is computed: declare it as 'public partial uint Crc { get; }'");

    [Theory]
    [InlineData("[Checksum<Crc32>] public partial uint Crc { get; }")]
    [InlineData("[Checksum<Crc32>(SelfAsZero = true)] public partial uint Crc { get; } [Remaining] public ReadOnlyMemory<byte> Body { get; init; }")]
    [InlineData("[Remaining] public ReadOnlyMemory<byte> Body { get; init; } [LittleEndian, Checksum<Crc16Modbus>] public partial ushort Crc { get; }")]
    [InlineData("[Remaining] public string Body { get; init; } [Bits(4)] public byte High { get; init; } [Bits(4)] public byte Low { get; init; } [Padding(2), Checksum<Xor8>] public partial byte Crc { get; }")]
    [InlineData("[Bytes(3), Checksum<Crc24>] public partial uint Crc { get; }")]
    [InlineData("[Checksum<Crc64>] public partial ulong Crc { get; }")]
    [InlineData("[Checksum<Digest>, FixedBytes(8)] public partial byte[] Code { get; }")]
    [InlineData("[Checksum<Digest>(From = nameof(Value), To = nameof(Value)), FixedBytes(8)] public partial ReadOnlyMemory<byte> Code { get; }")]
    [InlineData("[Checksum<Sum8>(To = nameof(Value))] public partial byte Inner { get; } [Checksum<Sum8>] public partial byte Outer { get; }")]
    [InlineData("[Checksum<Mine>] public partial UInt128 Crc { get; }")]
    [InlineData("[Checksum<Many<int>>] public partial ushort Crc { get; }")]
    [InlineData("[Decoy.Checksum<Crc32>] public uint Crc { get; init; }")]
    public Task A_checksum_that_can_be_computed_is_right(string members) => IsSilent(RecordAround("public byte Value { get; init; } " + members) + Helpers);

    [Theory]
    [InlineData("[Checksum<>] public partial uint Crc { get; }")]
    [InlineData("[Checksum<Nothing>] public partial uint Crc { get; }")]
    [InlineData("[Checksum] public partial uint Crc { get; }")]
    public Task What_the_compiler_refuses_is_left_to_it(string member) => IsSilentInBrokenCode(RecordAround("public byte Value { get; init; } " + member));

    private const string Helpers = """

        public struct Digest : IChecksum<Digest>
        {
            public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum) => checksum.Clear();
        }

        public struct Mine : IChecksum<Mine, UInt128>
        {
            public static UInt128 Compute(ReadOnlySpan<byte> bytes) => 0;
        }

        public struct Many<T> : ICrc<Many<T>, ushort>
        {
            public static int Width => 16;
            public static ushort Polynomial => 0x1021;
        }

        public static class Decoy
        {
            public struct Crc32 { }
            [AttributeUsage(AttributeTargets.All)] public sealed class ChecksumAttribute<T> : Attribute { }
        }
        """;
}

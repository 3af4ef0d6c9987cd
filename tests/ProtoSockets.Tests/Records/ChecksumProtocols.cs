namespace ProtoSockets.Tests.Records;

/// <summary>A header with a checksum of its own, as SCTP's cousins have; bodies with one of their own, of the header, and of the frame.</summary>
[Protocol(MaxFrameBytes = 1024)]
public sealed partial class Guarded
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [CorrelationId]
        public ushort Id { get; init; }

        [FrameLength]
        public partial ushort Length { get; }

        [Checksum<Sum8>]
        public partial byte Sum { get; }
    }

    [Request<Ack>(1)]
    public readonly partial record struct Put
    {
        [Remaining]
        public ReadOnlyMemory<byte> Data { get; init; }

        [Checksum<Crc16Xmodem>(To = nameof(Data))]
        public partial ushort BodyCrc { get; }

        [Checksum<Xor8>(Over = ChecksumRange.Header)]
        public partial byte HeaderXor { get; }

        [Checksum<Sum16>(Over = ChecksumRange.Frame)]
        public partial ushort FrameSum { get; }
    }

    [Reply(2)]
    public readonly partial record struct Ack(byte Code);
}

/// <summary>A header whose checksum covers the whole frame, as SCTP's does (RFC 9260, section 6.8).</summary>
[Protocol(MaxFrameBytes = 1024), LittleEndian]
public sealed partial class Sealed
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        [Checksum<Crc32C>(Over = ChecksumRange.Frame, SelfAsZero = true)]
        public partial uint Crc { get; }

        [FixedBytes(32), Checksum<ChecksumTests.Mac>(From = nameof(Last))]
        public partial ReadOnlyMemory<byte> Code { get; }

        public byte Last { get; init; }
    }

    [Message(1)]
    public readonly partial record struct Note
    {
        [Checksum<Sum8>(From = nameof(Text))]
        public partial byte Sum { get; }

        [Remaining]
        public Utf8Text Text { get; init; }
    }

    [Message(2)]
    public readonly partial record struct Empty;
}

/// <summary>A header whose code of bytes covers the whole frame, and stands behind other members.</summary>
[Protocol(MaxFrameBytes = 1024)]
public sealed partial class Notary
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial byte Length { get; }

        [FixedBytes(3), Checksum<Sums>(Over = ChecksumRange.Frame, SelfAsZero = true)]
        public partial byte[] Code { get; }
    }

    [Message(1)]
    public readonly partial record struct Deed(byte First, byte Second);

    /// <summary>As many sums as the code has bytes, of every so manieth byte.</summary>
    public readonly struct Sums : IChecksum<Sums>
    {
        public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum)
        {
            checksum.Clear();
            for (int index = 0; index < bytes.Length; index++)
            {
                checksum[index % checksum.Length] += bytes[index];
            }
        }
    }
}

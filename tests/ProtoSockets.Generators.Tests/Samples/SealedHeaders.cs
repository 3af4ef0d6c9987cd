namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Headers with codes of bytes over what follows them: they are filled in when the message is written.</summary>
internal static class SealedHeaders
{
    public const string Source = """
        namespace Samples.Seals;

        /// <summary>A code.</summary>
        public readonly struct Digest : IChecksum<Digest>
        {
            /// <inheritdoc/>
            public static void Compute(System.ReadOnlySpan<byte> bytes, System.Span<byte> checksum) => checksum.Fill((byte)bytes.Length);
        }

        /// <summary>A protocol.</summary>
        [Protocol]
        public sealed partial class Envelopes
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The kind.</summary>
                [MessageId] public byte Kind { get; init; }
                /// <summary>The length.</summary>
                [FrameLength] public partial ushort Length { get; }
                /// <summary>The code of the whole frame.</summary>
                [FixedBytes(5), Checksum<Digest>(Over = ChecksumRange.Frame, SelfAsZero = true)] public partial byte[] Code { get; }
            }

            /// <summary>A message.</summary>
            [Message(1)]
            public readonly partial record struct Letter([MaxBytes(9)] string Text);
        }
        """;
}

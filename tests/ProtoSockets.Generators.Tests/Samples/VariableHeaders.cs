namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Headers with a length of variable size, values in them, and names that collide.</summary>
internal static class VariableHeaders
{
    public const string Source = """
        namespace Samples.Headers;

        /// <summary>A protocol.</summary>
        [Protocol(Version = 5, MinVersion = 2)]
        public sealed partial class Signals
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The kind.</summary>
                [MessageId, Bits(4)] public byte Kind { get; init; }
                /// <summary>A bit.</summary>
                [Bits(1)] public bool @event { get; init; }
                /// <summary>Some bits.</summary>
                [Bits(3)] public System.DayOfWeek Day { get; init; }
                /// <summary>The length.</summary>
                [FrameLength, VarInt(VarIntFormat.Quic)] public partial ulong Length { get; }
                /// <summary>More.</summary>
                public byte More { get; init; }
            }

            /// <summary>Told by a bool.</summary>
            [Message(1), HeaderValue("event", true), HeaderValue(nameof(Header.Day), System.DayOfWeek.Wednesday)]
            public readonly partial record struct A([InHeader] byte More, int HeaderSize, [MaxBytes(9)] string BodyBytes);

            /// <summary>Told by its absence.</summary>
            [Request<C>(1), HeaderValue("event", false)]
            public readonly partial record struct B(byte HeaderRoom);

            /// <summary>Empty.</summary>
            [Reply(1)]
            public partial record C;

            /// <summary>Says the version.</summary>
            [Message(8), Since(3)]
            public readonly partial record struct G([ProtocolVersion, Bits(4)] byte Level, [Bits(4)] byte Low, [Since(4), MaxBytes(9)] string version, [Since(3), Before(5)] int? Some,
                [Since(5), MaxCount(9)] int[] Numbers, [Before(5)] H Inner, bool Has, [Since(3), When(nameof(Has)), MaxBytes(9)] Utf8Text? Text, [Since(3), MaxBytes(9)] string? Last);

            /// <summary>Differs by version.</summary>
            [Message(9), Before(5)]
            public partial record I([Since(3)] H Inner, [Since(4), CountPrefixed<byte>] H[] More);

            /// <summary>Differs by version.</summary>
            [WireStruct]
            public readonly partial record struct H(byte A, [Since(4)] byte B, [Before(3), MaxBytes(9)] byte[] C);

            /// <summary>Sent by both sides.</summary>
            [Request<E>(5, From = Side.Both)]
            public partial record D([MaxBytes(9)] string Name, [CorrelationId] ushort message);

            /// <summary>The answer.</summary>
            [Reply(6)]
            public readonly partial record struct E([CorrelationId, Bytes(3), LittleEndian] uint Id);

            /// <summary>The refusal.</summary>
            [ErrorReply(7)]
            public readonly partial record struct F([CorrelationId] ulong id);
        }
        """;
}

namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Headers with a length of variable size, values in them, and names that collide.</summary>
internal static class VariableHeaders
{
    public const string Source = """
        namespace Samples.Headers;

        /// <summary>A protocol.</summary>
        [Protocol]
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
        }
        """;
}

namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source that uses all of the vocabulary, and everything that makes names collide.</summary>
internal static class KitchenSink
{
    /// <summary>All of it.</summary>
    public const string Source = "namespace Samples.Kitchen;\n" + Records + Protocols;

    /// <summary>Records that stand for themselves.</summary>
    public const string Records = """"
        /// <summary>A colour.</summary>
        public enum Colour : byte
        {
            /// <summary>Red.</summary>
            Red,
            /// <summary>Green.</summary>
            Green = 200,
        }

        /// <summary>A wide enum.</summary>
        public enum Wide : long
        {
            /// <summary>None.</summary>
            None,
        }

        /// <summary>All numbers.</summary>
        [WireStruct]
        public readonly partial record struct Numbers(
            bool Flag, byte A, sbyte B, short C, ushort D, int E, uint F, long G, ulong H, Int128 I, UInt128 J, Half K, float L, double M, Guid N, Colour O, Wide P,
            [LittleEndian] ushort Q, [LittleEndian] Half R, [Bytes(3)] uint S, [Bytes(3), LittleEndian] int T, [Bytes(6)] ulong U, [Bytes(1)] Wide V, Guid2 W);

        /// <summary>A number in little-endian order.</summary>
        [WireStruct, LittleEndian]
        public readonly partial record struct Guid2(ulong Value);

        /// <summary>Bits in both orders.</summary>
        [WireStruct]
        public readonly partial record struct Bits(
            [Bits(1)] bool First, [Bits(3)] byte Second, [Reserved(Bits = 2)][Bits(2)] Colour Third,
            ushort Between,
            [Bits(4), LittleEndian] sbyte Signed, [Bits(12)] ushort Rest,
            [Magic(1)][Bits(24)] uint Long, [Bits(40)] long VeryLong,
            [Padding(1)][Bits(64)] ulong All);

        /// <summary>Bits from the least significant.</summary>
        [WireStruct, BitOrder(BitNumbering.LeastSignificantFirst), LittleEndian, Reserved(Bits = 3, OnRead = ReservedPolicy.Refuse)]
        public readonly partial record struct LowBits([Bits(1)] bool A, [Bits(12)] short B, [Reserved(Bits = 3, OnRead = ReservedPolicy.Refuse)][Bits(5)] byte C);

        /// <summary>Integers of variable length.</summary>
        [WireStruct]
        public readonly partial record struct VarInts(
            [VarInt(VarIntFormat.Leb128)] uint A, [VarInt(VarIntFormat.Leb128)] long B, [VarInt(VarIntFormat.ZigZag)] int C, [VarInt(VarIntFormat.ZigZag)] ulong D,
            [VarInt(VarIntFormat.Mqtt)] uint E, [VarInt(VarIntFormat.Mqtt, MaxBytes = 2)] int F, [VarInt(VarIntFormat.Quic, Canonical = true)] ulong G,
            [VarInt(VarIntFormat.Vlq)] byte H, [VarInt(VarIntFormat.Vlq)] short I, [VarInt(VarIntFormat.CompactSize)] ulong J, [VarInt(VarIntFormat.Leb128)] Colour K, [VarInt(VarIntFormat.Quic)] sbyte L);

        /// <summary>Text in every form.</summary>
        [WireStruct]
        public readonly partial record struct Texts(
            [MaxBytes(10)] string A, [Ascii, LengthPrefixed<byte>] string B, [Latin1, FixedBytes(8, Pad = 0x20)] string C, [Utf16, NullTerminated, MaxBytes(20)] string D,
            [Utf16, LittleEndian, LengthPrefixed<ushort>(IncludesSelf = true)] string E, [LengthPrefixed<uint>(Bytes = 3, Bias = 1), MaxBytes(9)] string F,
            [MaxBytes(10)] Utf8Text G, [FixedBytes(4)] Utf8Text H, [NullTerminated, MaxBytes(4)] Utf8Text I, [LengthPrefixed(VarIntFormat.Quic), MaxBytes(100)] Utf8Text J,
            [LengthPrefixed(VarIntFormat.ZigZag), MaxBytes(3)] string K, [LengthPrefixed<int>(Bias = -4), MaxBytes(3)] string L, [Remaining] Utf8Text M);

        /// <summary>Bytes in every form.</summary>
        [WireStruct]
        public partial record Blobs(
            [MaxBytes(10)] ReadOnlyMemory<byte> A, [LengthPrefixed<byte>] byte[] B, [FixedBytes(4)] ReadOnlyMemory<byte> C, [FixedBytes(4)] byte[] D,
            [NullTerminated, MaxBytes(7)] ReadOnlyMemory<byte> E, [NullTerminated, MaxBytes(7)] byte[] F, [CountPrefixed<ushort>] byte[] G, [MaxBytes(5), LengthPrefixed(VarIntFormat.CompactSize)] byte[] H)
        {
            /// <summary>The rest.</summary>
            [Remaining, MaxBytes(64)]
            public ReadOnlyMemory<byte> I { get; init; }
        }

        /// <summary>A pair.</summary>
        [WireStruct]
        public readonly partial record struct Pair(byte Left, ushort Right);

        /// <summary>A name.</summary>
        [WireStruct]
        public readonly partial record struct Named([MaxBytes(16)] Utf8Text Name);

        /// <summary>Lists in every form.</summary>
        [WireStruct]
        public sealed partial record Lists(
            [MaxCount(10)] uint[] A, [CountPrefixed<byte>] WireList<ushort> B, [CountPrefixed<ushort>, LittleEndian] double[] C, [MaxCount(4), MaxBytes(12)] WireList<Pair> D,
            [LengthPrefixed<ushort>] WireList<Named> E, [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(100)] Named[] F, [CountPrefixed(VarIntFormat.Quic), MaxCount(9)] Colour[] G,
            [MaxCount(3)] bool[] H, [MaxCount(3)] Guid[] I, [MaxCount(3)] WireList<Wide> J, [MaxCount(2)] Stamp[] K, [MaxCount(2)] WireList<Stamp> L, [Remaining, MaxCount(5)] WireList<Int128> M);

        /// <summary>A point in time, with a codec of its own.</summary>
        [Codec<StampCodec>]
        public readonly record struct Stamp(long Ticks);

        /// <summary>Reads stamps.</summary>
        public sealed class StampCodec : IWireCodec<Stamp>
        {
            /// <inheritdoc/>
            public static bool TryRead(ref WireReader reader, out Stamp value)
            {
                value = default;
                if (!reader.TryTake(1, out ReadOnlySpan<byte> bytes)) return false;
                value = new Stamp(bytes[0]);
                return true;
            }
            /// <inheritdoc/>
            public static void Write(ref WireWriter writer, Stamp value) => writer.Take(1)[0] = (byte)value.Ticks;
            /// <inheritdoc/>
            public static int GetSize(Stamp value) => 1;
        }

        /// <summary>Reads what a kind says.</summary>
        public sealed class PayloadCodec : IWireCodec<ReadOnlyMemory<byte>, Colour>
        {
            /// <inheritdoc/>
            public static bool TryRead(ref WireReader reader, Colour argument, out ReadOnlyMemory<byte> value) => reader.TryBorrow(argument == Colour.Red ? 1 : 2, out value);
            /// <inheritdoc/>
            public static void Write(ref WireWriter writer, Colour argument, ReadOnlyMemory<byte> value) => writer.Write(value.Span);
            /// <inheritdoc/>
            public static int GetSize(Colour argument, ReadOnlyMemory<byte> value) => value.Length;
        }

        /// <summary>Lengths, counts and constants that are computed.</summary>
        [WireStruct, Magic("END"), Padding(2, Value = 0xFF)]
        public readonly partial record struct Derived
        {
            /// <summary>The version.</summary>
            [Magic("RIFF"), Reserved(2, OnRead = ReservedPolicy.Refuse), Constant(7)]
            public partial ushort Version { get; }
            /// <summary>Who.</summary>
            [Constant(Colour.Green)]
            public partial Colour Kind { get; }
            /// <summary>Whose turn.</summary>
            [Constant(1, From = Side.Client), Constant(2, From = Side.Server)]
            public partial byte Turn { get; }
            /// <summary>In words.</summary>
            [Bits(4), LengthOf(nameof(Options), Unit = 4, Bias = 5)]
            public partial byte Words { get; }
            /// <summary>Four flags.</summary>
            [Bits(4)]
            public byte Flags { get; init; }
            /// <summary>All of it.</summary>
            [LengthOf(nameof(Options), nameof(Name), nameof(Tail), IncludesSelf = true)]
            public partial ushort Total { get; }
            /// <summary>Of variable size.</summary>
            [LengthOf(nameof(Stamps)), VarInt(VarIntFormat.Leb128)]
            public partial uint StampBytes { get; }
            /// <summary>How many.</summary>
            [CountOf(nameof(Items), Bias = 1)]
            public partial byte ItemCount { get; }
            /// <summary>Options.</summary>
            [MaxBytes(40)]
            public ReadOnlyMemory<byte> Options { get; init; }
            /// <summary>A name.</summary>
            public Utf8Text Name { get; init; }
            /// <summary>The tail.</summary>
            public ushort Tail { get; init; }
            /// <summary>Stamps.</summary>
            [Remaining, MaxCount(3)]
            public WireList<Stamp> Stamps { get; init; }
            /// <summary>Items.</summary>
            public uint[] Items { get; init; }
            /// <summary>One.</summary>
            [Codec<StampCodec>]
            public Stamp One { get; init; }
            /// <summary>Earlier.</summary>
            public Colour Hue { get; init; }
            /// <summary>Payload.</summary>
            [Codec<PayloadCodec>(nameof(Hue))]
            public ReadOnlyMemory<byte> Payload { get; init; }
            /// <summary>Not here.</summary>
            [NotOnWire]
            public string? Note { get; init; }
            /// <summary>Computed.</summary>
            public bool IsRed => Hue == Colour.Red;
        }

        /// <summary>Members that are not always there.</summary>
        [WireStruct]
        public partial record struct Optional
        {
            /// <summary>Whether.</summary>
            public bool HasA { get; set; }
            /// <summary>Version.</summary>
            public byte Version { get; set; }
            /// <summary>Whether.</summary>
            public readonly bool HasB => Version >= 2 && IsNew();
            private readonly bool IsNew() => Version > 0;
            /// <summary>A.</summary>
            [When(nameof(HasA))]
            public uint? A { get; set; }
            /// <summary>B.</summary>
            [When(nameof(HasB)), MaxBytes(9)]
            public string? B { get; set; }
            /// <summary>C.</summary>
            [When(nameof(HasB)), Reserved(1), Magic(1, 2, 3)]
            public Pair? C { get; set; }
            /// <summary>D.</summary>
            [When(nameof(HasA)), LengthPrefixed<ushort>]
            public ReadOnlyMemory<byte>? D { get; set; }
            /// <summary>E.</summary>
            [When(nameof(HasA)), MaxCount(5)]
            public WireList<Named>? E { get; set; }
            /// <summary>F.</summary>
            [When(nameof(HasA)), VarInt(VarIntFormat.Leb128)]
            public uint? F { get; set; }
            /// <summary>G.</summary>
            [When(nameof(HasA)), MaxCount(5)]
            public Named[]? G { get; set; }
            /// <summary>H.</summary>
            [When(nameof(HasA))]
            public bool? H { get; set; }
            /// <summary>I.</summary>
            [When(nameof(HasA)), Codec<StampCodec>]
            public Stamp? I { get; set; }
        }

        /// <summary>A tree.</summary>
        [WireStruct]
        public sealed partial record Tree(byte Value, [MaxCount(8)] Tree[] Children);

        /// <summary>A wire form by hand.</summary>
        public readonly record struct ByHand(byte Value) : IWireSerializable<ByHand>
        {
            /// <inheritdoc/>
            public static int? MaxWireSize => 1;
            /// <inheritdoc/>
            public static bool TryRead(ref WireReader reader, out ByHand value) { value = default; return reader.TryTake(1, out _); }
            /// <inheritdoc/>
            public void Write(ref WireWriter writer) => writer.Take(1)[0] = Value;
            /// <inheritdoc/>
            public int GetSize() => 1;
            /// <inheritdoc/>
            public ByHand ToOwned() => this;
        }

        /// <summary>Names that collide.</summary>
        [WireStruct]
        public readonly partial record struct Names(byte reader, byte writer, byte value, byte @class, byte run1, [MaxBytes(3)] string Reader, [MaxBytes(3)] string readerLength, byte _x, ushort HTTPStatus, byte ID, ByHand by, [MaxBytes(1)] byte[] size, [Bits(3)] byte bits, [Bits(5)] byte front);

        /// <summary>Nothing at all.</summary>
        [WireStruct]
        public readonly partial record struct Nothing;

        /// <summary>Types around types.</summary>
        public static partial class Outer
        {
            internal partial struct Inner
            {
                [WireStruct]
                internal readonly partial record struct Nested(byte Value, Inner.Other Other);

                [WireStruct]
                internal readonly partial record struct Other(byte Value);
            }
        }

        """";

    /// <summary>Protocols, with the records that they use.</summary>
    public const string Protocols = """"
        /// <summary>The default envelope.</summary>
        [Protocol(Version = 3, Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1200)]
        public sealed partial class Chat
        {
            /// <summary>Joins.</summary>
            [Request<Welcome>(1)] public readonly partial record struct Join([MaxBytes(32)] string Nick);
            /// <summary>Welcomes.</summary>
            [Reply(2)] public readonly partial record struct Welcome(uint MemberId, ushort Online);
            /// <summary>Lists.</summary>
            [Request<Entry>(5, Replies = ReplyCount.Many)] public readonly partial record struct List;
            /// <summary>An entry.</summary>
            [Reply(Last = nameof(IsLast))] public readonly partial record struct Entry([MaxBytes(8)] byte[] Data, bool IsLast);
            /// <summary>Says.</summary>
            [Message(3, From = Side.Client)] public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);
            /// <summary>Said.</summary>
            [Message(4, From = Side.Server)] public readonly partial record struct Said(uint MemberId, [MaxBytes(512)] Utf8Text Text);
            /// <summary>Refuses.</summary>
            [ErrorReply(9)] public readonly partial record struct Refused(ushort Code);
        }

        /// <summary>Opcodes.</summary>
        public enum Opcode : byte
        {
            /// <summary>Get.</summary>
            Get = 0,
            /// <summary>Set.</summary>
            Set = 1,
            /// <summary>Quiet get.</summary>
            GetQuietly = 9,
        }

        /// <summary>An own header.</summary>
        [Protocol]
        public sealed partial class Memcached
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>What to do.</summary>
                [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server)]
                [MessageId]
                public Opcode Opcode { get; init; }
                /// <summary>Key.</summary>
                [LengthOf("Key")]
                public partial ushort KeyLength { get; }
                /// <summary>Extras.</summary>
                [LengthOf("Extras")]
                public partial byte ExtrasLength { get; }
                /// <summary>Type.</summary>
                public byte DataType { get; init; }
                /// <summary>Status.</summary>
                public ushort Status { get; init; }
                /// <summary>Body.</summary>
                [LengthOf("Extras", "Key", "Value"), FrameLength]
                public partial uint BodyLength { get; }
                /// <summary>Opaque.</summary>
                [CorrelationId]
                public uint Opaque { get; init; }
                /// <summary>Version of the value.</summary>
                public ulong Cas { get; init; }
                /// <summary>Whether the server refused.</summary>
                public bool IsError => Status != 0;
            }

            /// <summary>Get.</summary>
            [Request<GetReply>(Opcode.Get)] public readonly partial record struct Get([MaxBytes(250)] ReadOnlyMemory<byte> Key);
            /// <summary>Get.</summary>
            [Request<GetReply>(Opcode.GetQuietly, Replies = ReplyCount.OneOrNone)] public readonly partial record struct GetQuietly([MaxBytes(250)] ReadOnlyMemory<byte> Key);
            /// <summary>Got.</summary>
            [Reply] public readonly partial record struct GetReply([Section("Extras")] uint Flags, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas);
            /// <summary>Set.</summary>
            [Request<SetReply>(Opcode.Set)] public readonly partial record struct Set([Section("Extras")] uint Flags, [Section("Extras")] uint Expiration, [MaxBytes(250)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
            /// <summary>Was set.</summary>
            [Reply] public readonly partial record struct SetReply([InHeader("Cas")] ulong Version);
            /// <summary>Refused.</summary>
            [ErrorReply(When = nameof(Header.IsError))] public readonly partial record struct Failure(Utf8Text Value, [InHeader] ushort Status);
        }

        /// <summary>A question.</summary>
        [WireStruct]
        public readonly partial record struct Question(byte Left, ushort Right);

        /// <summary>An answer.</summary>
        [WireStruct]
        public readonly partial record struct Answer([MaxBytes(16)] Utf8Text Name);

        /// <summary>A header with counts, in datagrams or behind a prefix.</summary>
        [Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 512), LengthPrefixed<ushort>]
        public sealed partial class Names2
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>Id.</summary>
                [CorrelationId]
                public ushort Id { get; init; }
                /// <summary>Response.</summary>
                [Bits(1)]
                public bool IsResponse { get; init; }
                /// <summary>Code.</summary>
                [Bits(15)]
                public ushort Code { get; init; }
                /// <summary>Questions.</summary>
                [CountOf("Questions")]
                public partial ushort QuestionCount { get; }
                /// <summary>Answers.</summary>
                [CountOf("Answers")]
                public partial ushort AnswerCount { get; }
            }

            /// <summary>Ask.</summary>
            [Request<Response>] public readonly partial record struct Query(WireList<Question> Questions, [InHeader] ushort Code);
            /// <summary>Answer.</summary>
            [Reply] public readonly partial record struct Response(WireList<Question> Questions, [MaxCount(20)] WireList<Answer> Answers);
        }

        /// <summary>Frames that end with a line.</summary>
        [Protocol, Delimited("\r\n")]
        public sealed partial class Lines
        {
            /// <summary>A command.</summary>
            [Request<Result>] public readonly partial record struct Command([Remaining] Utf8Text Text);
            /// <summary>A result.</summary>
            [Reply] public readonly partial record struct Result([Remaining] Utf8Text Text);
        }

        /// <summary>Frames of one size.</summary>
        [Protocol, FixedSize(4)]
        public sealed partial class Ticks
        {
            /// <summary>A tick.</summary>
            [Message] public readonly partial record struct Tick(uint Number);
        }

        /// <summary>Frames with a length of variable size.</summary>
        [Protocol, LengthPrefixed(VarIntFormat.Leb128)]
        public sealed partial class Deltas
        {
            /// <summary>A delta.</summary>
            [Message(From = Side.Server)] public partial record Delta([Remaining] byte[] Data);
        }

        /// <summary>A tag and a length over itself, as PostgreSQL has.</summary>
        [Protocol]
        public sealed partial class Tagged
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The tag.</summary>
                [MessageId]
                public byte Tag { get; init; }
                /// <summary>The length.</summary>
                [FrameLength(Counts = FrameLengthCounts.Frame, Bias = -1)]
                public partial uint Length { get; }
            }

            /// <summary>A query.</summary>
            [Request<Done>('Q')] public readonly partial record struct Query([NullTerminated, MaxBytes(1000)] string Sql);
            /// <summary>Done.</summary>
            [Reply('C')] public readonly partial record struct Done([NullTerminated, MaxBytes(64)] string Tag);
            /// <summary>Notice.</summary>
            [Message('N', From = Side.Server)] public readonly partial record struct Notice([Remaining] Utf8Text Text);
        }
        """";
}

namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Offsets, what stands where they say, and codecs that are told several things.</summary>
internal static class Places
{
    public const string Source = """
        namespace Samples.Places;

        /// <summary>Offsets, and what stands where they say.</summary>
        [WireStruct]
        public readonly partial record struct Directory
        {
            /// <summary>A part.</summary>
            [LengthOf(nameof(Name))]
            public partial ushort NameLength { get; }

            /// <summary>A part.</summary>
            [OffsetOf(nameof(Name))]
            public partial uint NameAt { get; }

            /// <summary>A part.</summary>
            [CountOf(nameof(Entries))]
            public partial ushort EntryCount { get; }

            /// <summary>A part.</summary>
            [OffsetOf(nameof(Entries), From = OffsetBase.Message, Unit = 2, Bias = 1), LittleEndian]
            public partial ulong EntriesAt { get; }

            /// <summary>A part.</summary>
            [Bits(4), OffsetOf(nameof(Flags))]
            public partial byte FlagsAt { get; }

            /// <summary>A part.</summary>
            [Bits(4)]
            public byte Kind { get; init; }

            /// <summary>A part.</summary>
            public bool HasExtra { get; init; }

            /// <summary>A part.</summary>
            [OffsetOf(nameof(Extra))]
            public partial sbyte ExtraAt { get; }

            /// <summary>A part.</summary>
            [Padding(2)]
            public ushort Flags { get; init; }

            /// <summary>A part.</summary>
            [At(nameof(NameAt))]
            public string Name { get; init; }

            /// <summary>A part.</summary>
            [At(nameof(EntriesAt), MayOverlap = true), MaxCount(10)]
            public WireList<long> Entries { get; init; }

            /// <summary>A part.</summary>
            [When(nameof(HasExtra)), At(nameof(ExtraAt)), Codec<ScaledCodec>(nameof(Kind), nameof(IsWide))]
            public int? Extra { get; init; }

            /// <summary>A part.</summary>
            public bool IsWide => Kind > 7;
        }

        /// <summary>A part.</summary>
        [WireStruct]
        public readonly partial record struct Scaled(byte Kind, [Codec<ScaledCodec>(nameof(Scaled.Kind), nameof(Scaled.IsWide)), CountPrefixed<byte>] int[] Values)
        {
            /// <summary>A part.</summary>
            public bool IsWide => Kind > 7;
        }

        /// <summary>A part.</summary>
        public readonly struct ScaledCodec : IWireCodec<int, (byte Scale, bool IsWide)>
        {
            /// <summary>A part.</summary>
            public static bool TryRead(ref WireReader reader, (byte Scale, bool IsWide) argument, out int value)
            {
                bool isRead = reader.TryTake(1, out System.ReadOnlySpan<byte> bytes);
                value = isRead ? bytes[0] * argument.Scale : 0;
                return isRead;
            }

            /// <summary>A part.</summary>
            public static void Write(ref WireWriter writer, (byte Scale, bool IsWide) argument, int value) => writer.Take(1)[0] = (byte)(value / System.Math.Max(argument.Scale, (byte)1));

            /// <summary>A part.</summary>
            public static int GetSize((byte Scale, bool IsWide) argument, int value) => 1;
        }
        """;
}

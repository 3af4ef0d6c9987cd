namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Unions whose heads hold references, which a case that becomes a union leaves as they are in the default of a struct.</summary>
internal static class UnionHeads
{
    public const string Source = """"
        namespace Samples.UnionHeads;

        /// <summary>A record that is a class, with a member that has a value.</summary>
        [WireStruct]
        public sealed partial record Sender
        {
            /// <summary>A name.</summary>
            [LengthPrefixed<byte>]
            public string Name { get; set; } = string.Empty;
        }

        /// <summary>A record that is a class, with a constructor.</summary>
        [WireStruct]
        public sealed partial record Receiver([LengthPrefixed<byte>] string Name);

        /// <summary>Members without a value.</summary>
        [WireUnion]
        public readonly partial struct Letter
        {
            /// <summary>A text.</summary>
            [LengthPrefixed<byte>]
            public string Title { get; init; }

            /// <summary>Bytes.</summary>
            [LengthPrefixed<byte>]
            public byte[] Stamp { get; init; }

            /// <summary>Numbers.</summary>
            [CountPrefixed<byte>]
            public ushort[] Numbers { get; init; }

            /// <summary>Texts.</summary>
            [CountPrefixed<byte>]
            public Receiver[] Copies { get; init; }

            /// <summary>A class.</summary>
            public Sender From { get; init; }

            /// <summary>A record.</summary>
            public Receiver To { get; init; }

            /// <summary>Whether there is a note.</summary>
            [FlagOf(nameof(Note))]
            public partial bool HasNote { get; }

            /// <summary>A note.</summary>
            [When(nameof(HasNote)), LengthPrefixed<byte>]
            public string? Note { get; init; }

            /// <summary>Never sent.</summary>
            [NotOnWire]
            public string Remark { get; init; }

            /// <summary>The tag.</summary>
            [Discriminator]
            public partial byte Tag { get; }

            /// <summary>A case.</summary>
            [Case(1)]
            public readonly partial record struct Short([LengthPrefixed<byte>] string Text);

            /// <summary>A case that is a class.</summary>
            [Case(2)]
            public sealed partial record Long([LengthPrefixed<ushort>] string Text, [CountPrefixed<byte>] Letter[] Enclosed);
        }

        /// <summary>Members that whoever makes one has to give, and ones with values.</summary>
        [WireUnion]
        public readonly partial struct Parcel
        {
            /// <summary>A text.</summary>
            [LengthPrefixed<byte>]
            public required string Title { get; init; }

            /// <summary>Borrows.</summary>
            [LengthPrefixed<byte>]
            public required ReadOnlyMemory<byte> Stamp { get; init; }

            /// <summary>A text with a value.</summary>
            [LengthPrefixed<byte>]
            public string Colour { get; init; } = "brown";

            /// <summary>The tag.</summary>
            [Discriminator]
            public partial byte Tag { get; }

            /// <summary>A case.</summary>
            [Case(1)]
            public readonly partial record struct Box([LengthPrefixed<byte>] string Text);

            /// <summary>A case that borrows.</summary>
            [Case(2)]
            public readonly partial record struct Bag([LengthPrefixed<byte>] Utf8Text Text);
        }

        /// <summary>Unions as members and messages.</summary>
        [Protocol]
        public sealed partial class Post
        {
            /// <summary>A message.</summary>
            [Message(1)]
            public readonly partial record struct Handed(Letter Letter, [CountPrefixed<byte>] WireList<Parcel> Parcels);
        }
        """";
}

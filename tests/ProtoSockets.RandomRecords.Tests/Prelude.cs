namespace ProtoSockets.RandomRecords.Tests;

/// <summary>What all records that are made up can use: enums, codecs and checksums that a user would write.</summary>
internal static class Prelude
{
    public const string Usings = """
        // The records have no comments, and initializers give them values. In this file alone: of what is generated, every warning counts.
        #pragma warning disable CS1591, CS8618

        using System;
        using System.Linq;
        using System.Net;
        using System.Net.NetworkInformation;
        using ProtoSockets;
        using ProtoSockets.RandomRecords.Tests;
        using ProtoSockets.Runtime;

        namespace Made.Up;


        """;

    public const string Source = Usings + """
        public enum Small : byte { Zero, One }

        public enum Wide { Minus = -1, Zero, One }

        [ClosedEnum]
        public enum Closed : ushort { Some = 3, Other = 700 }

        [Flags]
        public enum Options : byte { None, First = 1, Second = 0x10, All = First | Second }

        /// <summary>A number whose bits are the other way round.</summary>
        public readonly struct InvertedCodec : IWireCodec<ushort>
        {
            public static bool TryRead(ref WireReader reader, out ushort value)
            {
                bool isRead = reader.TryTake(2, out ReadOnlySpan<byte> bytes);
                value = isRead ? (ushort)~((bytes[0] << 8) | bytes[1]) : default;
                return isRead;
            }

            public static void Write(ref WireWriter writer, ushort value)
            {
                Span<byte> bytes = writer.Take(2);
                bytes[0] = (byte)(~value >> 8);
                bytes[1] = (byte)~value;
            }

            public static int GetSize(ushort value) => 2;
        }

        /// <summary>A number of as many bytes as an earlier one says, and an even number of them for even flags.</summary>
        public readonly struct SizedCodec : IWireCodec<ulong, byte>, IWireCodec<ulong, (byte Width, bool IsWide)>
        {
            public static bool TryRead(ref WireReader reader, byte argument, out ulong value)
            {
                value = 0;
                if (!reader.TryTake(1 + (argument & 7), out ReadOnlySpan<byte> bytes))
                {
                    return false;
                }

                foreach (byte part in bytes)
                {
                    value = (value << 8) | part;
                }

                return true;
            }

            public static void Write(ref WireWriter writer, byte argument, ulong value)
            {
                Span<byte> bytes = writer.Take(1 + (argument & 7));
                for (int index = bytes.Length - 1; index >= 0; index--)
                {
                    bytes[index] = (byte)value;
                    value >>= 8;
                }
            }

            public static int GetSize(byte argument, ulong value) => 1 + (argument & 7);

            public static bool TryRead(ref WireReader reader, (byte Width, bool IsWide) argument, out ulong value) => TryRead(ref reader, Width(argument), out value);

            public static void Write(ref WireWriter writer, (byte Width, bool IsWide) argument, ulong value) => Write(ref writer, Width(argument), value);

            public static int GetSize((byte Width, bool IsWide) argument, ulong value) => GetSize(Width(argument), value);

            private static byte Width((byte Width, bool IsWide) argument) => argument.IsWide ? (byte)7 : argument.Width;
        }

        /// <summary>A checksum of bytes, as a message authentication code is.</summary>
        public readonly struct Digest : IChecksum<Digest>
        {
            public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum)
            {
                checksum.Clear();
                for (int index = 0; index < bytes.Length; index++)
                {
                    checksum[index % checksum.Length] += (byte)(bytes[index] ^ index);
                }
            }
        }

        /// <summary>A cyclic redundancy check by its parameters.</summary>
        public readonly struct Cdma : ICrc<Cdma, ushort>
        {
            public static int Width => 16;

            public static ushort Polynomial => 0xC867;

            public static ushort Initial => 0xFFFF;
        }


        """;
}

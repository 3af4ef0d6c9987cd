using System.Globalization;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Refactorings.ByteCode;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Analyzers.Tests.Refactorings;

/// <summary>Types whose members are read from bytes at constant offsets, or written there, become records.</summary>
public sealed class ByteCodeTests
{
    private const string Usings = "using System;\nusing System.Buffers.Binary;\nusing System.Runtime.InteropServices;\nusing System.Text;\nusing ProtoSockets;\n\n";

    [Fact]
    public async Task A_class_that_is_read_becomes_a_record() =>
        await RefactoringTest.Verify<ByteCodeRefactoring>(
            """
            using System;
            using System.Buffers.Binary;

            namespace Samples;

            public enum Kind : byte { Ping, Pong }

            /// <summary>In front of every message.</summary>
            public sealed class Header
            {
                /// <summary>How much follows.</summary>
                public uint Length { get; set; }

                public ushort Id { get; set; }

                public Kind Kind { get; set; }

                public bool IsEmpty => Length == 0;

                public static Header Par$$se(ReadOnlySpan<byte> bytes)
                {
                    if (bytes.Length < 12)
                    {
                        throw new ArgumentException("too short", nameof(bytes));
                    }

                    ushort id = BinaryPrimitives.ReadUInt16BigEndian(bytes);
                    return new Header
                    {
                        Id = id,
                        Kind = (Kind)bytes[2],
                        Length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(4, 4)),
                    };
                }
            }
            """,
            """
            using System;
            using System.Buffers.Binary;
            using ProtoSockets;

            namespace Samples;

            public enum Kind : byte { Ping, Pong }

            /// <summary>In front of every message.</summary>
            [WireStruct, BigEndian, Reserved(4)]
            public sealed partial record Header
            {
                public ushort Id { get; set; }

                public Kind Kind { get; set; }

                /// <summary>How much follows.</summary>
                [Reserved(1)]
                public uint Length { get; set; }

                public bool IsEmpty => Length == 0;

                public static Header Parse(ReadOnlySpan<byte> bytes)
                {
                    if (bytes.Length < 12)
                    {
                        throw new ArgumentException("too short", nameof(bytes));
                    }

                    ushort id = BinaryPrimitives.ReadUInt16BigEndian(bytes);
                    return new Header
                    {
                        Id = id,
                        Kind = (Kind)bytes[2],
                        Length = BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(4, 4)),
                    };
                }
            }
            """);

    [Fact]
    public async Task A_struct_that_is_written_becomes_a_record() =>
        await RefactoringTest.Verify<ByteCodeRefactoring>(
            Usings + """
            public struct Entry
            {
                public uint Offset;
                public short Delta;
                public byte Flags;

                public void CopyTo$$(Span<byte> to)
                {
                    to[6] = Flags;
                    to[7] = 0;
                    BinaryPrimitives.WriteInt16LittleEndian(to[4..], Delta);
                    BinaryPrimitives.WriteUInt32LittleEndian(to, Offset);
                }
            }
            """,
            Usings + """
            [WireStruct, LittleEndian, Reserved(1)]
            public partial record struct Entry
            {
                public uint Offset { get; set; }
                public short Delta { get; set; }
                public byte Flags { get; set; }

                public void CopyTo(Span<byte> to)
                {
                    to[6] = Flags;
                    to[7] = 0;
                    BinaryPrimitives.WriteInt16LittleEndian(to[4..], Delta);
                    BinaryPrimitives.WriteUInt32LittleEndian(to, Offset);
                }
            }
            """);

    [Fact]
    public async Task A_record_that_a_helper_makes_gets_its_attributes() =>
        await RefactoringTest.Verify<ByteCodeRefactoring>(
            Usings + """
            public readonly record struct Point(ushort X, int Y, byte[] Key, string Name);

            public static class Points
            {
                private const int At = 6;

                public static Point $$Read(byte[] bytes) => new(
                    BitConverter.ToUInt16(bytes, 0),
                    BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(2)),
                    bytes.AsSpan(At, 3).ToArray(),
                    Encoding.ASCII.GetString(bytes.AsSpan().Slice(10, 8)).TrimEnd('\0'));
            }
            """,
            Usings + """
            [WireStruct, BigEndian]
            public readonly partial record struct Point([LittleEndian] ushort X, int Y, [FixedBytes(3)] byte[] Key, [Reserved(1), FixedBytes(8), Ascii] string Name);

            public static class Points
            {
                private const int At = 6;

                public static Point Read(byte[] bytes) => new(
                    BitConverter.ToUInt16(bytes, 0),
                    BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(2)),
                    bytes.AsSpan(At, 3).ToArray(),
                    Encoding.ASCII.GetString(bytes.AsSpan().Slice(10, 8)).TrimEnd('\0'));
            }
            """);

    [Theory]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);", ">HBxi", "513, 7, -2", "Id=513 Count=7 Size=-2")]
    [InlineData("Size = MemoryMarshal.Read<int>(bytes); Id = BitConverter.ToUInt16(bytes.Slice(6)); Count = bytes[5];", "<ixBH", "-100, 9, 600", "Size=-100 Count=9 Id=600")]
    [InlineData("var rest = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(4).Slice(2, 2)); Count = bytes[0]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes.Slice(2)); Id = rest;", ">Bxi2s", "1, 2, b'\\x03\\x00'", "Count=1 Size=2 Id=3")]
    public async Task The_bytes_of_Python_are_read_and_written(string body, string format, string values, string expected)
    {
        string python = ExternalProgram.Find("python3", "python3");
        GeneratedRecords records = GeneratedRecords.Load(await RefactoringTest.Apply<ByteCodeRefactoring>(SourceOf(body)));
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", $"import struct; print(struct.pack('{format}', {values}).hex(), end='')"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            expected,
            string.Join(' ', records.RoundTrip("Header", Convert.FromHexString(result.Output)).Select(static member => string.Create(CultureInfo.InvariantCulture, $"{member.Key}={member.Value}"))));
    }

    [Theory]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(at)); Count = bytes[2]; Size = 0;")] // an offset that is known at run time only
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[1]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")] // they overlap
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[0]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")] // one offset in two widths
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2];")] // Size is not on the wire
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = bytes.Length;")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = bytes[3];")] // a byte in an int: which of the two is the member?
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = (byte)(bytes[2] >> 4); Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; if (Count > 0) { Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]); }")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; for (int i = 0; i < 2; i++) { Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]); }")]
    [InlineData("if (bytes[3] != 1) { throw new Exception(); } Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); bytes = bytes.Slice(2); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Id = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]); Count = bytes[4]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[^1]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes.Slice(4, 2));")] // would always fail
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) * 2;")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]); Use(bytes);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; int size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]); Size = size; Use(size);")]
    [InlineData("Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = Math.Min(BinaryPrimitives.ReadInt32BigEndian(bytes[4..]), 3);")]
    [InlineData("Action later = () => { }; foreach (byte one in bytes) { Count = one; }")]
    [InlineData("Id = 1; Count = 2; Size = 3;")]
    [InlineData("")]
    public async Task What_a_record_would_not_say_is_not_offered(string body) => await RefactoringTest.VerifyNotOffered<ByteCodeRefactoring>(SourceOf(body));

    [Theory]
    [InlineData("public class Header : System.Collections.Generic.List<int> { public ushort Id { get; set; }")] // no record: it has a base
    [InlineData("public class Header<T> { public ushort Id { get; set; }")]
    [InlineData("public abstract class Header { public ushort Id { get; set; }")]
    [InlineData("public ref struct Header { public ushort Id { get; set; }")]
    [InlineData("public class Header { public ushort Id { get; set; } private int _more;")] // keeps what is not on the wire
    [InlineData("public class Header { private ushort Id { get; set; }")]
    [InlineData("public class Header { public ushort Id { get => _id; set => _id = value; } private ushort _id;")]
    [InlineData("public class Header { public static ushort Id { get; set; }")]
    [InlineData("public class Header { public ushort Id { get; private set; }")]
    [InlineData("public class Header { public ushort Id { get; set; } = 7;")]
    [InlineData("public class Header { public ushort Id, Other;")]
    [InlineData("public partial class Header { public ushort Other { get; set; } } public partial class Header { public ushort Id { get; set; }")]
    [InlineData("public class Header(int seed) { public ushort Id { get; set; } public int Seed => seed;")]
    [InlineData("public class Outer { public class Header { public ushort Id { get; set; } } Header _header; ushort Id { set { } }")]
    [InlineData("public class Header { public ushort Id { get; set; } public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt16BigEndian(to[2..], Id);")] // reader and writer differ
    public async Task A_type_that_can_be_no_record_is_left_alone(string type) =>
        await RefactoringTest.VerifyNotOffered<ByteCodeRefactoring>(Usings + type + " public void Lo$$ad(ReadOnlySpan<byte> bytes) { Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); } }");

    [Fact]
    public async Task Elsewhere_nothing_is_offered()
    {
        const string Body = "Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); Count = bytes[2]; Size = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);";
        string source = SourceOf(Body).Replace("$$", "", StringComparison.Ordinal);
        await RefactoringTest.VerifyNotOffered<ByteCodeRefactoring>(source.Replace("Count = ", "Cou$$nt = ", StringComparison.Ordinal));
        await RefactoringTest.VerifyNotOffered<ByteCodeRefactoring>(source.Replace("class Header", "class Hea$$der", StringComparison.Ordinal));
        await RefactoringTest.VerifyNotOffered<ByteCodeRefactoring>(
            "class BinaryPrimitives { public static ushort ReadUInt16BigEndian(System.ReadOnlySpan<byte> bytes) => 0; }\npublic class Header { public ushort Id { get; set; } void Lo$$ad(System.ReadOnlySpan<byte> bytes) => Id = BinaryPrimitives.ReadUInt16BigEndian(bytes); }");
    }

    private static string SourceOf(string body) => Usings + $$"""
        public class Header
        {
            public byte Count { get; set; }
            public ushort Id { get; set; }
            public int Size { get; set; }

            public void Lo$$ad(ReadOnlySpan<byte> bytes, int at = 0)
            {
                {{body}}
            }

            private static void Use(int value) { }
            private static void Use(ReadOnlySpan<byte> value) { }
        }
        """;
}

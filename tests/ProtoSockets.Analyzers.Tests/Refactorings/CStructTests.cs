using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Refactorings.CStructs;

namespace ProtoSockets.Analyzers.Tests.Refactorings;

/// <summary>Structs of C, pasted as comments, become records.</summary>
public sealed class CStructTests
{
    [Fact]
    public async Task A_packed_struct_becomes_a_record() =>
        await RefactoringTest.Verify<CStructRefactoring>(
            """
            using System;

            namespace Samples;

            /*
            struct hdr {
                uint16_t type;
                uint8_t flags;      // what it is about
                char name[16];
                uint32_t len:24, pad:8;
            } __attribute__((packed));$$
            */
            """,
            """
            using System;
            using ProtoSockets;

            namespace Samples;

            /*
            struct hdr {
                uint16_t type;
                uint8_t flags;      // what it is about
                char name[16];
                uint32_t len:24, pad:8;
            } __attribute__((packed));
            */
            [WireStruct, BigEndian, BitOrder(BitNumbering.MostSignificantFirst), Reserved(1)]
            public readonly partial record struct Hdr
            {
                public ushort Type { get; init; }

                /// <summary>What it is about.</summary>
                public byte Flags { get; init; }

                [FixedBytes(16)]
                public string Name { get; init; }

                [Bits(24)]
                public uint Len { get; init; }
            }
            """,
            "big-endian");

    [Fact]
    public async Task Alignment_is_spelled_out_and_comments_of_members_are_kept() =>
        await RefactoringTest.Verify<CStructRefactoring>(
            """
            using System;
            using ProtoSockets;

            // As in the manual:
            // /* A point in time & space. */
            // typedef struct {
            //     uint8_t kind;            /**< what it is */
            //     /* seconds
            //        since 1970 */
            //     uint64_t at;$$
            //     double where[2];
            //     uint8_t key[5];
            // } sample_t;
            """,
            """
            using System;
            using ProtoSockets;

            // As in the manual:
            // /* A point in time & space. */
            // typedef struct {
            //     uint8_t kind;            /**< what it is */
            //     /* seconds
            //        since 1970 */
            //     uint64_t at;
            //     double where[2];
            //     uint8_t key[5];
            // } sample_t;
            /// <summary>A point in time &amp; space.</summary>
            [WireStruct, LittleEndian, Padding(3)]
            public readonly partial record struct Sample
            {
                /// <summary>What it is.</summary>
                public byte Kind { get; init; }

                /// <summary>Seconds since 1970.</summary>
                [Padding(7)]
                public ulong At { get; init; }

                [FixedCount(2)]
                public WireList<double> Where { get; init; }

                [FixedBytes(5)]
                public ReadOnlyMemory<byte> Key { get; init; }
            }
            """,
            "little-endian");

    [Fact]
    public async Task Types_that_say_their_order_leave_nothing_to_ask()
    {
        const string source = """
            using ProtoSockets;

            public static partial class Wire
            {
                /* struct frame { __le32 length; __le16 kind; __be16 port; }; $$*/

                public const int Size = 8;
            }
            """;
        Assert.Equal(["Declare the struct in this comment as a [WireStruct]"], await RefactoringTest.Titles<CStructRefactoring>(source));
        await RefactoringTest.Verify<CStructRefactoring>(
            source,
            """
            using ProtoSockets;

            public static partial class Wire
            {
                /* struct frame { __le32 length; __le16 kind; __be16 port; }; */
                [WireStruct, LittleEndian]
                public readonly partial record struct Frame
                {
                    public uint Length { get; init; }

                    public ushort Kind { get; init; }

                    [BigEndian]
                    public ushort Port { get; init; }
                }

                public const int Size = 8;
            }
            """);
    }

    [Fact]
    public async Task Structs_in_structs_and_typedefs_are_followed() =>
        await RefactoringTest.Verify<CStructRefactoring>(
            """
            using ProtoSockets;

            /*
            #include <stdint.h>
            #define POINTS 2
            typedef uint8_t kind_t;
            struct point { int16_t x, y; };
            typedef struct shape {$$
                kind_t kind;
                struct point corner[POINTS];
                struct { uint8_t red, green; } colour;
            } SHAPE, *PSHAPE;
            */
            public sealed class Other;
            """,
            """
            using ProtoSockets;

            /*
            #include <stdint.h>
            #define POINTS 2
            typedef uint8_t kind_t;
            struct point { int16_t x, y; };
            typedef struct shape {
                kind_t kind;
                struct point corner[POINTS];
                struct { uint8_t red, green; } colour;
            } SHAPE, *PSHAPE;
            */
            [WireStruct, LittleEndian]
            public readonly partial record struct Point
            {
                public short X { get; init; }

                public short Y { get; init; }
            }

            [WireStruct]
            public readonly partial record struct ShapeColour
            {
                public byte Red { get; init; }

                public byte Green { get; init; }
            }

            [WireStruct]
            public readonly partial record struct Shape
            {
                public byte Kind { get; init; }

                [Padding(1), FixedCount(2)]
                public WireList<Point> Corner { get; init; }

                public ShapeColour Colour { get; init; }
            }

            public sealed class Other;
            """,
            "little-endian");

    [Fact]
    public async Task Arrays_are_lists_of_fixed_length_and_those_of_bytes_and_characters_are_not()
    {
        string result = await RefactoringTest.Apply<CStructRefactoring>(
            "/* struct a { uint32_t number[4]; int16_t matrix[2][3]; __be16 port[2]; int8_t level[300]; bool set[2]; float one[1]; uint8_t key[4]; char name[4]; uint8_t keys[2][6]; } __attribute__((packed)); $$*/\n", "little-endian");
        Assert.Contains("[FixedCount(4)]\n    public WireList<uint> Number { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedCount(6)]\n    public WireList<short> Matrix { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[BigEndian, FixedCount(2)]\n    public WireList<ushort> Port { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedCount(300)]\n    public WireList<sbyte> Level { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedCount(2)]\n    public WireList<bool> Set { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedCount(1)]\n    public WireList<float> One { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedBytes(4)]\n    public System.ReadOnlyMemory<byte> Key { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedBytes(4)]\n    public string Name { get; init; }", result, StringComparison.Ordinal);
        Assert.Contains("[FixedBytes(6)]\n    public System.ReadOnlyMemory<byte> Keys1 { get; init; }", result, StringComparison.Ordinal);
        GeneratedRecords.Load(result);
    }

    [Fact]
    public async Task Bytes_alone_need_no_order()
    {
        string result = await RefactoringTest.Apply<CStructRefactoring>("/* typedef struct _EUI { BYTE Octets[8]; unsigned char class; bool ok; } EUI; $$*/\n");
        Assert.Contains("public readonly partial record struct Eui", result, StringComparison.Ordinal);
        Assert.Contains("System.ReadOnlyMemory<byte> Octets", result, StringComparison.Ordinal);
        Assert.Contains("public byte Class", result, StringComparison.Ordinal);
        Assert.Contains("public bool Ok", result, StringComparison.Ordinal);
        GeneratedRecords.Load(result);
    }

    [Theory]
    [InlineData("struct a { long value; };")] // 4 bytes on Windows, 8 elsewhere
    [InlineData("struct a { unsigned long value; };")]
    [InlineData("struct a { size_t value; };")]
    [InlineData("struct a { time_t value; };")]
    [InlineData("struct a { wchar_t value[4]; };")] // 2 bytes on Windows, 4 elsewhere
    [InlineData("struct a { uint8_t *data; };")]
    [InlineData("struct a { void (*callback)(int); };")]
    [InlineData("struct a { union { uint32_t one; float two; } value; };")]
    [InlineData("union a { uint32_t one; float two; };")]
    [InlineData("enum kind { A, B }; struct a { enum kind value; };")] // as large as the compiler likes
    [InlineData("struct a { long double value; };")]
    [InlineData("struct a { int value:3; uint32_t rest:29; };")] // the sign is up to the compiler
    [InlineData("struct a { uint32_t value:24; uint8_t next; };")] // MSVC starts a new unit, GCC does not
    [InlineData("struct a { uint8_t one:4; uint16_t two:12; };")]
    [InlineData("struct a { uint8_t one:8; int16_t two:5; int16_t three:11; };")] // GCC puts two into the second byte
    [InlineData("struct a { uint64_t one:40; uint64_t two:24; uint8_t three:8; uint16_t four:12; };")]
    [InlineData("struct a { uint64_t one:33, two:31; uint64_t three:33, four:31; };")] // a run longer than 64 bits
    [InlineData("struct a { __be16 value:4; };")]
    [InlineData("struct a { uint16_t length; uint8_t data[]; };")] // who says how long it is?
    [InlineData("struct a { uint8_t data[0]; };")]
    [InlineData("struct a { uint8_t data[SIZE]; };")]
    [InlineData("struct a { uint8_t data[4 + 4]; };")]
    [InlineData("struct a { char names[100][8]; };")] // no hundred members
    [InlineData("struct a { uint8_t keys[2][2][8]; };")]
    [InlineData("struct a { uint8_t reserved[4]; };")] // nothing to declare
    [InlineData("struct a { struct b value; };")]
    [InlineData("struct a { struct a value; };")]
    [InlineData("struct a { mystery_t value; };")]
    [InlineData("struct a { uint8_t one; uint8_t one; };")]
    [InlineData("struct a { uint8_t data_len; uint8_t dataLen; };")] // one name in C#
    [InlineData("struct a { uint8_t a; };")] // a member can't be called as its type
    [InlineData("struct a { uint8_t value; } __attribute__((aligned(8)));")]
    [InlineData("typedef struct { uint8_t one; uint32_t two; } a __attribute__((packed));")] // GCC passes the attribute over
    [InlineData("struct a { uint8_t one; uint32_t two; } variable;")]
    [InlineData("struct a { };")]
    [InlineData("struct { uint8_t value; };")]
    [InlineData("struct a;")]
    [InlineData("struct a { uint8_t value; ")]
    [InlineData("struct a { uint8_t value }")]
    [InlineData("struct a { uint8_t value; }; and so on")]
    [InlineData("#ifdef BIG\nstruct a { uint8_t value; };\n#endif")]
    [InlineData("#define MAKE(x) x\nstruct a { uint8_t value; };")]
    [InlineData("#pragma pack(3)\nstruct a { uint8_t value; };")]
    [InlineData("struct a { static uint8_t value; };")]
    [InlineData("struct a { uint8_t value = 1; };")]
    [InlineData("struct a { uint8_t get() { return 1; } };")]
    [InlineData("class a { uint8_t value; };")]
    [InlineData("a struct is not a class")]
    [InlineData("struct")]
    [InlineData("struct a { public int Value; }")]
    public async Task What_is_not_certain_is_not_offered(string code) =>
        await RefactoringTest.VerifyNotOffered<CStructRefactoring>($"using ProtoSockets;\n/* {code.Replace("\n", "\n ", StringComparison.Ordinal)} $$*/\n");

    [Theory]
    [InlineData("public class Known { void Method() { /*@*/ } }")]
    [InlineData("public class Known { int _x = /*@*/ 1; }")]
    [InlineData("public enum Known { /*@*/ One }")]
    [InlineData("public enum Known { One /*@*/ }")]
    [InlineData("/*@*/ using System;")]
    [InlineData("/*@*/ namespace Samples;")]
    [InlineData("public class Known { /*@*/ }")] // not partial: the record could not be generated
    [InlineData("public class A; /*@*/")] // behind a type there is already one of that name
    [InlineData("public interface Known { /*@*/ }")]
    [InlineData("public class Known { int X { /*@*/ get; } }")]
    [InlineData("[System.Serializable] /*@*/ public class Known;")]
    public async Task Where_no_type_can_stand_nothing_is_offered(string source) =>
        await RefactoringTest.VerifyNotOffered<CStructRefactoring>(source.Replace("@", " struct a { uint8_t value; }; $$", StringComparison.Ordinal));

    [Fact]
    public async Task A_comment_of_documentation_and_one_in_a_string_are_none()
    {
        await RefactoringTest.VerifyNotOffered<CStructRefactoring>("/// struct a { uint8_t value; };$$\npublic class Known;");
        await RefactoringTest.VerifyNotOffered<CStructRefactoring>("public class Known { const string Text = \"/* struct a { uint8_t value; };$$ */\"; }");
    }
}

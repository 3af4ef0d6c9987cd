using System.Globalization;
using System.Runtime.InteropServices;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Refactorings.CStructs;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Analyzers.Tests.Refactorings;

/// <summary>The records that structs of C become read and write the bytes that others write: GCC's, of the struct itself, and Python's.</summary>
public sealed class CStructBytesTests
{
    /// <summary>A struct, what a C program puts into it, and what the record's members are then.</summary>
    public static TheoryData<string, string, string> Structs => new()
    {
        {
            "struct s { uint16_t type; uint8_t flags; char name[16]; uint32_t len:24, pad:8; } __attribute__((packed));",
            "v.type = 0x1234; v.flags = 7; strcpy(v.name, \"ada\"); v.len = 0xABCDEF;",
            "Type=4660 Flags=7 Name=ada Len=11259375"
        },
        {
            "struct s { uint8_t a; uint16_t b; uint8_t c; uint32_t d; uint8_t e; uint64_t f; uint8_t g; };",
            "v.a = 1; v.b = 0x0203; v.c = 4; v.d = 0x05060708; v.e = 9; v.f = 0x0A0B0C0D0E0F1011; v.g = 0x12;",
            "A=1 B=515 C=4 D=84281096 E=9 F=723685415333072913 G=18"
        },
        {
            "#pragma pack(push, 2)\nstruct s { uint8_t a; uint32_t b; uint8_t c; double d; };\n#pragma pack(pop)",
            "v.a = 1; v.b = 2; v.c = 3; v.d = 1.5;",
            "A=1 B=2 C=3 D=1.5"
        },
        {
            "struct s { uint32_t version:4, kind:3; uint32_t :5; uint32_t length:20; uint16_t more; };",
            "v.version = 9; v.kind = 5; v.length = 0xFEDCB; v.more = 77;",
            "Version=9 Kind=5 Length=1043915 More=77"
        },
        {
            "struct s { uint8_t low:1, flag:1, reserved:4, high:2; uint8_t next; int16_t small:5; int16_t large:11; };",
            "v.low = 1; v.flag = 0; v.high = 2; v.next = 3; v.small = -3; v.large = -1000;",
            "Low=1 Flag=0 High=2 Next=3 Small=-3 Large=-1000"
        },
        {
            "struct s { uint16_t a:9; uint16_t b:9; uint16_t c:7; };",
            "v.a = 0x1FF; v.b = 0x155; v.c = 0x2A;",
            "A=511 B=341 C=42"
        },
        {
            "struct s { uint8_t a:3; uint16_t b:13; uint32_t c; } __attribute__((packed));",
            "v.a = 5; v.b = 0x1ABC; v.c = 6;",
            "A=5 B=6844 C=6"
        },
        {
            "struct inner { uint8_t one; uint32_t two; };\nstruct s { uint8_t kind; struct inner in[2]; struct { int8_t x; int16_t y; } at; };",
            "v.kind = 1; v.in[0].one = 2; v.in[1].two = 3; v.at.x = -4; v.at.y = -5;",
            "Kind=1 In=[Inner { One = 2, Two = 0 }, Inner { One = 0, Two = 3 }] At=SAt { X = -4, Y = -5 }"
        },
        {
            "struct s { unsigned char key[3]; signed char delta; unsigned short a; unsigned b; unsigned long long c; float d; _Bool e; char f; short g[2]; };",
            "v.key[1] = 9; v.delta = -1; v.a = 65535; v.b = 4294967295u; v.c = 1; v.d = -0.5f; v.e = 1; v.f = 'A'; v.g[1] = -2;",
            "Key=000900 Delta=-1 A=65535 B=4294967295 C=1 D=-0.5 E=True F=65 G=[0, -2]"
        },
    };

    [Theory]
    [MemberData(nameof(Structs))]
    public async Task Bytes_of_GCC_are_read_and_written(string declaration, string assignments, string expected)
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The struct's bytes are those of an x64 machine.");
        string compiler = ExternalProgram.Find("gcc", "gcc");
        GeneratedRecords records = await Declare(declaration, "little-endian");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ProtoSockets.CStruct.");
        try
        {
            string source = Path.Combine(folder.FullName, "s.c");
            string program = Path.Combine(folder.FullName, "s");
            await File.WriteAllTextAsync(
                source,
                $$"""
                #include <stdint.h>
                #include <stdio.h>
                #include <string.h>
                {{declaration}}
                static struct s v;
                int main(void) {
                    {{assignments}}
                    for (unsigned i = 0; i < sizeof v; i++) printf("%02X", ((unsigned char *)&v)[i]);
                    return 0;
                }
                """,
                TestContext.Current.CancellationToken);
            ProgramResult compiled = await ExternalProgram.RunAsync(compiler, ["-w", "-o", program, source]);
            Assert.True(compiled.ExitCode == 0, compiled.ToString());
            ProgramResult result = await ExternalProgram.RunAsync(program, []);
            Assert.Equal(expected, Describe(records, "S", Convert.FromHexString(result.Output)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("struct s { uint16_t type; uint8_t flags; char name[8]; uint32_t len; } __attribute__((packed));", ">HB8sI", "0x1234, 7, b'ada', 99", "big-endian", "Type=4660 Flags=7 Name=ada Len=99")]
    [InlineData("struct s { uint8_t a; uint32_t b; uint16_t c; uint64_t d; };", "<B3xIH6xQ", "1, 2, 3, 4", "little-endian", "A=1 B=2 C=3 D=4")]
    [InlineData("struct s { uint8_t a; uint32_t b; int16_t c; double d; uint8_t e; };", ">B3xIh6xdB7x", "1, 2, -3, 0.25, 5", "big-endian", "A=1 B=2 C=-3 D=0.25 E=5")]
    [InlineData("struct s { __be32 length; __le16 id; u8 kind; __u8 pad; };", ">I2sBx", "7, b'\\x05\\x00', 6", "[WireStruct]", "Length=7 Id=5 Kind=6")]
    [InlineData("struct s { uint8_t version:4, ihl:4; uint8_t tos; uint16_t flags:3, offset:13; };", ">BBH", "0x45, 0, 0x4001", "big-endian", "Version=4 Ihl=5 Tos=0 Flags=2 Offset=1")]
    public async Task Bytes_of_Python_are_read_and_written(string declaration, string format, string values, string order, string expected)
    {
        string python = ExternalProgram.Find("python3", "python3");
        GeneratedRecords records = await Declare(declaration, order);
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", $"import struct; print(struct.pack('{format}', {values}).hex(), end='')"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(expected, Describe(records, "S", Convert.FromHexString(result.Output)));
    }

    private static async Task<GeneratedRecords> Declare(string declaration, string order) =>
        GeneratedRecords.Load(await RefactoringTest.Apply<CStructRefactoring>($"using System;\nusing ProtoSockets;\n/*\n{declaration}\n$$*/\n", order));

    private static string Describe(GeneratedRecords records, string type, byte[] bytes) =>
        string.Join(' ', records.RoundTrip(type, bytes).Select(static member => $"{member.Key}={Describe(member.Value)}"));

    private static string Describe(object? value) => value switch
    {
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        string or bool => value.ToString()!,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };
}

using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Records of fixed layout have the bytes that Python's <c>struct</c> gives the same values.</summary>
public sealed class PythonStructTests
{
    private const int Records = 20;

    private const int ValuesOfRecord = 5;

    private static readonly string[] Kinds = ["b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "?", "5s", "1s", "3x"];

    /// <summary>A format of Python's, with the letters of its values.</summary>
    private sealed record Layout(bool IsLittleEndian, IReadOnlyList<string> Items)
    {
        public string Format => (IsLittleEndian ? "<" : ">") + string.Concat(Items);
    }

    [Fact]
    public async Task Python_packs_the_same_bytes()
    {
        string python = ExternalProgram.Find("python3", "python3");
        Gen<Layout> gen =
            from isLittleEndian in Gen.Elements(true, false)
            from items in Gen.Elements(Kinds).ListOf(9)

                // What is passed over stands in front of a member.
            select new Layout(isLittleEndian, [.. items, "B"]);
        Layout[] layouts = [];
        Check.One(Config.QuickThrowOnFailure.WithReplay(20261122, 0x9E3779B97F4A7C15).WithMaxTest(1).WithQuietOnSuccess(true), Prop.ForAll(gen.ArrayOf(Records).ToArbitrary(), made =>
        {
            layouts = made;
            return true;
        }));
        using Batch batch = Batch.Load(Render(layouts));
        StringBuilder input = new();
        List<string> expected = [];
        Random random = new(20261122);
        foreach ((Layout layout, RecordProbe probe) in layouts.Zip(batch.Probes))
        {
            for (int value = 0; value < ValuesOfRecord; value++)
            {
                (byte[] bytes, string text) = probe.Sample(random);
                input.Append(CultureInfo.InvariantCulture, $"{layout.Format}|{string.Join(',', layout.Items.Where(item => item[^1] != 'x').Select(item => item[^1]))}|{text}\n");
                expected.Add($"{layout.Format} {text}: {Convert.ToHexString(bytes)}");
            }
        }

        const string script = """
            import struct, sys
            for line in sys.stdin:
                form, kinds, values = line.rstrip("\n").split("|")
                read = {"e": float, "f": float, "d": float, "?": lambda text: text == "True", "s": bytes.fromhex}
                packed = struct.pack(form, *[read.get(kind, int)(value) for kind, value in zip(kinds.split(","), values.split(";"))])
                print(form, values + ":", packed.hex().upper())
            """;
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", script], input.ToString());

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(expected, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Render(Layout[] layouts)
    {
        StringBuilder source = new("""
            #pragma warning disable CS1591, CS8618 // As in Prelude.
            using System;
            using ProtoSockets;
            using ProtoSockets.RandomRecords.Tests;

            namespace Made.Up;


            """);
        List<string> probes = [];
        foreach (Layout layout in layouts)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"R{probes.Count}");
            string filler = string.Empty;
            List<string> members = [];
            List<string> values = [];
            foreach (string item in layout.Items)
            {
                if (item[^1] == 'x')
                {
                    filler += $"Reserved({item[..^1]}), ";
                    continue;
                }

                (string type, string value) = TypeOf(item);
                string fixedBytes = item[^1] == 's' ? $"FixedBytes({item[..^1]}), " : string.Empty;
                string attributes = (Merge(filler) + fixedBytes).TrimEnd(',', ' ');
                members.Add($"    {(attributes.Length == 0 ? string.Empty : $"[{attributes}] ")}public {type} M{members.Count} {{ get; init; }}\n");
                values.Add($"M{values.Count} = {value}");
                filler = string.Empty;
            }

            source.Append(CultureInfo.InvariantCulture, $$"""
                [WireStruct{{(layout.IsLittleEndian ? ", LittleEndian" : "")}}]
                public readonly partial record struct {{name}}
                {
                {{string.Concat(members)}}
                    public static {{name}} Create(Random random) => new() { {{string.Join(", ", values)}} };

                    public static string Text({{name}} value) => string.Join(";", new string[] { {{string.Join(", ", values.Select((_, index) => $"Any.Describe(value.M{index})"))}} });
                }


                """);
            probes.Add($"new RecordProbe<{name}>(\"{name}\", false, {name}.Create, null, {name}.Text)");
        }

        return source.Append(CultureInfo.InvariantCulture, $"public static class Probes {{ public static RecordProbe[] All => [{string.Join(", ", probes)}]; }}\n").ToString();
    }

    /// <summary>An attribute stands once: bytes that are passed over one after the other are passed over together.</summary>
    private static string Merge(string fillers) => fillers.Split("Reserved(", StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 and var count } ? $"Reserved({3 * count}), " : string.Empty;

    private static (string Type, string Value) TypeOf(string item) => item[^1] switch
    {
        'b' => ("sbyte", "Any.Value<sbyte>(random)"),
        'B' => ("byte", "Any.Value<byte>(random)"),
        'h' => ("short", "Any.Value<short>(random)"),
        'H' => ("ushort", "Any.Value<ushort>(random)"),
        'i' => ("int", "Any.Value<int>(random)"),
        'I' => ("uint", "Any.Value<uint>(random)"),
        'q' => ("long", "Any.Value<long>(random)"),
        'Q' => ("ulong", "Any.Value<ulong>(random)"),
        'e' => ("Half", "Any.Finite<Half>(random)"),
        'f' => ("float", "Any.Finite<float>(random)"),
        'd' => ("double", "Any.Finite<double>(random)"),
        '?' => ("bool", "Any.Value<bool>(random)"),
        _ => ("byte[]", $"Any.Bytes(random, {item[..^1]}, {item[..^1]}, false)"),
    };
}

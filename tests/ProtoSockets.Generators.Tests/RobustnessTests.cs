using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Generators.Tests.Harness;
using ProtoSockets.Generators.Tests.Samples;

namespace ProtoSockets.Generators.Tests;

/// <summary>Definitions that are wrong, or half typed: the generator goes on, and what is wrong shows in the user's file alone.</summary>
public sealed class RobustnessTests
{
    /// <summary>Kinds of damage, by which the sample is broken in one place after another.</summary>
    private static readonly (string Before, string After)[] Damages =
    [
        ("partial ", ""), ("readonly ", ""), ("record struct", "record"), ("record struct", "struct"), ("public ", "private "), ("public ", "static "),
        ("ushort", "string"), ("ushort", "Unknown"), ("uint", "uint[]"), ("uint", "decimal"), ("byte", "ulong"), ("byte", "bool"), ("ReadOnlyMemory<byte>", "string"),
        ("Utf8Text", "Guid"), ("string", "object"), ("WireList<", "List<"), ("(4)", "(-4)"), ("(4)", "(99)"), ("(10)", "()"), ("(10)", "(\"x\")"), ("(1)", "(null)"), ("(2)", "(1)"),
        ("nameof(", "typeof("), ("\"Key\"", "\"Value\""), ("\"Key\"", "null"), ("\"Extras\"", "\"Nothing\""), ("[Header]", ""), ("[Header]", "[Header, WireStruct]"),
        ("[Reply]", ""), ("[Reply]", "[Message]"), ("[MessageId]", ""), ("[MessageId]", "[CorrelationId]"), ("[CorrelationId]", "[FrameLength]"), ("[Protocol", "[WireStruct]\n[Protocol"),
        (", FrameLength]", "]"), ("{ get; init; }", "{ get; }"), ("{ get; }", "{ get; init; }"), ("[InHeader]", "[InHeader(\"Missing\")]"), ("Opcode.Get", "Colour.Red"),
        ("Bits(", "Bytes("), ("Bytes(", "Bits("), ("[Remaining", "[NullTerminated"), ("MaxBytes(", "MaxCount("), ("[When(", "[LengthOf("), ("[LengthOf(", "[CountOf("),
        ("LengthPrefixed<", "CountPrefixed<"), ("<ushort>", "<Guid>"), ("VarIntFormat.Leb128", "(VarIntFormat)99"), ("Codec<StampCodec>", "Codec<string>"), ("Request<", "Request<System."),
        ("; }", ""), (");", ""), ("(", ""), ("<", ""),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Damages.Length)];

    /// <summary>What a user's own error about accessibility or a name entails in every part of the type.</summary>
    private static readonly string[] Entailed = ["CS0050", "CS0051", "CS0052", "CS0053", "CS0122", "CS1061", "CS1527"];

    [Theory]
    [MemberData(nameof(Indices))]
    public void A_broken_definition_breaks_no_generated_code(int index)
    {
        (string before, string after) = Damages[index];
        (string Sample, int Place)[] places =
            [.. Places(KitchenSink.Records, before).Select(place => (KitchenSink.Records, place)), .. Places(KitchenSink.Protocols, before).Select(place => (KitchenSink.Protocols, place))];
        Assert.NotEmpty(places);

        // A few places each keep the test short; which they are is the same in every run.
        for (int number = 0; number < places.Length; number += Math.Max(1, places.Length / 4))
        {
            (string sample, int place) = places[number];
            Check("namespace Samples.Kitchen;\n" + sample.Remove(place, before.Length).Insert(place, after), $"'{before}' became '{after}' at {Line(sample, place)}");
        }
    }

    /// <summary>Damage to headers, correlation ids and versions.</summary>
    private static readonly (string Before, string After)[] HeaderDamages =
    [
        ("[MessageId, ", "["), ("[FrameLength, ", "["), ("VarIntFormat.Quic", "VarIntFormat.ZigZag"), ("VarInt(VarIntFormat.Quic)", "Bytes(3)"), ("partial ulong", "partial int"),
        ("Length { get; }", "Length { get; init; }"), ("HeaderValue(\"event\", true)", "HeaderValue(\"event\", 7)"), ("HeaderValue(\"event\", true)", "HeaderValue(null, null)"),
        ("HeaderValue(\"event\", true)", "HeaderValue(\"event\")"), (", HeaderValue(\"event\", false)", ""), ("nameof(Header.Day)", "\"More\""), ("[CorrelationId] ", ""), ("[CorrelationId] ", "[MessageId] "),
        ("[CorrelationId, ", "["), ("ushort message", "string message"), ("ushort message", "ushort? message"), ("From = Side.Both", "From = (Side)9"),
        ("From = Side.Both", "From = Side.Server, Replies = ReplyCount.Many"), ("Reply(6)", "Reply"), ("Reply(6)", "Message(6)"), ("ErrorReply(7)", "ErrorReply"), ("Request<E>", "Request<F>"),
        ("Request<E>", "Request<A>"), ("Since(3)", "Since()"), ("Since(3)", "Since(-1)"), ("Since(3)", "Since(0)"), ("Since(3)", "Since(\"3\")"), ("Since(4)", "Before(4)"), ("Since(5)", "Since(6)"),
        ("Before(5)", "Before(1)"), ("Before(5)", "Since(3), Since(4)"), ("[ProtocolVersion, ", "["), ("[ProtocolVersion, ", "[ProtocolVersion, Since(3), "), ("Bits(4)] byte Level", "MaxBytes(4)] string Level"),
        ("string version", "string? version"), ("int? Some", "int Some"), ("H Inner", "H? Inner"), ("H Inner", "A Inner"), ("WireStruct", "Message(10)"), ("MinVersion = 2", "MinVersion = 9"), ("Version = 5, ", ""),
        ("partial record", "record"), ("readonly partial record struct", "partial class"), ("[Header]", ""), ("[Header]", "[Header, Since(3)]"), ("; }", ""), (");", ""),
    ];

    public static TheoryData<int> HeaderIndices => [.. Enumerable.Range(0, HeaderDamages.Length)];

    [Theory]
    [MemberData(nameof(HeaderIndices))]
    public void A_broken_header_or_version_breaks_no_generated_code(int index)
    {
        (string before, string after) = HeaderDamages[index];
        int[] places = [.. Places(VariableHeaders.Source, before)];
        Assert.NotEmpty(places);
        for (int number = 0; number < places.Length; number += Math.Max(1, places.Length / 4))
        {
            int place = places[number];
            Check(VariableHeaders.Source.Remove(place, before.Length).Insert(place, after), $"'{before}' became '{after}' at {Line(VariableHeaders.Source, place)}");
        }
    }

    [Fact]
    public void Any_kind_of_type_can_carry_any_attribute()
    {
        string[] attributes =
        [
            "WireStruct, BitOrder((BitNumbering)7), Reserved, Padding(0), Magic()", "Protocol, Delimited(null)", "Protocol, Framer<X>", "Header", "Message(1)", "Request<X>(1)", "ErrorReply(1)",
        ];
        string[] types =
        [
            "public partial class X;", "public partial struct X;", "public abstract partial record X;", "public partial record X<T>(T Value);", "public ref partial struct X;",
            "public static partial class X;", "file partial record struct X(int A);", "public partial interface X;", "public enum X;", "public partial record X(X Inner);",
            "public partial record X : Y; public partial record Y(int A);", "public partial record struct X(int A, int A);", "public partial record struct X { public int A; }",
            "public partial record struct X { public partial int A { get; } }", "public partial record struct X { public required int A { get; init; } public required int B; }",
            "public partial record X { private X(int a) { } public int A { get; init; } }", "public partial record struct X(int GetSize, int Write);",
            "public partial record struct X(int[,] A, int[][] B, int* C, dynamic D, (int, int) E, Func<int> F, int? G, string? H, List<X> I);",
        ];
        foreach (string attribute in attributes)
        {
            foreach (string type in types)
            {
                Check($"namespace Samples; [{attribute}] {type}", $"[{attribute}] {type}");
                Check($"namespace Samples; [Protocol] public partial class P {{ [{attribute}] {type} }}", $"[{attribute}] {type} in a protocol");
            }
        }
    }

    private static void Check(string source, string what)
    {
        CSharpCompilation compilation = Compilations.Of(source);
        _ = Problems.Of(compilation);
        GeneratorDriver driver = Compilations.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, TestContext.Current.CancellationToken);
        Assert.True(driver.GetRunResult().Results.Single().Exception is null, $"{what}: {driver.GetRunResult().Results.Single().Exception}");
        if (compilation.GetParseDiagnostics(TestContext.Current.CancellationToken).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            // Where the parser lost its way, types of the user may be missing that generated code refers to.
            return;
        }

        Diagnostic[] all = [.. output.GetDiagnostics(TestContext.Current.CancellationToken)];
        bool isInaccessible = all.Any(diagnostic => Entailed.Contains(diagnostic.Id) && diagnostic.Location.SourceTree?.FilePath == "Protocol.cs");
        IEnumerable<string> errors = all
            .Where(diagnostic => !isInaccessible || !Entailed.Contains(diagnostic.Id))
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true)
            .Select(diagnostic => diagnostic.ToString());
        Assert.True(!errors.Any(), $"{what}:\n{string.Join('\n', errors.Take(5))}");
        _ = Problems.Of(output);
    }

    private static IEnumerable<int> Places(string sample, string text)
    {
        for (int place = sample.IndexOf(text, StringComparison.Ordinal); place >= 0; place = sample.IndexOf(text, place + 1, StringComparison.Ordinal))
        {
            yield return place;
        }
    }

    private static string Line(string sample, int place)
    {
        int start = sample.LastIndexOf('\n', place) + 1;
        int end = sample.IndexOf('\n', place);
        return sample[start..(end < 0 ? sample.Length : end)].Trim();
    }
}

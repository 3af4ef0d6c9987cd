using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Generators;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>
/// Whatever is written, neither the analyzer nor the generator fails; and where the analyzer reports no error, the generated code compiles. What fits what is tried out
/// for all attributes and types, in pairs that a fixed seed chooses, and with code that is cut off or lacks a word.
/// </summary>
public sealed partial class RobustnessTests
{
    private static readonly string[] Types =
    [
        "bool", "byte", "sbyte", "ushort", "int", "ulong", "Int128", "Half", "double", "Guid", "Color", "Point", "string", "Utf8Text", "byte[]", "ReadOnlyMemory<byte>",
        "int[]", "WireList<ushort>", "Point[]", "WireList<Point>", "WireList<Text>", "Text", "Tail", "Empty", "decimal", "object", "List<int>", "Missing", "int?", "string?", "Point?", "Utf8Text?", "WireList<int>?",
        "dynamic", "(int, int)", "int*", "Span<byte>", "WireList<WireList<int>>", "T", "@class", "Amount", "Amount[]", "Color[]", "bool[]", "WireList<byte>", "Text?", "byte[]?",
    ];

    private static readonly string[] Attributes =
    [
        "", "BigEndian", "LittleEndian", "Bytes(1)", "Bytes(3)", "Bytes(0)", "Bits(1)", "Bits(4)", "Bits(8)", "Bits(64)", "VarInt(VarIntFormat.Leb128)", "VarInt(VarIntFormat.ZigZag)",
        "VarInt(VarIntFormat.Mqtt, Canonical = true)", "VarInt(VarIntFormat.Quic)", "VarInt(VarIntFormat.Vlq)", "VarInt(VarIntFormat.CompactSize, MaxBytes = 1)", "VarInt((VarIntFormat)77)", "Utf8", "Ascii", "Latin1", "Utf16",
        "FixedBytes(4)", "FixedBytes(5, Pad = 32)", "NullTerminated", "LengthPrefixed<byte>", "LengthPrefixed<ushort>(IncludesSelf = true, Bias = -3)", "LengthPrefixed<uint>(Bytes = 3)", "LengthPrefixed<ulong>", "LengthPrefixed<sbyte>",
        "LengthPrefixed<double>", "LengthPrefixed(VarIntFormat.Quic)", "LengthPrefixed(VarIntFormat.ZigZag)", "CountPrefixed<byte>", "CountPrefixed<long>", "CountPrefixed(VarIntFormat.CompactSize)", "Remaining", "MaxBytes(3)",
        "MaxBytes(0)", "MaxCount(2)", "MaxCount(-2)", "Magic(1, 2, 3)", "Magic(\"AB\")", "Magic()", "Magic(1, From = Side.Client), Magic(2, From = Side.Server)", "Reserved(2)", "Reserved(Bits = 4)", "Reserved(3, OnRead = ReservedPolicy.Refuse)",
        "Padding(3, Value = 7)", "When(nameof(Flag))", "When(nameof(Later))", "When(\"\")", "When(null!)", "NotOnWire", "LengthOf(nameof(Bytes))", "LengthOf(nameof(Bytes), nameof(Later))", "LengthOf", "CountOf(nameof(Numbers))", "CountOf(null!)", "Constant(1)",
        "Constant(true)", "Constant(null!)", "Constant(1, From = Side.Client), Constant(2, From = Side.Server)", "FrameLength", "MessageId", "CorrelationId", "InHeader", "InHeader(\"Status\")", "Section(\"Extras\")", "Codec<IntCodec>",
        "Codec<IntCodec>(nameof(Flag))", "Codec<int>", "Codec<Missing>", "Obsolete", "Bits(", "MaxBytes(\"x\")", "Unknown", "Message(1)",
    ];

    private static readonly string[] Accessors = ["{ get; init; }", "{ get; set; }", "{ get; }", "=> default!;"];

    [Fact]
    public async Task Every_attribute_on_every_type_is_right_or_reported()
    {
        var source = new StringBuilder();
        int number = 0;
        foreach (string attribute in Attributes)
        {
            foreach (string type in Types)
            {
                source.Append(Record(number++, [Property(type, attribute, isPartial: false, "{ get; init; }", "Value")]));
            }
        }

        await Check(source.ToString());
    }

    [Fact]
    public async Task Every_attribute_on_every_computed_property_is_right_or_reported()
    {
        var source = new StringBuilder();
        int number = 0;
        foreach (string attribute in Attributes.Where(static attribute => attribute.Length > 0))
        {
            foreach (string computed in (string[])["LengthOf(nameof(Bytes), nameof(Numbers))", "CountOf(nameof(Numbers))", "Constant(1)"])
            {
                foreach (string type in (string[])["bool", "sbyte", "ulong", "Color", "string"])
                {
                    source.Append(Record(number++, [Property(type, computed + ", " + attribute, isPartial: true, "{ get; }", "Value")]));
                }
            }
        }

        await Check(source.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Members_by_chance_are_right_or_reported(int seed)
    {
        var random = new Random(seed);
        var source = new StringBuilder();
        for (int number = 0; number < 400; number++)
        {
            string[] members =
            [
                .. Enumerable.Range(0, random.Next(1, 5)).Select(index => Property(
                    Pick(Types, random),
                    string.Join(", ", Enumerable.Range(0, random.Next(0, 3)).Select(_ => Pick(Attributes, random)).Where(static attribute => attribute.Length > 0)),
                    random.Next(6) == 0,
                    random.Next(4) == 0 ? Pick(Accessors, random) : "{ get; init; }",
                    "Value" + index)),
            ];
            source.Append(Record(number, members));
        }

        await Check(source.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Protocols_by_chance_are_right_or_reported(int seed)
    {
        string[] roles =
        [
            "Message", "Message(1)", "Message(2, From = Side.Client)", "Message(3, From = Side.Server)", "Message(70000)", "Message(Color.Green)", "Message(\"x\")", "Request<M1>(4)", "Request<M1>", "Request<M2>(5, Replies = ReplyCount.Many)",
            "Request<M1>(6, Replies = ReplyCount.OneOrNone)", "Request<int>(7)", "Request<Missing>(8)", "Reply(9)", "Reply", "Reply(Last = \"IsLast\")", "ErrorReply(10)", "ErrorReply(When = \"IsError\")", "ErrorReply", "Message(1), Reply(2)", "WireStruct", "Header",
        ];
        string[] framings =
        [
            "", "", "", ", LengthPrefixed<byte>", ", LengthPrefixed<ushort>(IncludesSelf = true)", ", LengthPrefixed(VarIntFormat.Mqtt)", ", Delimited(\"\\r\\n\")", ", FixedSize(8)", ", Framer<Missing>", ", LittleEndian", ", LengthPrefixed<byte>, FixedSize(3)",
        ];
        string[] settings = ["", "", "(Carriers = Carriers.Datagram)", "(Carriers = Carriers.Stream | Carriers.Datagram)", "(MaxFrameBytes = 16)", "(Version = 3)", "(Carriers = (Carriers)9)"];
        string[] headers =
        [
            "", "", "[FrameLength] public partial ushort Length { get; }", "[FrameLength(Counts = FrameLengthCounts.Rest, Bias = -1), Bytes(3)] public partial uint Length { get; }", "[LengthOf(\"Bytes\", \"Numbers\"), FrameLength] public partial uint Length { get; }",
            "public ushort Length { get; init; }", "[FrameLength] public ushort Length { get; init; }", "[CountOf(\"Numbers\")] public partial byte Count { get; } [FrameLength] public partial int Length { get; }", "[Bits(4), FrameLength] public partial byte Length { get; } [Bits(4)] public byte Kind { get; init; }",
        ];
        string[] more = ["", "[MessageId] public byte Id { get; init; }", "[MessageId] public Color Id { get; init; }", "[MessageId, Bits(8)] public byte Id { get; init; }", "[MessageId] public string Id { get; init; }", "[CorrelationId] public uint Call { get; init; }", "[CorrelationId] public ulong Call { get; init; } [MessageId] public short Id { get; init; }", "public ushort Status { get; init; }", "public bool IsError => true;", "[LengthOf(\"Extras\")] public partial byte ExtrasLength { get; }", "[MaxBytes(3)] public string Text { get; init; }"];
        var random = new Random(seed);
        var source = new StringBuilder();
        for (int number = 0; number < 250; number++)
        {
            source.Append(CultureInfo.InvariantCulture, $"namespace N{number} {{ [Protocol{Mostly("", settings, random)}{Mostly("", framings, random)}] public sealed partial class P {{\n");
            string header = random.Next(2) == 0 ? Pick(headers, random) : string.Empty;
            if (header.Length > 0)
            {
                source.Append("[Header] public partial record struct Head { ").Append(header).Append(Mostly("[MessageId] public byte Id { get; init; }", more, random)).Append(Mostly(string.Empty, more, random)).Append(" }\n");
            }

            int count = random.Next(1, 5);
            for (int index = 0; index < count; index++)
            {
                string kind = Mostly("partial record struct", ["partial record", "readonly partial record struct", "record", "partial class"], random);
                string name = Mostly("M" + index, ["Client", "Write", "@event", "m" + index], random);
                string role = index == 0 && count > 1 ? "Request<M1>(40)" : index == 1 ? "Reply" : $"Message({index + 100})";
                source.Append(CultureInfo.InvariantCulture, $"[{Mostly(role, roles, random)}] {Mostly("public", ["internal", "private"], random)} {kind} {name} {{ {Members(random)} }}\n");
            }

            source.Append("} }\n");
        }

        await Check(source.ToString());

        static string Mostly(string right, string[] others, Random random) => random.Next(6) > 0 ? right : Pick(others, random);

        static string Members(Random random)
        {
            string value = Property(Pick(Types, random), Mostly(string.Empty, Attributes, random), isPartial: false, "{ get; init; }", "Value");
            return (random.Next(4) == 0 ? value : string.Empty)
                + Mostly("public int Number { get; init; }", ["[Section(\"Extras\")] public int Extra { get; init; }", "[InHeader] public ushort Status { get; init; }", "public bool IsLast { get; init; }", "public string Name { get; init; }"], random)
                + Pick(["", "[MaxBytes(9)] public ReadOnlyMemory<byte> Bytes { get; init; }"], random)
                + Pick(["", "[MaxCount(9)] public WireList<ushort> Numbers { get; init; }"], random);
        }
    }

    [Fact]
    public async Task Code_that_is_cut_off_or_lacks_a_word_breaks_nothing()
    {
        const string Source =
            """
            namespace A.B;
            [Protocol(MaxFrameBytes = 99), BitOrder(BitNumbering.LeastSignificantFirst)]
            public sealed partial class Chat
            {
                [Header]
                public readonly partial record struct Head
                {
                    [Magic(1, From = Side.Client), Magic(2, From = Side.Server), MessageId] public byte Id { get; init; }
                    [LengthOf("Extras"), Bits(4)] public partial byte ExtrasLength { get; }
                    [Bits(4)] public byte Kind { get; init; }
                    [FrameLength(Counts = FrameLengthCounts.Frame, Bias = 3)] public partial uint Length { get; }
                    [CorrelationId] public uint Call { get; init; }
                    public bool IsError => Kind > 3;
                }
                [Request<Row>(1, Replies = ReplyCount.Many)] public readonly partial record struct Query([Section("Extras")] int Skip, [MaxBytes(10), Remaining] Utf8Text Text);
                [Reply(Last = nameof(Row.IsLast))] public readonly partial record struct Row(bool IsLast, [property: When(nameof(Row.IsLast))] int? Value);
                [ErrorReply(When = nameof(Head.IsError))] public partial record Failed([InHeader(nameof(Head.Kind))] byte Kind, [MaxCount(3)] WireList<Point> Where);
                [WireStruct] public partial record struct Point { [Constant(7)] public partial byte Seven { get; } [CountOf(nameof(Items))] public partial byte Count { get; } public int[] Items { get; init; } }
            }
            """;
        SyntaxToken[] tokens = [.. CSharpSyntaxTree.ParseText(Source, TestCompilation.ParseOptions, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantTokens()];
        foreach (SyntaxToken token in tokens.Where(static (_, index) => index % 2 == 0))
        {
            await Survives(Source.Remove(token.SpanStart, token.Span.Length));
        }

        foreach (SyntaxToken token in tokens.Where(static (_, index) => index % 8 == 1))
        {
            await Survives(Source[..token.SpanStart]);
        }
    }

    [Theory]
    [InlineData("[WireStruct] public partial record struct A(A? Value);")]
    [InlineData("[WireStruct] public partial record struct A(B Value); [WireStruct] public partial record struct B(A Value);")]
    [InlineData("[WireStruct] public partial record A(A[] Value) : A;")]
    [InlineData("[WireStruct] public partial record A : B; public partial record B : A;")]
    [InlineData("[WireStruct] public partial interface A { int Value { get; set; } }")]
    [InlineData("[WireStruct] public partial enum A { B }")]
    [InlineData("[WireStruct] public delegate void A();")]
    [InlineData("[WireStruct, WireStruct] public partial record struct A(int Value);")]
    [InlineData("[WireStruct] public partial record struct A(int Value, int Value);")]
    [InlineData("[WireStruct] public partial record struct A { public int Value { get; init; } public string Value { get; init; } }")]
    [InlineData("[WireStruct] public partial record struct A(int Value); [WireStruct] public partial record struct A(int Value);")]
    [InlineData("[WireStruct] public partial record struct")]
    [InlineData("[WireStruct] public partial record struct A(")]
    [InlineData("[Protocol] class")]
    [InlineData("[Protocol] public partial class A { [Request<A>(1)] public partial record A(int Value); }")]
    [InlineData("[Protocol, WireStruct, Header] public partial class A { [Protocol, Message(1)] public partial class B { } }")]
    [InlineData("[Protocol] public partial class A { [Header] public partial record struct H { [FrameLength] public partial ushort L { get; } public H Inner { get; init; } } }")]
    [InlineData("[Protocol] public partial class A { [Header] public partial record struct H { [FrameLength] public partial ushort L { get; } public M Inner { get; init; } } [Message] public partial record struct M(H Head); }")]
    [InlineData("[Protocol] public partial class A { [Message(1)] public partial record B(int X) { [Message(2)] public partial record C(int Y); } }")]
    [InlineData("[ProtoSockets.Missing] public partial record struct A(int Value);")]
    [InlineData("namespace ProtoSockets { [System.AttributeUsage(System.AttributeTargets.All)] public class WireStructAttribute : System.Attribute; [WireStruct] public class A; }")]
    [InlineData("[WireStruct] public partial record struct A { [When(nameof(B))] public int? X { get; init; } bool B => C; bool C => B; }")]
    [InlineData("[WireStruct] public unsafe partial record struct A { public int* X { get; init; } public delegate*<int, void> Y { get; init; } }")]
    [InlineData("[WireStruct] public ref partial struct A { public Span<byte> X { get; init; } }")]
    [InlineData("extension(int x) { [WireStruct] partial record struct A(int Value); }")]
    [InlineData("[WireStruct] public partial record struct A(params int[] Values);")]
    [InlineData("[WireStruct] public partial record struct A(in int Value);")]
    [InlineData("[assembly: WireStruct] [module: Protocol]")]
    [InlineData("Console.WriteLine(1); [WireStruct] partial record struct A(int Value);")]
    public Task Definitions_of_odd_shapes_break_nothing(string source) => Survives(source);

    [Theory]
    [InlineData("[WireStruct] public partial record struct @event(int @class, string @namespace, byte[] @record);")]
    [InlineData("[WireStruct] public partial record struct Größe(int Höhe, int Łódź);")]
    [InlineData("namespace Test { [WireStruct] public partial record struct System(int Value); [WireStruct] public partial record struct ProtoSockets(System Value); [WireStruct] public partial record struct global(int Value); }")]
    [InlineData("[WireStruct] public partial record struct A(int value, int reader, int writer, int destination, int source, int error, int offset, int run1);")]
    [InlineData("[WireStruct] public partial record struct A(int Length, int Count, int Position, int Span, int From, int field);")]
    [InlineData("[WireStruct] public partial record struct A(int Foo, int foo, int FOO); [WireStruct] public partial record struct a(int X);")]
    [InlineData("[Protocol] public partial class P { [Message(1)] public partial record struct Said(int X); [Message(2)] public partial record struct said(int X); }")]
    [InlineData("[Protocol] public partial class P { [Message(1)] public partial record struct @event(int @is); [Request<System>(2)] public partial record struct Global(int X); [Reply(3)] public partial record struct System(int X); }")]
    [InlineData("[Protocol] public partial class P { [Request<R>(1)] public partial record Get(int X); [Request<R>(2)] public partial record TryGet(int X); [Reply(3)] public partial record R(int X); [ErrorReply(4)] public partial record E(int X); }")]
    [InlineData("[Protocol] public partial class P { [Request<R>(1)] public partial record Send(int X); [Request<R>(2)] public partial record Connect(int X); [Request<R>(3)] public partial record Dispose(int X); [Request<R>(5)] public partial record Receive(int X); [Reply(4)] public partial record R(int X); }")]
    [InlineData("[Protocol] public partial class P { [Message(1)] public partial record Connected(int X); [Message(2)] public partial record Disconnected(int X); [Message(3)] public partial record Close(int X); [Message(4)] public partial record Abort(int X); [Message(5)] public partial record Dispatch(int X); [Message(6)] public partial record Closed(int X); }")]
    [InlineData("[Protocol] public static partial class P { [Message(1)] public partial record Session2(int X); }")]
    [InlineData("[Protocol] internal partial class P { [Message(1)] public partial record A(int X); [Message(2)] internal partial record B(int X); [WireStruct] private partial record C(int X); }")]
    [InlineData("[Protocol] public partial class P { }")]
    [InlineData("[Protocol] public partial class P { [Message] public partial record struct A; }")]
    [InlineData("[WireStruct] public partial record struct A;")]
    [InlineData("[WireStruct] public sealed partial record A;")]
    [InlineData("public partial class Outer<T> { } public partial class Outer { [WireStruct] public partial record struct A(int X); }")]
    [InlineData("[WireStruct] public partial record A { public int X { get; init; } public A() { } private A(int x) => X = x; }")]
    [InlineData("[WireStruct] public partial record A { public required int X { get; init; } }")]
    [InlineData("[WireStruct] public partial record struct A(int X) { public bool Equals(A other) => true; public override int GetHashCode() => 0; }")]
    [InlineData("[WireStruct] public partial record A([MaxBytes(3)] byte[] X) { public override string ToString() => \"\"; public virtual bool Equals(A? other) => true; public override int GetHashCode() => 0; }")]
    [InlineData("[WireStruct] public partial record A([MaxBytes(3)] byte[] X) : IDisposable, IEquatable<A> { public void Dispose() { } }")]
    [InlineData("#nullable disable\n[WireStruct] public partial record A([MaxBytes(3)] string X, [MaxCount(3)] int[] Y);")]
    [InlineData("#pragma warning disable CS0618\n[WireStruct] public partial record A { [Obsolete(\"no\")] public int X { get; init; } }")]
    public async Task Definitions_that_look_odd_and_are_right_compile(string source)
    {
        CSharpCompilation compilation = DefinitionTest.Compile(source);
        ImmutableArray<Diagnostic> reported = await DefinitionTest.Run(compilation);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        DefinitionTest.Generate(compilation, reported);
    }

    private static string Property(string type, string attributes, bool isPartial, string accessors, string name)
    {
        // A partial property that nothing computes is the user's own, and the compiler asks for its other part.
        isPartial &= (attributes.Contains("Of", StringComparison.Ordinal) || attributes.Contains("Constant", StringComparison.Ordinal) || attributes.Contains("FrameLength", StringComparison.Ordinal))
            && !attributes.Contains("NotOnWire", StringComparison.Ordinal);
        return $"{(attributes.Length > 0 ? $"[{attributes}] " : string.Empty)}public {(isPartial ? "partial " : string.Empty)}{type} {name} {(isPartial ? "{ get; }" : accessors)}\n";
    }

    private static string Record(int number, string[] members) => $$"""
        namespace N{{number}} { [WireStruct] public partial record struct R {
        public bool Flag { get; init; }
        {{string.Concat(members)}}
        [MaxBytes(9)] public byte[] Bytes { get; init; }
        [MaxCount(9)] public int[] Numbers { get; init; }
        public bool Later { get; init; }
        } }

        """;

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];

    private const string Helpers =
        """
        public enum Color : byte { Red, Green = 7 }
        [WireStruct] public readonly partial record struct Point(int X, int Y);
        [WireStruct] public readonly partial record struct Text([MaxBytes(9)] Utf8Text Value);
        [WireStruct] public readonly partial record struct Tail([Remaining] ReadOnlyMemory<byte> Value);
        [WireStruct] public readonly partial record struct Empty;
        [WireStruct] public readonly partial record struct @class(int Value);
        [Codec<AmountCodec>] public readonly record struct Amount(decimal Value);
        public struct AmountCodec : IWireCodec<Amount>
        {
            public static bool TryRead(ref WireReader reader, out Amount value) { value = default; return true; }
            public static void Write(ref WireWriter writer, Amount value) { }
            public static int GetSize(Amount value) => 0;
        }
        public struct IntCodec : IWireCodec<int>, IWireCodec<int, bool>
        {
            public static bool TryRead(ref WireReader reader, out int value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, int value) { }
            public static int GetSize(int value) => 0;
            public static bool TryRead(ref WireReader reader, bool argument, out int value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, bool argument, int value) { }
            public static int GetSize(bool argument, int value) => 0;
        }

        """;

    /// <summary>
    /// Of many definitions in one compilation, each in a namespace of its own: where neither the compiler nor the analyzer reports an error in a namespace, what is generated
    /// for it compiles.
    /// </summary>
    private static async Task Check(string source)
    {
        CSharpCompilation compilation = DefinitionTest.Compile(Helpers, source);
        ImmutableArray<Diagnostic> reported = await DefinitionTest.Run(compilation);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        Compilation generated = Generate(compilation);

        (int Start, string Name)[] namespaces = [.. NamespacePattern().Matches(compilation.SyntaxTrees[1].ToString()).Select(static match => (match.Index, match.Groups["name"].Value))];
        HashSet<string> wrong =
        [
            .. reported.Concat(compilation.GetDiagnostics(TestContext.Current.CancellationToken))
                .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id is not "CS9248")
                .Select(diagnostic => NamespaceOf(diagnostic.Location, namespaces)),
        ];
        var surprises = generated.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => (Diagnostic: diagnostic, Namespace: NamespaceOf(diagnostic.Location, namespaces)))
            .Where(found => !wrong.Contains(found.Namespace))
            .GroupBy(static found => found.Namespace, StringComparer.Ordinal)
            .ToArray();
        string[] lines = source.Split('\n');
        Assert.True(surprises.Length == 0, $"{surprises.Length} definitions:\n" + string.Join('\n', surprises.Take(40).Select(found =>
            $"{found.First().Diagnostic}\n    {string.Join(' ', lines.SkipWhile(line => !line.StartsWith($"namespace {found.Key} ", StringComparison.Ordinal)).Skip(1).TakeWhile(static line => !line.StartsWith("namespace", StringComparison.Ordinal)))}")));
        int right = lines.Count(static line => line.StartsWith("namespace", StringComparison.Ordinal)) - wrong.Count;
        Assert.True(right > 25, $"Only {right} are right, so hardly anything was tested.");
    }

    private static async Task Survives(string source)
    {
        CSharpCompilation compilation = DefinitionTest.Compile(Helpers, source);
        Assert.DoesNotContain(await DefinitionTest.Run(compilation), static diagnostic => diagnostic.Id == "AD0001");
        Generate(compilation);
    }

    private static Compilation Generate(CSharpCompilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new ProtoSocketsGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> failures, TestContext.Current.CancellationToken);
        Assert.Empty(failures);
        return generated;
    }

    /// <summary>Generated files are named after their type; in the source, the namespace is the last one that starts in front of the place.</summary>
    private static string NamespaceOf(Location location, (int Start, string Name)[] namespaces)
    {
        if (location.SourceTree is not { } tree)
        {
            return string.Empty;
        }

        if (tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
        {
            return Path.GetFileName(tree.FilePath).Split('.')[0];
        }

        int index = Array.BinarySearch(namespaces, (location.SourceSpan.Start, string.Empty), Comparer<(int Start, string Name)>.Create(static (left, right) => left.Start.CompareTo(right.Start)));
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && tree.FilePath == "Test1.cs" ? namespaces[index].Name : string.Empty;
    }

    [GeneratedRegex("^namespace (?<name>N[0-9]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NamespacePattern();
}

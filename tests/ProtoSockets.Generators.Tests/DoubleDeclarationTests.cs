using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests;

/// <summary>
/// What is declared or marked more than once is the compiler's to report. The generator and the parser of the analyzers go on: a generator that ends takes all generated code of the project with it, and hundreds
/// of errors cover the one that counts.
/// </summary>
public sealed class DoubleDeclarationTests
{
    private const string Messages = "[Request<P.Pong>(1)] public readonly partial record struct Ping(int A); [Reply(2)] public readonly partial record struct Pong(int A);";

    private const string Union = "[Discriminator] public partial byte Kind { get; } [Case(1)] public readonly partial record struct One(int A);";

    /// <summary>Each row is a project: its files.</summary>
    public static TheoryData<string[]> Projects => new((string[][])
    [
        // Marked twice, in one list, in one part, in two parts, in two files.
        ["[Protocol, Protocol] public sealed partial class P { " + Messages + " }"],
        ["[Protocol] [Protocol] public sealed partial class P { " + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + " } [Protocol] public sealed partial class P;"],
        ["[Protocol] public sealed partial class P;", "[Protocol] public sealed partial class P { " + Messages + " }"],
        ["[Protocol, Verbs] public sealed partial class P;", "[Protocol(MaxFrameBytes = 9), SelfDelimiting] public sealed partial class P { " + Messages + " }"],
        ["[WireStruct, WireStruct] public partial record struct R(int A);"],
        ["[WireStruct] public partial record struct R(int A); [WireStruct] public partial record struct R;"],
        ["[WireStruct] public partial record struct R(int A);", "[WireStruct] public partial record struct R { public int B { get; init; } }", "[WireStruct] partial record struct R;"],
        ["[WireUnion, WireUnion] public readonly partial struct U { " + Union + " }"],
        ["[WireUnion] public readonly partial struct U { " + Union + " }", "[WireUnion] public readonly partial struct U;"],
        ["[WireUnion] public readonly partial struct U { " + Union + " } [WireUnion] public readonly partial struct U { " + Union + " }"],

        // Declared twice, partial or not, of one kind or of two.
        ["[Protocol] public sealed class P { " + Messages + " } [Protocol] public sealed class P { " + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + " } [Protocol] public sealed partial class P { " + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + " }", "[Protocol] public sealed class P { " + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + " }", "[Protocol] public sealed partial record P { " + Messages + " }", "[Protocol] public partial struct P { " + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + Messages + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + Messages.Replace("record struct", "record", StringComparison.Ordinal) + " }"],
        ["[Protocol] public sealed partial class P { " + Messages + " [Header] public partial record struct H([MessageId] byte Id, [FrameLength] ushort Length); [Header] public partial record struct H([MessageId] byte Id); }"],
        ["[WireStruct] public record struct R(int A); [WireStruct] public record struct R(int A);"],
        ["[WireStruct] public partial record struct R(int A); [WireStruct] public partial record struct R(int A);"],
        ["[WireStruct] public partial record struct R(int A); [WireStruct] public partial record R(int A); [WireStruct] public partial struct R { public int A { get; init; } }"],
        ["[WireStruct] public partial record struct R([LengthPrefixed<byte>] R[] A); [WireStruct] public partial record R([LengthPrefixed<byte>] R[] A);"],
        ["[WireStruct] public partial record struct R(int A); [WireUnion] public readonly partial struct R { " + Union + " }"],
        ["[WireUnion] public readonly partial struct U { " + Union + Union + " }"],
        ["[WireUnion] public readonly partial struct U { " + Union + " [Case(2)] public partial record One(int A); }"],
        ["[WireStruct] public partial record struct R(int A); public enum R { A } public interface R; public delegate void R();"],
        ["namespace A { [WireStruct] public partial record struct B(int A); } namespace A.B { [WireStruct] public partial record struct Dump(int A); }"],
        ["[WireStruct] public partial record struct R(int A);", "file partial record struct R(int A);", "[WireStruct] file partial record struct R(int A);"],
        ["[WireStruct] public partial record struct R(int A, int A, int a);"],
        ["[WireStruct] public partial record struct R { [LengthOf(\"B\")] public partial byte A { get; } [LengthOf(\"B\")] public partial byte A { get; } [MaxBytes(9)] public byte[] B { get; init; } }"],

        // More than one role.
        ["[WireStruct, WireUnion, Protocol] public readonly partial record struct R(int A);", "[Protocol] public sealed partial class P { [Message(1), Reply(2), WireStruct, WireUnion, Header, Protocol] public partial record struct M(int A); }"],
        ["[WireStruct, WireUnion] public readonly partial struct U { " + Union + " }", "[WireStruct, WireUnion] public partial record struct V { [Constant(1)] public partial byte One { get; } }"],
        ["[Protocol, WireUnion, WireStruct] public sealed partial class P { [Constant(1)] public partial byte One { get; } " + Messages + " }"],
        ["[WireUnion] public readonly partial struct U { [Discriminator] public partial byte Kind { get; } [Case(1), WireStruct] public partial record struct One { [Constant(300)] public partial byte A { get; } } }"],
        ["[WireUnion] public readonly partial struct U { [Discriminator] public partial byte Kind { get; } [Case(1), Case(1), WireStruct, WireUnion] public readonly partial record struct One(int A); }"],

        // Types of the user that have the names of generated ones.
        ["[WireStruct] public partial record struct R(int A) { [WireStruct] public partial record struct View(int A); [WireStruct] public partial record struct Editor(int A); [WireStruct] public partial record struct Dump(int A); }"],
        ["[Protocol] public sealed partial class P { " + Messages + " [WireStruct] public partial record struct Wire(int A); [WireStruct] public partial record struct Client(int A); [WireStruct] public partial class IServerHandler; }"],

        // Names that differ in case alone.
        ["[WireStruct] public partial record struct R(int A); [WireStruct] public partial record struct r(int A); namespace R2.A { [WireStruct] public partial record struct C(int A); } namespace r2.a { [WireStruct] public partial record struct c(int A); }"],
        ["namespace N { [WireStruct] public partial record struct b(int A); } namespace N.B { [WireStruct] public partial record struct Dump(int A); }"],

        // Generic, nested and wrong.
        ["public partial class G<T> { [WireStruct] public partial record struct R(T A); [WireStruct] public partial record struct R(int A); [Protocol] public partial class P { " + Messages + " } [Protocol] public partial class P<T> { } }"],
        ["public partial class G<T> { public partial class H<U> where U : Missing { [WireStruct] public partial record struct R<V>(T A, U B, V C, G<Missing>.H<R<>> D); } } public partial class G { [WireStruct] public partial record struct R(G<int>.H<int>.R<int>[] A); }"],
        ["[WireStruct] public partial record struct R<T>(T A); [WireStruct] public partial record struct R<U>(U A); [WireStruct] public partial record struct R(R<R<R>> A);"],
        ["public partial class A { [WireStruct] public partial record struct R(int X); } public partial struct A { [WireStruct] public partial record struct R(int X); } public class A<T> { [WireStruct] partial record struct R(int X); }"],
        ["[WireStruct] public partial record struct R : R(int A) { public partial record struct R { [WireStruct] public partial record struct R(R.R.R A); } }"],
    ]);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_that_is_declared_or_marked_twice_ends_the_generator(string[] files)
    {
        Survives(files);
        Survives([.. files.Reverse()]);
        Survives([.. files.Select(file => file.Contains("namespace", StringComparison.Ordinal) ? file : $"namespace Samples\n{{\n{file}\n}}")]);
    }

    [Fact]
    public void What_is_marked_twice_is_reported_and_its_names_are_there()
    {
        CSharpCompilation compilation = Compilations.Of("[Protocol] public sealed partial class P { " + Messages + " }")
            .AddSyntaxTrees(Compilations.Parse("[Protocol] public sealed partial class P; public sealed record Holder(P.Client Client, P.Session Session);", "Other.cs"));
        _ = Compilations.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, TestContext.Current.CancellationToken);

        Assert.Equal("PSOCK1022", Assert.Single(Problems.Of(compilation)).Kind.Id);
        Assert.Equal("CS0579", Assert.Single(output.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Id);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_files_of_their_own()
    {
        GeneratorDriver driver = Compilations.Run("namespace A { [WireStruct] public partial record struct R(int A); } namespace a { [WireStruct] public partial record struct R(int A); }", out Compilation output);

        Assert.Equal(["A.R.g.cs", "a(1).R.g.cs"], driver.GetRunResult().GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)).Where(name => name.EndsWith("R.g.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(output.GetDiagnostics(TestContext.Current.CancellationToken), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static void Survives(string[] files)
    {
        CSharpCompilation compilation = Compilations.Of(string.Empty).AddSyntaxTrees(files.Select((file, index) => Compilations.Parse(file, $"File{index}.cs")));
        _ = Problems.Of(compilation);
        GeneratorDriver driver = Compilations.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _, TestContext.Current.CancellationToken);
        Assert.True(driver.GetRunResult().Results.Single().Exception is null, $"{string.Join('\n', files)}: {driver.GetRunResult().Results.Single().Exception}");
        _ = Problems.Of(output);
    }
}

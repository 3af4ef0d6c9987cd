using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests;

/// <summary>
/// A key that is pressed in a project of several protocols, records, unions and views: what does not depend on it comes from the cache, file by file.
/// </summary>
public sealed class KeystrokeTests
{
    private static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["Shared.cs"] = """
            namespace Samples;

            [WireStruct]
            public readonly partial record struct Point(ushort X, ushort Y)
            {
                public int Sum => X + Y;
            }

            [WireStruct]
            public readonly partial record struct Box(Point From, Point To);

            [WireStruct]
            public readonly partial record struct Alone(uint Value, [MaxBytes(8)] string Name);
            """,
        ["Shape.cs"] = """
            namespace Samples;

            [WireUnion]
            public readonly partial struct Shape
            {
                [Discriminator] public partial byte Tag { get; }
                [Case(1)] public readonly partial record struct Circle(ushort Radius);
                [Case(2)] public readonly partial record struct Line(uint Length);
            }
            """,
        ["Map.cs"] = """
            namespace Samples;

            [Protocol]
            public sealed partial class Map
            {
                [Request<Found>(1)] public readonly partial record struct Find(Box Area);
                [Reply(2)] public readonly partial record struct Found([MaxCount(9)] Point[] Points);
            }
            """,
        ["Plan.cs"] = """
            namespace Samples;

            [Protocol]
            public sealed partial class Plan
            {
                [Header]
                public readonly partial record struct Header
                {
                    [MessageId] public byte Id { get; init; }
                    [FrameLength] public partial ushort Length { get; }
                }

                [Message(1, From = Side.Client)] public readonly partial record struct Draw(Point At, Shape Shape);
                [Message(2, From = Side.Client)] public readonly partial record struct Erase(uint Key);
            }
            """,
        ["Chat.cs"] = """
            namespace Samples;

            [Protocol]
            public sealed partial class Chat
            {
                [Request<Welcome>(1)] public readonly partial record struct Join([MaxBytes(32)] string Nick);
                [Reply(2)] public readonly partial record struct Welcome(uint MemberId);
            }
            """,
        ["Program.cs"] = """
            namespace Samples;

            internal static class Work
            {
                public static int Total(Point point) => point.X + point.Y;
            }
            """,
    };

    [Fact]
    public void In_an_unrelated_file_everything_comes_from_the_cache()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Program.cs", "point.X + point.Y", "point.X - point.Y");

        Assert.Empty(Renewed(before, after));
        Assert.All(
            after.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static run => run.Outputs),
            static output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
        foreach (string step in new[] { StepNames.WireStructs, StepNames.Protocols, StepNames.Headers, StepNames.Messages, StepNames.Unions, StepNames.Cases })
        {
            Assert.All(
                after.TrackedSteps[step].SelectMany(static run => run.Outputs),
                output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
        }
    }

    [Fact]
    public void A_new_file_without_definitions_changes_nothing()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press(compilation =>
            compilation.AddSyntaxTrees(Compilations.Parse("namespace Samples; public record struct Plain(int Value);", "Plain.cs")));
        Assert.Empty(Renewed(before, after));
    }

    [Theory]
    [InlineData("Chat.cs", "uint MemberId", "ulong MemberId", "Samples.Chat")]
    [InlineData("Plan.cs", "Erase(uint Key)", "Erase(ushort Key)", "Samples.Plan")]
    [InlineData("Plan.cs", "partial ushort Length", "partial uint Length", "Samples.Plan")]
    [InlineData("Map.cs", "MaxCount(9)", "MaxCount(8)", "Samples.Map")]
    public void In_one_protocol_only_that_protocol_is_emitted_again(string file, string from, string to, string protocol)
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press(file, from, to);
        string[] renewed = Renewed(before, after);
        Assert.NotEmpty(renewed);
        Assert.All(renewed, name => Assert.StartsWith(protocol, name, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_protocol_the_messages_that_are_as_they_were_are_not_emitted_again()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Map.cs", "Find(Box Area)", "Find(Box Area, byte Depth)");
        string[] renewed = Renewed(before, after);
        Assert.Contains(renewed, static name => name.StartsWith("Samples.Map+Find", StringComparison.Ordinal));
        Assert.DoesNotContain(renewed, static name => name.StartsWith("Samples.Map+Found", StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_record_that_two_protocols_share_those_two_are_emitted_again()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Shared.cs", "Point(ushort X, ushort Y)", "Point(ushort X, uint Y)");
        string[] renewed = Renewed(before, after);
        Assert.Contains("Samples.Point.g.cs", renewed);
        Assert.Contains("Samples.Box.g.cs", renewed);
        Assert.Contains("Samples.Map+Find.g.cs", renewed);
        Assert.Contains("Samples.Plan+Draw.g.cs", renewed);
        Assert.DoesNotContain(renewed, static name => name.StartsWith("Samples.Chat", StringComparison.Ordinal)
            || name.StartsWith("Samples.Alone", StringComparison.Ordinal) || name.StartsWith("Samples.Shape", StringComparison.Ordinal) || name.StartsWith("Samples.Plan+Erase.", StringComparison.Ordinal));
    }

    [Fact]
    public void In_what_a_record_computes_nothing_changes()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Shared.cs", "X + Y", "X * Y");
        Assert.Empty(Renewed(before, after));
    }

    [Fact]
    public void In_a_case_the_union_and_its_protocol_are_emitted_again_and_nothing_else()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Shape.cs", "Circle(ushort Radius)", "Circle(ulong Radius)");
        string[] renewed = Renewed(before, after);
        Assert.Contains("Samples.Shape.g.cs", renewed);
        Assert.Contains("Samples.Shape+Circle.g.cs", renewed);
        Assert.All(renewed, static name => Assert.True(
            name.StartsWith("Samples.Shape", StringComparison.Ordinal) || name.StartsWith("Samples.Plan", StringComparison.Ordinal), name));
        Assert.DoesNotContain("Samples.Shape+Line.g.cs", renewed);
    }

    [Fact]
    public void A_line_in_front_of_everything_moves_it_and_changes_nothing()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Plan.cs", "namespace Samples;", "// about plans\nnamespace Samples;");
        Assert.Empty(Renewed(before, after));
    }

    [Fact]
    public void A_definition_that_breaks_while_it_is_typed_leaves_the_others_alone()
    {
        (GeneratorRunResult before, GeneratorRunResult after) = Press("Chat.cs", "uint MemberId", "uin MemberId");
        Assert.All(Renewed(before, after), static name => Assert.StartsWith("Samples.Chat", name, StringComparison.Ordinal));
    }

    /// <summary>The files that were not taken from the cache, or are no longer there.</summary>
    private static string[] Renewed(GeneratorRunResult before, GeneratorRunResult after)
    {
        Dictionary<string, GeneratedSourceResult> old = before.GeneratedSources.ToDictionary(static source => source.HintName, StringComparer.Ordinal);
        return
        [
            .. after.GeneratedSources.Where(source => !old.TryGetValue(source.HintName, out GeneratedSourceResult was) || !ReferenceEquals(was.SourceText, source.SourceText)).Select(static source => source.HintName),
            .. old.Keys.Except(after.GeneratedSources.Select(static source => source.HintName), StringComparer.Ordinal),
        ];
    }

    private static (GeneratorRunResult Before, GeneratorRunResult After) Press(string file, string from, string to) => Press(compilation =>
    {
        Assert.Contains(from, Sources[file], StringComparison.Ordinal);
        SyntaxTree old = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
        return compilation.ReplaceSyntaxTree(old, Compilations.Parse(Sources[file].Replace(from, to, StringComparison.Ordinal), file));
    });

    private static (GeneratorRunResult Before, GeneratorRunResult After) Press(Func<Compilation, Compilation> edit)
    {
        Compilation compilation = Compilations.Of("namespace Samples;").AddSyntaxTrees(Sources.Select(static source => Compilations.Parse(source.Value, source.Key)));
        GeneratorDriver driver = Compilations.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        GeneratorRunResult before = driver.GetRunResult().Results.Single();
        Assert.True(before.GeneratedSources.Length > 20, "The project is not generated.");
        Assert.Contains(before.GeneratedSources, static source => source.HintName.EndsWith("+View.g.cs", StringComparison.Ordinal));
        GeneratorRunResult after = driver.RunGenerators(edit(compilation), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        return (before, after);
    }
}

using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests;

/// <summary>What an edit makes the generator do again. While somebody types, it runs at every key.</summary>
public sealed class IncrementalityTests
{
    private const string Source = """
        namespace Samples;

        [WireStruct]
        public readonly partial record struct Point(ushort X, ushort Y);

        [Protocol]
        public sealed partial class Chat
        {
            [Request<Welcome>(1)] public readonly partial record struct Join([MaxBytes(32)] string Nick);
            [Reply(2)] public readonly partial record struct Welcome(uint MemberId);
        }

        [Protocol]
        public sealed partial class Store
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }

            [Message(1, From = Side.Client)] public readonly partial record struct Put(uint Key);
            [Message(2, From = Side.Client)] public readonly partial record struct Drop(uint Key);
        }
        """;

    private static readonly string[] Steps =
        [StepNames.WireStructs, StepNames.Protocols, StepNames.Headers, StepNames.Messages];

    [Fact]
    public void The_same_input_is_cached()
    {
        Compilation compilation = Compilations.Of(Source);
        GeneratorDriver driver = Compilations.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        GeneratorRunResult result = Run(driver, compilation.Clone());

        Assert.All(Steps, step => Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
        AssertOutputs(result, modified: 0);
    }

    [Fact]
    public void A_comment_changes_nothing()
    {
        GeneratorRunResult result = Edit("namespace Samples;", "namespace Samples; // a comment");

        Assert.All(Steps, step => Assert.All(
            Reasons(result, step), reason => Assert.True(reason is IncrementalStepRunReason.Unchanged or IncrementalStepRunReason.Cached, $"{step}: {reason}")));
        AssertOutputs(result, modified: 0);
    }

    [Fact]
    public void A_member_of_a_record_changes_its_file_alone()
    {
        GeneratorRunResult result = Edit("(ushort X, ushort Y)", "(ushort X, uint Y)");

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, StepNames.WireStructs));
        Assert.All(Reasons(result, StepNames.Messages), reason => Assert.NotEqual(IncrementalStepRunReason.Modified, reason));
        AssertOutputs(result, modified: 1);
    }

    [Fact]
    public void A_member_of_a_message_changes_that_message_and_its_protocol_alone()
    {
        GeneratorRunResult result = Edit("Drop(uint Key)", "Drop(ulong Key)");

        Assert.Single(Reasons(result, StepNames.Messages), reason => reason == IncrementalStepRunReason.Modified);
        Assert.Single(Reasons(result, StepNames.Protocols), reason => reason == IncrementalStepRunReason.Modified);
        Assert.All(Reasons(result, StepNames.Headers), reason => Assert.NotEqual(IncrementalStepRunReason.Modified, reason));
        Assert.All(Reasons(result, StepNames.WireStructs), reason => Assert.NotEqual(IncrementalStepRunReason.Modified, reason));
    }

    [Fact]
    public void Nothing_that_is_kept_between_edits_holds_on_to_a_compilation()
    {
        GeneratorRunResult result = Run(Compilations.Driver(), Compilations.Of(Source));

        foreach (object output in Steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            Walk(output, [], output.GetType().Name);
        }
    }

    private static void Walk(object? value, HashSet<object> seen, string path)
    {
        if (value is null || value.GetType().IsPrimitive || value is string || !seen.Add(value))
        {
            return;
        }

        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Location or Compilation or SemanticModel or AttributeData or TypedConstant,
            $"{path} is a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, seen, path + "[]");
            }

            return;
        }

        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.GetValue(value), seen, $"{path}.{field.Name}");
        }
    }

    private static GeneratorRunResult Edit(string before, string after)
    {
        Assert.Contains(before, Source, StringComparison.Ordinal);
        Compilation compilation = Compilations.Of(Source);
        GeneratorDriver driver = Compilations.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        SyntaxTree old = compilation.SyntaxTrees.Single(tree => tree.FilePath == "Protocol.cs");
        SyntaxTree edited = Compilations.Parse(Source.Replace(before, after, StringComparison.Ordinal), "Protocol.cs");
        return Run(driver, compilation.ReplaceSyntaxTree(old, edited));
    }

    private static GeneratorRunResult Run(GeneratorDriver driver, Compilation compilation) =>
        driver.RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();

    private static IReadOnlyList<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static void AssertOutputs(GeneratorRunResult result, int modified)
    {
        IncrementalStepRunReason[] reasons =
            [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason)];
        Assert.NotEmpty(reasons);
        Assert.Equal(modified, reasons.Count(reason => reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)));
    }
}

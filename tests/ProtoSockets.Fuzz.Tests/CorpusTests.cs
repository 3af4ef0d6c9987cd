using ProtoSockets.Fuzz.Running;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Tests;

/// <summary>The inputs that are kept, run again: those that found something once, and those that take branches of their own.</summary>
public sealed class CorpusTests
{
    private static readonly Lazy<Dictionary<string, FuzzTarget>> Targets = new(() => TargetRegistry.All().ToDictionary(NameOf));

    /// <summary>The assemblies whose decoders have inputs here.</summary>
    public static TheoryData<string> Groups => [.. Corpus.Targets().Select(entry => entry.Group).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void No_input_that_is_kept_finds_anything(string group)
    {
        List<string> faults = [];
        foreach ((_, string name) in Corpus.Targets().Where(entry => entry.Group == group))
        {
            // What is not declared any more has nothing to be read by.
            Assert.True(Targets.Value.TryGetValue($"{group}/{name}", out FuzzTarget? target), $"{group}/{name} is no target: remove its file from the corpus");
            foreach (byte[] input in Corpus.Of(target))
            {
                if (Record.Exception(() => target.Run(input)) is { } fault)
                {
                    faults.Add($"{group}/{name} {Convert.ToHexString(input)}: {fault}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Every_target_has_a_name_of_its_own() => Assert.True(Targets.Value.Count > 500, $"{Targets.Value.Count} targets");

    private static string NameOf(FuzzTarget target) => $"{target.Group}/{target.Name}";
}

using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Tests;

/// <summary>Declared nowhere but here.</summary>
[Protocol]
public sealed partial class Newcomer
{
    /// <summary>A request.</summary>
    [Request<Answer>(1)]
    public readonly partial record struct Question([MaxBytes(20)] string Text);

    /// <summary>Its reply.</summary>
    [Reply(2)]
    public readonly partial record struct Answer(uint Number);

    /// <summary>A record in a message.</summary>
    [WireStruct]
    public readonly partial record struct Part(ushort Number);
}

public sealed class RegistryTests
{
    [Fact]
    public void What_is_declared_is_found_by_itself()
    {
        string[] names = [.. TargetRegistry.Of(typeof(Newcomer).Assembly).Select(target => target.Name).Order(StringComparer.Ordinal)];
        string prefix = typeof(Newcomer).FullName!;
        Assert.Equal(
            [
                $"{prefix}.Answer", $"{prefix}.Answer.frame", $"{prefix}.Part", $"{prefix}.Question", $"{prefix}.Question.frame",
                $"{prefix}.Wire",
            ],
            names);
    }

    [Fact]
    public void Everything_takes_the_values_of_its_own_writers()
    {
        foreach (FuzzTarget target in TargetRegistry.Of(typeof(Newcomer).Assembly))
        {
            byte[][] seeds = [.. target.Seeds(new Random(1))];
            Assert.All(seeds, target.Run);
        }
    }
}

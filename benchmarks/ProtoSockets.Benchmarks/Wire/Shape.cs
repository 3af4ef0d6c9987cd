namespace ProtoSockets.Benchmarks.Wire;

/// <summary>A kind of message, and who writes and reads it. The first of each is code written by hand, the second the generated one.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Encode">Who writes it, into a buffer that is kept.</param>
/// <param name="Decode">Who reads it, and looks at every member.</param>
internal sealed record Shape(string Name, int Size, Contender[] Encode, Contender[] Decode)
{
    /// <summary>What the code by hand is: for an array of numbers, a copy of their bytes as they are, behind the same count.</summary>
    public string Baseline { get; init; } = ByHand;

    /// <summary>The most that the generated code may take, as a part of the baseline's time.</summary>
    public double Goal { get; init; } = 1.05;

    public const string ByHand = "by hand";

    public const string Generated = "generated";
}

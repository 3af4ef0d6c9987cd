namespace ProtoSockets.Benchmarks.Wire;

/// <summary>One way of doing the same thing.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Run">Does it that many times, and returns something that depends on every time, so that nothing is left out by the compiler.</param>
internal sealed record Contender(string Name, Func<int, long> Run)
{
    /// <summary>Someone who is called by a delegate each time; that is small beside what the call does.</summary>
    public static Contender Of(string name, Func<int, int> once) => new(name, count =>
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += once(i);
        }

        return sum;
    });
}

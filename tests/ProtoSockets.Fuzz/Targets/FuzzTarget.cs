namespace ProtoSockets.Fuzz.Targets;

/// <summary>Something that takes bytes from a peer, and all that must hold whatever they are.</summary>
internal abstract class FuzzTarget(string group, string name)
{
    /// <summary>What declares it: an assembly.</summary>
    public string Group => group;

    /// <summary>Its name, the only one in its group.</summary>
    public string Name => name;

    /// <summary>Whether the same input takes the same branches each time.</summary>
    public virtual bool IsSteady => true;

    /// <summary>Inputs to begin with.</summary>
    /// <param name="random">For those that are made up.</param>
    /// <returns>The inputs.</returns>
    public virtual IEnumerable<byte[]> Seeds(Random random) => [];

    /// <summary>Takes an input.</summary>
    /// <param name="input">The bytes; the first one says how they are given (<see cref="InputMode"/>).</param>
    /// <exception cref="FindingException">Something does not hold. Any other exception is a finding as well.</exception>
    public abstract void Run(byte[] input);
}

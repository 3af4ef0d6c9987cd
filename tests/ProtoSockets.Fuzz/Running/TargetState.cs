using System.Text;
using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>A target in a run: the inputs that were worth keeping, and the branches that they take.</summary>
internal sealed class TargetState
{
    private const int MostUnsteady = 512;

    public TargetState(FuzzTarget target, int seed)
    {
        Target = target;
        FullName = Encoding.UTF8.GetBytes($"{target.Group}/{target.Name}");

        // Chance of its own: what others do changes nothing here, nor does whether they run.
        Random = new Random(seed ^ (int)Crc32.Compute(FullName));
        Mutator = new Mutator(Random);
    }

    public FuzzTarget Target { get; }

    /// <summary>The target's name for <see cref="CurrentInput"/>.</summary>
    public byte[] FullName { get; }

    public Random Random { get; }

    public Mutator Mutator { get; }

    public List<byte[]> Inputs { get; } = [];

    public SeenEdges Seen { get; } = new();

    /// <summary>What was found already, so that it is told once.</summary>
    public HashSet<string> Found { get; } = [];

    /// <summary>Makes room where there are many inputs.</summary>
    public void Forget()
    {
        if (Inputs.Count >= MostUnsteady)
        {
            Inputs.RemoveAt(Random.Next(Inputs.Count));
        }
    }
}

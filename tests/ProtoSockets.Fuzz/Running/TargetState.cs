using System.Text;
using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>A target in a run: the inputs that were worth keeping, and the branches that they take.</summary>
internal sealed class TargetState(FuzzTarget target)
{
    public FuzzTarget Target => target;

    /// <summary>The target's name for <see cref="CurrentInput"/>.</summary>
    public byte[] FullName { get; } = Encoding.UTF8.GetBytes($"{target.Group}/{target.Name}");

    public List<byte[]> Inputs { get; } = [];

    public SeenEdges Seen { get; } = new();

    /// <summary>What was found already, so that it is told once.</summary>
    public HashSet<string> Found { get; } = [];
}

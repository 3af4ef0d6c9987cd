using ProtoSockets.Runtime;
using ProtoSockets.Tests.Views.Agreement;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>A record that stands for itself, or a header.</summary>
internal sealed class RecordTarget<T>(string group, string name) : ValueTarget<T>(group, name)
    where T : IWireSerializable<T>
{
    public override IEnumerable<byte[]> Seeds(Random random) => MadeUp.Of(typeof(T), random);

    protected override bool TryRead(ref WireReader reader, out T value) => T.TryRead(ref reader, out value);

    protected override void Write(T value, ref WireWriter writer) => value.Write(ref writer);

    protected override int SizeOf(T value, ushort version) => value.GetSize();

    protected override T Own(T value) => value.ToOwned();

    protected override string Dump(ReadOnlySpan<byte> bytes, Side from) => WireDump.Describe<T>(bytes, from);

    protected override void CheckView(ReadOnlyMemory<byte> bytes, bool isCanonical)
    {
        string? problem = ViewComparison.Problem(typeof(T), bytes.ToArray(), isCanonical);
        FindingException.Require(problem is null, $"Its view disagrees: {problem}");
    }
}

using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>What lets a host serve a protocol by its class.</summary>
public sealed class ProtocolClassSnapshots
{
    [Fact]
    public async Task With_and_without_messages_that_the_server_pushes() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [Protocol]
        public sealed partial class Chat
        {
            [Message(1, From = Side.Both)] public readonly partial record struct Say(byte Word);
        }

        internal partial class Outer
        {
            [Protocol]
            internal sealed partial class Silent
            {
                [Message(1, From = Side.Client)] public readonly partial record struct Say(byte Word);
            }
        }

        [Protocol]
        public static partial class HasNoInstances
        {
            [Message(1, From = Side.Client)] public readonly partial record struct Say(byte Word);
        }
        """,
        out _)).IgnoreGeneratedResult(result => !result.HintName.EndsWith("Chat.g.cs", StringComparison.Ordinal) && !result.HintName.EndsWith("Silent.g.cs", StringComparison.Ordinal)
            && !result.HintName.EndsWith("Instances.g.cs", StringComparison.Ordinal));
}

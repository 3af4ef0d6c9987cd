using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Attacks;

#pragma warning disable PSOCK1004 // Large answers are what one of the attacks is after.
/// <summary>A protocol that has something for each attack: a small question with a large answer, values in values, and lists.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 8192)]
public sealed partial class Quarry
{
    /// <summary>Asks for stones.</summary>
    /// <param name="Bytes">How many bytes of them.</param>
    [Request<Stones>(1)]
    public readonly partial record struct Dig(ushort Bytes);

    /// <summary>The stones.</summary>
    /// <param name="Content">Their bytes.</param>
    [Reply(2)]
    public readonly partial record struct Stones([LengthPrefixed<ushort>, MaxBytes(4000)] ReadOnlyMemory<byte> Content);

    /// <summary>Values in values.</summary>
    /// <param name="Outermost">The first one.</param>
    [Message(3, From = Side.Client)]
    public readonly partial record struct Pile([Remaining] Shaft[] Outermost);

    /// <summary>Many of something.</summary>
    /// <param name="Numbers">As many as the count says.</param>
    [Message(4, From = Side.Client)]
    public readonly partial record struct Load([LengthPrefixed<uint>, MaxCount(1 << 20)] long[] Numbers);

    /// <summary>A value that may have one of its kind in it.</summary>
    [WireStruct]
    public sealed partial record Shaft
    {
        /// <summary>Whether there is another one.</summary>
        public bool GoesOn { get; init; }

        /// <summary>The other one.</summary>
        [When(nameof(GoesOn))]
        public Shaft? Next { get; init; }
    }
}

/// <summary>Gives the stones.</summary>
internal sealed class QuarryHandler : Quarry.IServerHandler
{
    /// <summary>Whether to believe in the addresses of clients.</summary>
    public bool Verifies { get; init; }

    public ValueTask<Quarry.Stones> DigAsync(Quarry.Dig request, Quarry.Session session, CancellationToken cancellationToken)
    {
        if (Verifies)
        {
            session.VerifyAddress();
        }

        return new(new Quarry.Stones(new byte[request.Bytes]));
    }

    public ValueTask PileAsync(Quarry.Pile message, Quarry.Session session, CancellationToken cancellationToken) => default;

    /// <summary>How many numbers each load had.</summary>
    public Channel<int> Loads { get; } = Channel.CreateUnbounded<int>();

    public ValueTask LoadAsync(Quarry.Load message, Quarry.Session session, CancellationToken cancellationToken)
    {
        Loads.Writer.TryWrite(message.Numbers.Length);
        return default;
    }
}
#pragma warning restore PSOCK1004

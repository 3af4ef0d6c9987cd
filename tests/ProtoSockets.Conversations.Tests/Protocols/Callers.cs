namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Both sides call, and each call has a number: handlers run side by side.</summary>
[Protocol]
public sealed partial class FreeCaller
{
    [Request<Done>(1)]
    public readonly partial record struct Begin(int Number);

    [Reply(2)]
    public readonly partial record struct Done(int Number);

    [Request<Said>(3, From = Side.Server)]
    public readonly partial record struct Ask(int Number);

    [Reply(4)]
    public readonly partial record struct Said(int Number);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Poke(int Number);

    [Message(6, From = Side.Server)]
    public readonly partial record struct Nudge(int Number);
}

/// <summary>As <see cref="FreeCaller"/>, with a request that may stay unanswered: its silence is known by what is answered behind it, so that handlers run one after the other.</summary>
[Protocol]
public sealed partial class QuietCaller
{
    [Request<Done>(1, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct Begin(int Number);

    [Reply(2)]
    public readonly partial record struct Done(int Number);

    [Request<Said>(3, From = Side.Server)]
    public readonly partial record struct Ask(int Number);

    [Reply(4)]
    public readonly partial record struct Said(int Number);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Poke(int Number);
}

/// <summary>No call has a number: replies come in the order of the requests, of either side.</summary>
[Protocol]
public sealed partial class OrderedCaller
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [MessageId]
        public byte Kind { get; init; }
    }

    [Request<Done>(1)]
    public readonly partial record struct Begin(int Number);

    [Reply(2)]
    public readonly partial record struct Done(int Number);

    [Request<Said>(3, From = Side.Server)]
    public readonly partial record struct Ask(int Number);

    [Reply(4)]
    public readonly partial record struct Said(int Number);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Poke(int Number);
}

/// <summary>Calls have numbers, and the connection may change to TLS behind any message: messages are looked at one at a time, on both sides.</summary>
[Protocol]
[UpgradesToTls]
public sealed partial class PhasedCaller
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [MessageId]
        public byte Kind { get; init; }

        [CorrelationId]
        public ushort Id { get; init; }
    }

    [Request<Done>(1)]
    public readonly partial record struct Begin(int Number);

    [Reply(2)]
    public readonly partial record struct Done(int Number);

    [Request<Said>(3, From = Side.Server)]
    public readonly partial record struct Ask(int Number);

    [Reply(4)]
    public readonly partial record struct Said(int Number);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Poke(int Number);

    [Message(6, From = Side.Server)]
    public readonly partial record struct Nudge(int Number);
}

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Replies of many kinds up to the one that ends them, pushes in between, and messages that a later request answers.</summary>
[Protocol]
public sealed partial class Asking
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Type { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Rest, Bias = 4)]
        public partial int Length { get; }
    }

    [Request<Reply>('Q', Replies = ReplyCount.Many)]
    public readonly partial record struct Query(int Rows, int NoticeEvery, int FailAt);

    [Request<Reply>('S', Replies = ReplyCount.Many)]
    public readonly partial record struct Sync;

    [Message('P', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Parse([NullTerminated, MaxBytes(32)] string Text);

    [Message('E', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Execute(int Rows);

    [Message('N', From = Side.Server)]
    public readonly partial record struct Notice(int Number);

    [Reply(Last = nameof(Reply.IsLast)), WireUnion]
    public readonly partial struct Reply
    {
        [Discriminator, NotOnWire]
        public partial byte Type { get; }

        public bool IsLast => Kind == CaseKind.Done;

        [Case('D')]
        public readonly partial record struct Row(int Number);

        [Case('1')]
        public readonly partial record struct Parsed([NullTerminated, MaxBytes(32)] string Text);

        [Case('E')]
        public readonly partial record struct Failed([NullTerminated, MaxBytes(64)] string Reason);

        [Case('Z')]
        public readonly partial record struct Done(byte Status);
    }
}

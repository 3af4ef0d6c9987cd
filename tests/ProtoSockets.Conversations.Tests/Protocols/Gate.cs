namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A phase before the main one: untagged messages with a code, answered by a bare byte, as PostgreSQL does.</summary>
[Protocol]
[LengthPrefixed<int>(IncludesSelf = true, From = Side.Client)]
[FixedSize(1, From = Side.Server)]
[UpgradesToTls]
[ContinuesAs<Ledger>]
[ContinuesAs<Lines>]
public sealed partial class Gate
{
    [Header(From = Side.Client)]
    public readonly partial record struct Header
    {
        [MessageId]
        public uint Code { get; init; }
    }

    [Request<Answer>(80877103)]
    public readonly partial record struct AskForTls;

    [Request<Answer>(7)]
    public readonly partial record struct Ask;

    [Reply]
    public readonly partial record struct Answer(byte Letter);

    [Message(196608, From = Side.Client)]
    public readonly partial record struct Startup([NullTerminated, MaxBytes(64)] string User);
}

/// <summary>The main phase: a tag, a length that counts itself, and pushes.</summary>
[Protocol]
[ContinuesAs<Gate>]
public sealed partial class Ledger
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Tag { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Rest, Bias = 4)]
        public partial int Length { get; }
    }

    [Request<Sum>('a')]
    public readonly partial record struct Add(int One, int Other);

    [Request<Sum>('b')]
    public readonly partial record struct Back(int One);

    [Reply('s')]
    public readonly partial record struct Sum(int Value);

    [Message('n', From = Side.Server)]
    public readonly partial record struct Note([NullTerminated, MaxBytes(64)] string Text);
}

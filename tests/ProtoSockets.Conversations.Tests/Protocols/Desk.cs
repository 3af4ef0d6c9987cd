namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A protocol in the default envelope, with every shape of conversation that it allows.</summary>
[Protocol]
public sealed partial class Desk
{
    [Request<Sum>(1)]
    public readonly partial record struct Add(int Left, int Right);

    [Reply(2)]
    public readonly partial record struct Sum(long Value);

    /// <summary>Answered when the test says so.</summary>
    [Request<Sum>(3)]
    public readonly partial record struct Hold(int Key);

    [Request<Blob>(4)]
    public readonly partial record struct Fetch(int Size);

    [Reply(5)]
    public readonly partial record struct Blob([MaxBytes(1_000_000)] ReadOnlyMemory<byte> Bytes);

    /// <summary>Refused or failed, as it says.</summary>
    [Request<Sum>(6)]
    public readonly partial record struct Fail([MaxBytes(100)] string How);

    [Message(7, From = Side.Client)]
    public readonly partial record struct Note(int Number);

    [Message(8, From = Side.Server)]
    public readonly partial record struct Notice(int Number);

    [Message(9, From = Side.Server)]
    public readonly partial record struct Letter([MaxBytes(65536)] ReadOnlyMemory<byte> Text);
}

/// <summary>The same name and messages as <see cref="Desk"/> had, with one member wider: another schema.</summary>
[Protocol]
public sealed partial class OtherDesk
{
    [Request<Sum>(1)]
    public readonly partial record struct Add(long Left, int Right);

    [Reply(2)]
    public readonly partial record struct Sum(long Value);
}

/// <summary>For datagrams, in the default envelope.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1400)]
public sealed partial class Beacon
{
    [Request<Pong>(1)]
    public readonly partial record struct Ping(long Number);

    [Reply(2)]
    public readonly partial record struct Pong(long Number);

    [Message(3, From = Side.Client)]
    public readonly partial record struct Note(int Number);

    [Message(4, From = Side.Server)]
    public readonly partial record struct Notice(int Number);
}

/// <summary>Lines of text without ids: replies come in the order of the commands.</summary>
[Protocol(MaxFrameBytes = 256)]
[Delimited("\r\n")]
public sealed partial class Lines
{
    [Request<Answer>]
    public readonly partial record struct Command([Remaining, MaxBytes(200), Ascii] string Text);

    [Reply]
    public readonly partial record struct Answer([Remaining, MaxBytes(200), Ascii] string Text);
}

/// <summary>A header of its own, little-endian, with an error reply, quiet requests and a reply of many parts.</summary>
[Protocol]
[LittleEndian]
public sealed partial class Till
{
    public enum Code : byte
    {
        Price = 1,
        QuietPrice = 2,
        Stock = 3,
        Close = 4,
    }

    [Header]
    public readonly partial record struct Header
    {
        [Magic(0x10, From = Side.Client), Magic(0x11, From = Side.Server)]
        [MessageId]
        public Code Code { get; init; }

        public byte Status { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        [CorrelationId]
        public uint Ticket { get; init; }

        public bool IsError => Status != 0;
    }

    [Request<Amount>(Code.Price)]
    public readonly partial record struct Price([LengthPrefixed<byte>, MaxBytes(40)] string Item);

    [Request<Amount>(Code.QuietPrice, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct QuietPrice([LengthPrefixed<byte>, MaxBytes(40)] string Item);

    [Request<StockLine>(Code.Stock, Replies = ReplyCount.Many)]
    public readonly partial record struct Stock;

    [Reply]
    public readonly partial record struct Amount(uint Cents);

    [Reply(Last = nameof(IsLast))]
    public readonly partial record struct StockLine([LengthPrefixed<byte>, MaxBytes(40)] string Item)
    {
        public bool IsLast => Item.Length == 0;
    }

    [ErrorReply(When = nameof(Header.IsError))]
    public readonly partial record struct Refusal([InHeader] byte Status, [Remaining, MaxBytes(100)] string Text);
}

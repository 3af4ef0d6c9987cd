using ProtoSockets;

namespace RedisSample;

/// <summary>
/// The channels of a server that speaks RESP2 only. There a subscriber's connection carries nothing else: messages look like any array, so what it sends gets no replies, and all that comes
/// is an event.
/// </summary>
[Protocol(MaxFrameBytes = 64 * 1024 * 1024), SelfDelimiting]
public sealed partial class RedisFeed
{
    /// <summary>SUBSCRIBE, UNSUBSCRIBE, PSUBSCRIBE, PUNSUBSCRIBE, PING or QUIT.</summary>
    [Message(From = Side.Client)]
    public readonly partial record struct Command
    {
        [Magic("*"), AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Arguments))]
        public partial int Count { get; }

        [MaxCount(RespValue.MaxItems)]
        public WireList<Redis.Argument> Arguments { get; init; }
    }

    /// <summary>A confirmation, or a message.</summary>
    [Message(From = Side.Server)]
    public readonly partial record struct Event(RespValue Value);
}

using ProtoSockets;

namespace RedisSample;

/// <summary>
/// Redis over RESP2 or RESP3 (Redis serialization protocol specification): a client sends commands and gets values in the same order. Errors begin with <c>-</c> or <c>!</c>; what begins with
/// <c>&gt;</c> answers nothing, and may come between any two replies. Attributes in front of any of them do not change what it is.
/// </summary>
[Protocol(MaxFrameBytes = 64 * 1024 * 1024), SelfDelimiting, InFront<RespAttributes>(From = Side.Server)]
public sealed partial class Redis
{
    /// <summary>A command: an array of bulk strings, the first of which is its name.</summary>
    [Request<Reply>("*")]
    public readonly partial record struct Command
    {
        [Magic("*"), AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Arguments))]
        public partial int Count { get; }

        [MaxCount(RespValue.MaxItems)]
        public WireList<Argument> Arguments { get; init; }
    }

    /// <summary>
    /// SUBSCRIBE to one channel in RESP3, where the confirmation is a push and no reply. It begins as a command does, and is told by going on: the longest beginning wins.
    /// </summary>
    [Message(SubscribeFront, From = Side.Client)]
    public readonly partial record struct Subscribe([Magic(SubscribeFront)] Argument Channel);

    private const string SubscribeFront = "*2\r\n$9\r\nSUBSCRIBE\r\n";

    /// <summary>A command as people type it: words on a line ("Inline commands").</summary>
    [Request<Reply>, Line(MaxBytes = 65536, Lenient = true)]
    public readonly partial record struct Inline([MaxCount(1024)] WireList<Utf8Text> Words);

    /// <summary>An argument of a command: a bulk string that is not null.</summary>
    [WireStruct]
    public readonly partial record struct Argument
    {
        [Magic("$"), AsciiDecimal, Terminated("\r\n"), LengthOf(nameof(Data))]
        public partial int Length { get; }

        [Terminated("\r\n"), MaxBytes(RespValue.MaxBulk)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    [Reply]
    public readonly partial record struct Reply(RespValue Value);

    [ErrorReply("-", "!")]
    public readonly partial record struct Refusal(RespValue Value);

    [Message(">", From = Side.Server)]
    public readonly partial record struct Push(RespValue Value);
}

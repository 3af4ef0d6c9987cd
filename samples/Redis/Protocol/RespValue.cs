using ProtoSockets;

namespace RedisSample;

/// <summary>A value of RESP2 or RESP3: a byte that says what it is, and the content. Collections hold values in turn.</summary>
/// <remarks>Lines are limited to 64 KiB, strings to the 512 MiB of the server's proto-max-bulk-len, and all of it to the protocol's largest frame.</remarks>
[WireUnion]
public readonly partial struct RespValue
{
    internal const int MaxLine = 64 * 1024;
    internal const int MaxBulk = 512 * 1024 * 1024;
    internal const int MaxItems = 1024 * 1024;

    [Discriminator]
    public partial RespType Type { get; }

    /// <summary><c>+OK\r\n</c>.</summary>
    [Case(RespType.SimpleString)]
    public readonly partial record struct SimpleString([Terminated("\r\n"), MaxBytes(MaxLine)] Utf8Text Text);

    /// <summary><c>-ERR unknown command\r\n</c>.</summary>
    [Case(RespType.SimpleError)]
    public readonly partial record struct SimpleError([Terminated("\r\n"), MaxBytes(MaxLine)] Utf8Text Text);

    /// <summary><c>:[&lt;+|-&gt;]&lt;value&gt;\r\n</c>.</summary>
    [Case(RespType.Integer)]
    public readonly partial record struct Integer([AsciiDecimal, Terminated("\r\n")] long Value);

    /// <summary><c>$&lt;length&gt;\r\n&lt;data&gt;\r\n</c>, or <c>$-1\r\n</c> for RESP2's null.</summary>
    [Case(RespType.BulkString)]
    public readonly partial record struct BulkString
    {
        [AsciiDecimal, Terminated("\r\n"), LengthOf(nameof(Data), Null = -1)]
        public partial long Length { get; }

        [Terminated("\r\n"), MaxBytes(MaxBulk)]
        public ReadOnlyMemory<byte>? Data { get; init; }
    }

    /// <summary><c>*&lt;number-of-elements&gt;\r\n&lt;element-1&gt;...&lt;element-n&gt;</c>, or <c>*-1\r\n</c> for RESP2's null array.</summary>
    [Case(RespType.Array)]
    public sealed partial record Array
    {
        [AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Items), Null = -1)]
        public partial long Count { get; }

        [MaxCount(MaxItems)]
        public WireList<RespValue>? Items { get; init; }
    }

    /// <summary><c>_\r\n</c>.</summary>
    [Case(RespType.Null), Magic("\r\n")]
    public readonly partial record struct Null;

    /// <summary><c>#&lt;t|f&gt;\r\n</c>.</summary>
    [Case(RespType.Boolean), Magic("\r\n")]
    public readonly partial record struct Boolean(RespTruth Value);

    /// <summary><c>,[&lt;+|-&gt;]&lt;integral&gt;[.&lt;fractional&gt;][&lt;E|e&gt;[sign]&lt;exponent&gt;]\r\n</c>, <c>,inf</c>, <c>,-inf</c> or <c>,nan</c>: kept as it was written.</summary>
    [Case(RespType.Double)]
    public readonly partial record struct Double([Terminated("\r\n"), MaxBytes(MaxLine)] Utf8Text Text);

    /// <summary><c>([+|-]&lt;number&gt;\r\n</c>.</summary>
    [Case(RespType.BigNumber)]
    public readonly partial record struct BigNumber([Terminated("\r\n"), MaxBytes(MaxLine)] Utf8Text Text);

    /// <summary><c>!&lt;length&gt;\r\n&lt;error&gt;\r\n</c>.</summary>
    [Case(RespType.BulkError)]
    public readonly partial record struct BulkError
    {
        [AsciiDecimal, Terminated("\r\n"), LengthOf(nameof(Text))]
        public partial long Length { get; }

        [Terminated("\r\n"), MaxBytes(MaxBulk)]
        public Utf8Text Text { get; init; }
    }

    /// <summary><c>=&lt;length&gt;\r\n&lt;encoding&gt;:&lt;data&gt;\r\n</c>; the length counts encoding, colon and data.</summary>
    [Case(RespType.VerbatimString), Magic("\r\n")]
    public readonly partial record struct VerbatimString
    {
        [AsciiDecimal, Terminated("\r\n"), LengthOf(nameof(Encoding), nameof(Data))]
        public partial long Length { get; }

        [Ascii, FixedBytes(3)]
        public string Encoding { get; init; }

        [Magic(":"), MaxBytes(MaxBulk)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary><c>%&lt;number-of-entries&gt;\r\n&lt;key-1&gt;&lt;value-1&gt;...</c>.</summary>
    [Case(RespType.Map)]
    public sealed partial record Map
    {
        [AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Entries))]
        public partial long Count { get; }

        [MaxCount(MaxItems)]
        public WireList<RespEntry> Entries { get; init; }
    }

    /// <summary><c>~&lt;number-of-elements&gt;\r\n&lt;element-1&gt;...</c>.</summary>
    [Case(RespType.Set)]
    public sealed partial record Set
    {
        [AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Items))]
        public partial long Count { get; }

        [MaxCount(MaxItems)]
        public WireList<RespValue> Items { get; init; }
    }

    /// <summary><c>&gt;&lt;number-of-elements&gt;\r\n&lt;element-1&gt;...</c>: what the server sends without being asked.</summary>
    [Case(RespType.Push)]
    public sealed partial record Push
    {
        [AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Items))]
        public partial long Count { get; }

        [MaxCount(MaxItems)]
        public WireList<RespValue> Items { get; init; }
    }

    /// <summary><c>|&lt;number-of-entries&gt;\r\n&lt;key-1&gt;&lt;value-1&gt;...</c>, and the value that this says something about.</summary>
    [Case(RespType.Attribute)]
    public sealed partial record Attributed
    {
        [AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Attributes))]
        public partial long Count { get; }

        [MaxCount(MaxItems)]
        public WireList<RespEntry> Attributes { get; init; }

        public RespValue Value { get; init; }
    }
}

/// <summary><c>|&lt;number-of-entries&gt;\r\n&lt;key-1&gt;&lt;value-1&gt;...</c>: the attributes of the value behind them, as they are passed over to see what that is.</summary>
[WireStruct]
public readonly partial record struct RespAttributes
{
    [Magic("|"), AsciiDecimal, Terminated("\r\n"), CountOf(nameof(Entries))]
    public partial long Count { get; }

    [MaxCount(RespValue.MaxItems)]
    public WireList<RespEntry> Entries { get; init; }
}

/// <summary>A key and its value, in maps and attributes.</summary>
[WireStruct]
public readonly partial record struct RespEntry(RespValue Key, RespValue Value);

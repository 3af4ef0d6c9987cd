namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Frames that end with their message, whose last member streams behind a length of variable size: one message for each of its forms.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Flume
{
    [Request<Poured>("L")]
    public readonly partial record struct Leb([Magic("L")] ushort Number, [LengthPrefixed(VarIntFormat.Leb128)] StreamedBytes Load);

    [Request<Poured>("Z")]
    public readonly partial record struct Zig([Magic("Z")] ushort Number, [LengthPrefixed(VarIntFormat.ZigZag)] StreamedBytes Load);

    [Request<Poured>("M")]
    public readonly partial record struct Mqtt([Magic("M")] ushort Number, [LengthPrefixed(VarIntFormat.Mqtt)] StreamedBytes Load);

    [Request<Poured>("Q")]
    public readonly partial record struct Quic([Magic("Q")] ushort Number, [LengthPrefixed(VarIntFormat.Quic)] StreamedBytes Load);

    [Request<Poured>("V")]
    public readonly partial record struct Midi([Magic("V")] ushort Number, [LengthPrefixed(VarIntFormat.Vlq)] StreamedBytes Load);

    [Request<Poured>("C")]
    public readonly partial record struct Compact([Magic("C")] ushort Number, [LengthPrefixed(VarIntFormat.CompactSize)] StreamedBytes Load);

    /// <summary>With a bound.</summary>
    [Request<Poured>("B")]
    public readonly partial record struct Bounded([Magic("B")] ushort Number, [LengthPrefixed(VarIntFormat.Quic), MaxBytes(2_000_000)] StreamedBytes Load);

    [Reply]
    public readonly partial record struct Poured(ushort Number, [LengthPrefixed(VarIntFormat.Quic)] StreamedBytes Load);
}

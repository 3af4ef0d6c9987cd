using System.Buffers.Binary;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// The default envelope's handshake, 20 or 22 bytes behind the envelope, big-endian:
/// <code>
/// offset size
///      0    4  "PSKT"
///      4    1  version of the envelope, 1
///      5    1  what the sender understands (<see cref="EnvelopeCapabilities"/>); 0 before there was any of it
///      6    2  newest version of the protocol
///      8    8  schema hash
///     16    4  largest frame accepted, in bytes
///     20    2  oldest version of the protocol, where it speaks several
/// </code>
/// </summary>
internal readonly struct HelloFrame(ushort version, ushort minVersion, ulong schemaHash, uint maxFrameBytes, EnvelopeCapabilities capabilities) : IProtocolMessage<HelloFrame>
{
    private const int Size = 20;
    private const byte EnvelopeVersion = 1;

    private static ReadOnlySpan<byte> Magic => "PSKT"u8;

    public ushort Version { get; } = version;

    public ushort MinVersion { get; } = minVersion;

    public ulong SchemaHash { get; } = schemaHash;

    public uint MaxFrameBytes { get; } = maxFrameBytes;

    public EnvelopeCapabilities Capabilities { get; } = capabilities;

    /// <summary>This side's handshake.</summary>
    public static HelloFrame Of<TProtocol>(int maxFrameBytes, EnvelopeCapabilities capabilities = EnvelopeCapabilities.None)
        where TProtocol : struct, IProtocol
    {
        ProtocolDescription description = TProtocol.Description;
        return new HelloFrame(
            description.Version, description.MinVersion == 0 ? description.Version : description.MinVersion, description.SchemaHash, (uint)maxFrameBytes, capabilities);
    }

    public static bool TryReadFrame(ref WireReader frame, out HelloFrame message)
    {
        message = default;
        if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(Size, out ReadOnlySpan<byte> bytes))
        {
            return frame.In("Hello");
        }

        if (!bytes[..4].SequenceEqual(Magic) || bytes[4] != EnvelopeVersion)
        {
            return frame.MalformedAt(Envelope.Size, $"the handshake is not PSKT version {EnvelopeVersion}");
        }

        ushort newest = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        ushort oldest = frame.Remaining >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(frame.Rest) : newest;
        message = new HelloFrame(
            newest,
            oldest,
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            (EnvelopeCapabilities)bytes[5]);

        // Later versions of the envelope may say more behind it.
        return true;
    }

    /// <summary>Why the two sides can't talk, or null.</summary>
    public string? FindMismatch<TProtocol>()
        where TProtocol : struct, IProtocol
    {
        ProtocolDescription own = TProtocol.Description;
        HelloFrame here = Of<TProtocol>(0);
        ushort common = Negotiate<TProtocol>();
        bool hasCommon = common >= here.MinVersion && common >= MinVersion;

        // Declarations of different versions differ, and each knows what the other had then. Those of one version must be the same.
        return hasCommon && (Version != own.Version || SchemaHash == own.SchemaHash)
            ? null
            : $"This side speaks {own.Name} version {Range(here.MinVersion, own.Version)} (schema {own.SchemaHash:x16}), "
                + $"the peer version {Range(MinVersion, Version)} (schema {SchemaHash:x16}). Build both sides from the same declaration.";

        static string Range(ushort oldest, ushort newest) => oldest == newest ? $"{newest}" : $"{oldest} to {newest}";
    }

    /// <summary>The version that both sides speak: the lower of their newest.</summary>
    public ushort Negotiate<TProtocol>()
        where TProtocol : struct, IProtocol => Math.Min(Version, TProtocol.Description.Version);

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.Hello, 0, route.CorrelationId));
        Span<byte> bytes = frame.Take(Size);
        if (MinVersion != Version)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.Take(sizeof(ushort)), MinVersion);
        }

        Magic.CopyTo(bytes);
        bytes[4] = EnvelopeVersion;
        bytes[5] = (byte)Capabilities;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], SchemaHash);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], MaxFrameBytes);
        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size + Size + sizeof(ushort);

    public HelloFrame ToOwnedMessage() => this;
}

/// <summary>The default envelope's note that nobody waits for the reply to a request any more: an envelope with the request's correlation id, and nothing in it.</summary>
internal readonly struct CancelFrame : IProtocolMessage<CancelFrame>
{
    public static bool TryReadFrame(ref WireReader frame, out CancelFrame message)
    {
        message = default;
        return Envelope.TryRead(ref frame, out _);
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.Cancel, 0, route.CorrelationId));
        Envelope.Complete(ref frame);
    }

    public int GetFrameSize() => Envelope.Size;

    public CancelFrame ToOwnedMessage() => this;
}

/// <summary>
/// The default envelope's refusal of a call, behind the envelope:
/// <code>
/// offset size
///      0    2  code (<see cref="RefusalCode"/>), big-endian
///      2    n  text for the caller, UTF-8, at most 1,024 bytes
/// </code>
/// </summary>
internal readonly struct RefusalFrame(RefusalCode code, string text) : IProtocolMessage<RefusalFrame>
{
    private const int MaxTextBytes = 1024;

    public RefusalCode Code { get; } = code;

    public string Text { get; } = text;

    /// <summary>The most bytes of a code with its text.</summary>
    public const int MaxBodyBytes = 2 + MaxTextBytes;

    /// <summary>What a peer gets to know of an exception: no more than was meant for it.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="otherwise">The text where the exception's own stays here.</param>
    public static RefusalFrame Of(Exception exception, string otherwise) => exception switch
    {
        CallRefusedException refused => new RefusalFrame(refused.Code, refused.Message),
        WireFormatException => new RefusalFrame(RefusalCode.Malformed, exception.Message),
        _ => new RefusalFrame(RefusalCode.HandlerFailed, otherwise),
    };

    public static bool TryReadFrame(ref WireReader frame, out RefusalFrame message)
    {
        message = default;
        return Envelope.TryRead(ref frame, out _) ? TryReadBody(ref frame, out message) : frame.In("Refusal");
    }

    /// <summary>Reads code and text.</summary>
    public static bool TryReadBody(ref WireReader frame, out RefusalFrame message)
    {
        message = default;
        if (!frame.TryTake(2, out ReadOnlySpan<byte> code))
        {
            return frame.In("Refusal");
        }

        ReadOnlySpan<byte> text = frame.Rest;
        message = new RefusalFrame(
            (RefusalCode)BinaryPrimitives.ReadUInt16BigEndian(code),
            Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxTextBytes)]));
        return true;
    }

    public void WriteFrame(ref WireWriter frame, in FrameRoute route)
    {
        Envelope.Write(ref frame, new FrameRoute(FrameKind.Error, 0, route.CorrelationId));
        WriteBody(ref frame);
        Envelope.Complete(ref frame);
    }

    /// <summary>Writes code and text.</summary>
    public void WriteBody(ref WireWriter frame)
    {
        BinaryPrimitives.WriteUInt16BigEndian(frame.Take(2), (ushort)Code);
        Encoding.UTF8.GetEncoder().Convert(Text, frame.Rest[..Math.Min(MaxTextBytes, frame.Rest.Length)], flush: true, out _, out int written, out _);
        frame.Advance(written);
    }

    public int GetFrameSize() => Envelope.Size + MaxBodyBytes;

    public RefusalFrame ToOwnedMessage() => this;
}

/// <summary>What client and server do alike with the default envelope's own frames.</summary>
internal static class EnvelopeControl
{
    /// <summary>Whether a frame is the envelope's own refusal of a call, and not the protocol's.</summary>
    public static bool IsRefusal(in FrameRoute route) => (route.Kind == FrameKind.Error && route.MessageId == 0) || route.Kind == FrameKind.TryElsewhere;

    /// <summary>Turns a refusal into the exception that the caller gets.</summary>
    /// <param name="frame">The refusal.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="isSentOnce">Whether the request was sent once, so that nothing else can have been taken on.</param>
    public static Exception ReadRefusal(in ReceivedFrame frame, FrameKind kind, bool isSentOnce)
    {
        WireReader reader = frame.Read(Side.Server);
        if (kind == FrameKind.TryElsewhere)
        {
            return AdviceFrame.TryReadFrame(ref reader, out AdviceFrame advice) ? advice.ToException(isSentOnce) : new WireFormatException(reader.Error!);
        }

        return RefusalFrame.TryReadFrame(ref reader, out RefusalFrame refusal)
            ? new CallRefusedException(refusal.Code, refusal.Text)
            : new WireFormatException(reader.Error!);
    }
}

using System.Reflection;
using ProtoSockets.Runtime;
using ProtoSockets.Tests.Views.Agreement;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>A message of a protocol, with what is in front of it. A frame is whole when it is read.</summary>
internal sealed class MessageTarget<TWire, T>(string group, string name) : ValueTarget<T>(group, name)
    where TWire : struct, IProtocol
    where T : IProtocolMessage<T>
{
    private const byte GoesOn = 1;

    private static readonly bool HasHeader = typeof(TWire).DeclaringType?.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Any(type => type.IsDefined(typeof(HeaderAttribute))) == true;

    private FrameRoute _route;

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        .. MadeUp.Of(typeof(T), random),
        .. MadeUp.FramesOf<T>(random).SelectMany(frame => (byte[][])[InputMode.Of(Side.Client, frame), InputMode.Of(Side.Server, frame)]),
        .. CapturedFrames.Of<TWire>(Group).Select(frame => InputMode.Of(frame.From, frame.Payload)),
    ];

    protected override InputMode ModeOf(byte first) => new((byte)(first & ~GoesOn));

    protected override ReadOnlyMemory<byte> Begin(InputMode mode, ReadOnlyMemory<byte> bytes)
    {
        _route = RouteOf(bytes, mode.From);
        if (_route.Kind == FrameKind.Unknown)
        {
            // Whoever the bytes are from: it may be the other side that sends this message.
            _route = RouteOf(bytes, mode.From == Side.Client ? Side.Server : Side.Client);
        }

        return bytes;
    }

    private static FrameRoute RouteOf(ReadOnlyMemory<byte> bytes, Side from)
    {
        WireReader reader = new(bytes, isComplete: true, from);
        if (TWire.TryReadRoute(ref reader, out FrameRoute route))
        {
            return route;
        }

        FindingException.Require(reader.Error is not null, $"It has no route, and there is no error");
        return default;
    }

    protected override bool TryRead(ref WireReader reader, out T value) => T.TryReadFrame(ref reader, out value);

    protected override void Write(T value, ref WireWriter writer)
    {
        // As the engine does it: an id in a request's body is the one that the caller chose.
        FrameRoute route = T.TryGetCorrelationId(in value, out UInt128 id) ? _route with { CorrelationId = id } : _route;
        value.WriteFrame(ref writer, in route);
    }

    /// <summary>What a message leaves to the members of its header can't be written without them; and one without a route ends its connection before it is read.</summary>
    protected override bool MayBeUnwritable => HasHeader || _route.Kind == FrameKind.Unknown;

    /// <summary>A one-way message whose header has an id that nobody may guess gets one as it is written.</summary>
    protected override bool ChoosesIds => HasHeader;

    protected override int SizeOf(T value, ushort version) => T.GetFrameSizeIn(in value, version);

    protected override T Own(T value) => value.ToOwnedMessage();

    protected override string Dump(ReadOnlySpan<byte> bytes, Side from) => WireDump.DescribeFrame<T>(bytes, from);

    protected override void CheckView(ReadOnlyMemory<byte> bytes, bool isCanonical)
    {
        string? problem = ViewComparison.Problem(typeof(T), bytes.ToArray(), isCanonical);
        FindingException.Require(problem is null, $"Its view disagrees: {problem}");
    }
}

using ProtoSockets.Runtime;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>A compiled message of a protocol, and all that must hold for each of its frames, whatever is in front of it.</summary>
public class FrameProbe<TWire, TMessage>(string name, Side side, FrameKind kind, long id, Func<Random, TMessage> create) : ViewProbe<TMessage>(name)
    where TWire : struct, IProtocol
    where TMessage : IProtocolMessage<TMessage>
{
    private const int Mutations = 24;

    /// <summary>Versions in which members come and go, and the newest.</summary>
    private static readonly ushort[] Versions = [1, 2, 4, 5, 6];

    /// <summary>Whether the message takes all that is left.</summary>
    public bool TakesRest { get; init; }

    /// <summary>Whether the header says how long the frame is.</summary>
    public bool HasLength { get; init; }

    /// <summary>Whether the size is an upper bound.</summary>
    public bool IsSizeBound { get; init; }

    protected Side Sender => side;

    private int Overhead => TWire.IsFramedBySide ? TWire.OverheadFrom(side) : TWire.Overhead;

    public override (byte[] Bytes, string Text) Sample(Random random) => throw new NotSupportedException();

    public override void Check(Random random)
    {
        try
        {
            CheckFrame(random);
        }
        catch (WireFormatException exception) when (IsSizeBound && exception.Message.EndsWith("fits no length in its shortest form.", StringComparison.Ordinal))
        {
            // A message with aligned members may have no frame: its padding changes with the size of the length in front of it, which changes with the padding.
        }
    }

    private void CheckFrame(Random random)
    {
        TMessage message = create(random);
        FrameRoute route = new(kind, id, Any.Value<UInt128>(random));
        byte[] frame = Write(message, route, 0xEE);
        Require(frame.AsSpan().SequenceEqual(Write(message, route, 0x11)), $"Some of the bytes were left as they were: {Convert.ToHexString(frame)}");
        byte[] payload = Find(frame, random);
        ReadRoute(payload, route);
        RoundTrip(message, payload, frame, route);
        if (TMessage.IsStreamed)
        {
            string? problem = StreamedFrames.Problem<TWire, TMessage>(message, frame, side);
            Require(problem is null, problem ?? string.Empty);
        }

        Earlier(random, route);
        Cut(payload);
        for (int count = 0; count < Mutations; count++)
        {
            Mutate(frame, route, random);
        }

        CheckWithHeader(message, random);
    }

    /// <summary>Checks what a message can do together with a header.</summary>
    protected virtual void CheckWithHeader(TMessage message, Random random)
    {
    }

    /// <summary>A frame as the engine writes it.</summary>
    private byte[] Write(TMessage message, in FrameRoute route, byte before, ushort version = ushort.MaxValue)
    {
        int size = TMessage.GetFrameSizeIn(in message, version);
        byte[] buffer = new byte[Overhead + size];
        buffer.AsSpan().Fill(before);
        WireWriter writer = new(buffer.AsSpan(TWire.IsFramedBySide ? TWire.PrefixLengthFrom(side) : TWire.PrefixLength), side) { Version = version };
        message.WriteFrame(ref writer, in route);
        Require(writer.Position <= size, $"GetFrameSizeIn says {size}, and {writer.Position} bytes were written");
        if (version == ushort.MaxValue)
        {
            // In others, the message may lack what the newest has.
            Require(message.GetFrameSize() == size && (IsSizeBound || writer.Position == size), $"GetFrameSize says {message.GetFrameSize()}, in the newest version {size}, and {writer.Position} bytes were written");
        }

        return buffer[..(TWire.IsFramedBySide ? TWire.CompleteFrom(side, buffer, writer.Position) : TWire.Complete(buffer, writer.Position))];
    }

    /// <summary>Finds the frame as its bytes arrive, some at a time, and with others behind it.</summary>
    private byte[] Find(byte[] frame, Random random, ushort version = 0)
    {
        FrameScan scan = new(side) { Version = version };
        int most = TWire.Description.MaxFrameBytes;
        for (int length = 0; length < frame.Length; length += random.Next(1, 4))
        {
            FrameStatus status = TWire.Find(frame.AsSpan(0, length), ref scan, most, out FrameBounds part, out string? reason);
            Require(status == FrameStatus.Incomplete && part.FrameLength <= frame.Length, $"{length} of {frame.Length} bytes are {status}, {part}, {reason}: {Convert.ToHexString(frame)}");
        }

        FrameScan other = new(side) { Version = version };
        foreach (byte[] received in (byte[][])[frame, [.. frame, .. frame], [.. frame, 0xEE]])
        {
            FrameStatus status = TWire.Find(received, ref other, most, out FrameBounds bounds, out string? reason);
            Require(status == FrameStatus.Found && bounds.FrameLength == frame.Length, $"Of {received.Length} bytes {bounds.FrameLength} are a frame, and {frame.Length} were written: {status}, {reason}: {Convert.ToHexString(received)}");
            other.Reset();
        }

        Require(TWire.Find(frame, ref scan, most, out FrameBounds found, out _) == FrameStatus.Found, "Looked at in parts, it is not found");
        return frame[found.PayloadOffset..(found.PayloadOffset + found.PayloadLength)];
    }

    private void ReadRoute(byte[] payload, in FrameRoute route)
    {
        WireReader reader = new(payload.AsMemory(), isComplete: true, side);
        Require(TWire.TryReadRoute(ref reader, out FrameRoute read), $"It has no route: {reader.Error}");
        UInt128 correlation = TWire.Description.CorrelationBits switch { 0 => 0, 128 => route.CorrelationId, var bits => route.CorrelationId & ((UInt128.One << bits) - 1) };
        Require(read.Kind == kind && read.MessageId == id && (kind == FrameKind.Message || read.CorrelationId == correlation), $"Written to {route}, read from {read}");
    }

    private void RoundTrip(TMessage message, byte[] payload, byte[] frame, in FrameRoute route)
    {
        byte[] copy = [.. payload];
        WireReader borrowing = new(copy.AsMemory(), isComplete: true, side);
        Require(TMessage.TryReadFrame(ref borrowing, out TMessage borrowed), $"{Convert.ToHexString(payload)} can't be read: {borrowing.Error}\n{message}");
        Require(message.Equals(borrowed) && message.GetHashCode() == borrowed.GetHashCode(), $"Written {message}, read {borrowed}");
        Require(frame.AsSpan().SequenceEqual(Write(borrowed, route, 0)), $"{Convert.ToHexString(frame)} was read and written as {Convert.ToHexString(Write(borrowed, route, 0))}");
        WireReader copying = new(copy.AsSpan(), isComplete: true, side);
        Require(TMessage.TryReadFrame(ref copying, out TMessage copied) && message.Equals(copied), "From a span it reads differently");
        DirectlyTheSame(payload);
        TMessage owned = borrowed.ToOwnedMessage();
        copy.AsSpan().Fill(0xEE);
        Require(message.Equals(owned) && message.Equals(copied), "What should be owned borrows");
    }

    /// <summary>What can be read without a reader is what a reader reads.</summary>
    private void DirectlyTheSame(ReadOnlyMemory<byte> payload)
    {
        if (TWire.TryRoute(payload.Span, side, out FrameRoute direct))
        {
            WireReader routing = new(payload, isComplete: true, side);
            Require(TWire.TryReadRoute(ref routing, out FrameRoute route) && route == direct, $"{Convert.ToHexString(payload.Span)} is for {direct}, and with a reader for {route}: {routing.Error}");
        }

        if (TMessage.TryReadDirect(payload.Span, payload, side, out TMessage message))
        {
            WireReader reader = new(payload, isComplete: true, side);
            Require(
                TMessage.TryReadFrame(ref reader, out TMessage read) && read.Equals(message),
                $"{Convert.ToHexString(payload.Span)} is {message}, and with a reader {read}: {reader.Error}");
        }
    }

    /// <summary>What an earlier version does not have is lost, and nothing else.</summary>
    private void Earlier(Random random, in FrameRoute route)
    {
        foreach (ushort version in Versions)
        {
            Any.IsOld = version is >= 2 and < 5;
            TMessage message = create(random);
            Any.IsOld = false;
            byte[] frame = Write(message, route, 0xEE, version);
            byte[] payload = Find(frame, random, version);
            WireReader reader = new(payload.AsMemory(), isComplete: true, side) { Version = version };
            Require(TMessage.TryReadFrame(ref reader, out TMessage read), $"In version {version} {Convert.ToHexString(payload)} can't be read: {reader.Error}\n{message}");
            Require(frame.AsSpan().SequenceEqual(Write(read, route, 0, version)), $"In version {version} {Convert.ToHexString(frame)} is written as {Convert.ToHexString(Write(read, route, 0, version))}");
        }
    }

    private void Cut(byte[] payload)
    {
        for (int length = 0; length < payload.Length; length++)
        {
            WireReader reader = new(payload.AsMemory(0, length), isComplete: true, side);
            bool isRead = TMessage.TryReadFrame(ref reader, out _);
            DirectlyTheSame(payload.AsMemory(0, length));
            Require(reader.Position <= length, $"More than {length} bytes were read");
            Require(!isRead || (TakesRest && !HasLength), $"{length} of {payload.Length} bytes could be read: {Convert.ToHexString(payload)}");
            Require(isRead || reader.Error is { Kind: WireErrorKind.Malformed }, $"{length} of {payload.Length} bytes are complete: {reader.Error}");
        }
    }

    /// <summary>Bytes that are nearly a frame are one, are none yet, or are refused; and what they are is read again as it is written.</summary>
    private void Mutate(byte[] frame, FrameRoute route, Random random)
    {
        byte[] mutated = Mutation.Of(frame, random);
        FrameScan scan = new(side);
        FrameStatus status = TWire.Find(mutated, ref scan, TWire.Description.MaxFrameBytes, out FrameBounds bounds, out string? reason);
        Require(status == FrameStatus.Malformed == (reason is not null), $"{Convert.ToHexString(mutated)} is {status}: {reason}");
        if (status != FrameStatus.Found)
        {
            return;
        }

        ReadOnlyMemory<byte> payload = mutated.AsMemory(bounds.PayloadOffset, bounds.PayloadLength);
        DirectlyTheSame(payload);
        WireReader routing = new(payload, isComplete: true, side);
        Require(TWire.TryReadRoute(ref routing, out _) || routing.Error is not null, "It has no route, and there is no error");
        WireReader reader = new(payload, isComplete: true, side);
        if (!TMessage.TryReadFrame(ref reader, out TMessage message))
        {
            Require(reader.Error is not null, "It can't be read, and there is no error");
            return;
        }

        byte[] again = Again(() => Write(message, route, 0xEE), mutated, message);
        byte[] second = Find(again, random);
        WireReader rereading = new(second.AsMemory(), isComplete: true, side);
        Require(
            TMessage.TryReadFrame(ref rereading, out TMessage same) && message.Equals(same),
            $"{Convert.ToHexString(mutated)} is read as {message}, which is written as {Convert.ToHexString(again)}: {rereading.Error}");
    }

    /// <summary>Writes what was read; whatever can be read can be written.</summary>
    protected static byte[] Again(Func<byte[]> write, byte[] bytes, TMessage message)
    {
        try
        {
            return write();
        }
        catch (WireFormatException exception)
        {
            throw new InvalidOperationException($"{Convert.ToHexString(bytes)} is read as {message}, which can't be written: {exception.Message}", exception);
        }
    }
}

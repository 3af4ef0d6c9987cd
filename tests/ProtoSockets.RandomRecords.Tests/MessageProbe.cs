using ProtoSockets.Runtime;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Reads a message behind a header.</summary>
public delegate bool ReadsMessage<TMessage, THeader>(ReadOnlyMemory<byte> source, out THeader header, out TMessage message, out WireError? error);

/// <summary>A compiled message behind a header: both are read and written together.</summary>
public sealed class MessageProbe<TWire, TMessage, THeader>(string name, Side side, FrameKind kind, long id, Func<Random, TMessage> create) : FrameProbe<TWire, TMessage>(name, side, kind, id, create)
    where TWire : struct, IProtocol
    where TMessage : IProtocolMessage<TMessage>
    where THeader : IWireSerializable<THeader>
{
    private const int Mutations = 24;

    /// <summary>Who sends it, both sides perhaps: then what differs by side is read as either has it.</summary>
    public required Side DeclaredSender { get; init; }

    /// <summary>Makes up a header.</summary>
    public required Func<Random, THeader> CreateHeader { get; init; }

    /// <summary>Writes the message behind a header.</summary>
    public required Func<TMessage, THeader, byte[]> Put { get; init; }

    /// <summary>Reads both.</summary>
    public required ReadsMessage<TMessage, THeader> TryRead { get; init; }

    /// <summary>Whether a header that was read has what the one that was written had, as far as the message does not say it.</summary>
    public required Func<THeader, THeader, bool> IsSameHeader { get; init; }

    /// <summary>Shows the bytes.</summary>
    public required Func<ReadOnlyMemory<byte>, string> Dump { get; init; }

    protected override void CheckWithHeader(TMessage message, Random random)
    {
        THeader header = CreateHeader(random);
        byte[] bytes = Put(message, header);
        Require(TryRead(bytes, out THeader readHeader, out TMessage read, out WireError? error), $"{Convert.ToHexString(bytes)} can't be read: {error}\n{header} {message}");
        Require(message.Equals(read), $"Written {message}, read {read}");
        Require(IsSameHeader(header, readHeader), $"Written behind {header}, read behind {readHeader}");
        Require(bytes.AsSpan().SequenceEqual(Put(read, readHeader)), $"{Convert.ToHexString(bytes)} was read and written as {Convert.ToHexString(Put(read, readHeader))}");
        Shown(bytes);
        CompareView?.Invoke(bytes, message);
        for (int length = 0; length < bytes.Length; length++)
        {
            bool isRead = TryRead(bytes.AsMemory(0, length), out _, out _, out error);
            Require(!isRead || (TakesRest && !HasLength), $"{length} of {bytes.Length} bytes could be read: {Convert.ToHexString(bytes)}");
            Require(isRead || error is not null, "It can't be read, and there is no error");
            Require(isRead || TakesRest || (error!.Kind == WireErrorKind.Incomplete && error.BytesNeeded > length && error.BytesNeeded <= bytes.Length), $"{length} of {bytes.Length} bytes: {error}");
            if (length % 5 == 0)
            {
                Shown(bytes[..length]);
                _ = TouchView?.Invoke(bytes.AsMemory(0, length), random);
            }
        }

        for (int count = 0; count < Mutations; count++)
        {
            Mutate(bytes, random, isShown: count < 4);
        }
    }

    private void Mutate(byte[] bytes, Random random, bool isShown)
    {
        byte[] mutated = Mutation.Of(bytes, random);
        if (isShown)
        {
            Shown(mutated);
        }

        string? fault = TouchView?.Invoke(mutated, random);
        if (!TryRead(mutated, out THeader header, out TMessage message, out WireError? error))
        {
            Require(error is not null, "It can't be read, and there is no error");
            Require(TouchView is null || fault is not null, $"{Convert.ToHexString(mutated)} has a valid view, and no message: {error}");
            return;
        }

        Require(TouchView is null || fault is null, $"{Convert.ToHexString(mutated)} is a message, and has no valid view: {fault}");
        CompareView?.Invoke(mutated, message);
        byte[] again = Again(() => Put(message, header), mutated, message);
        Require(
            TryRead(again, out THeader sameHeader, out TMessage same, out error) && message.Equals(same) && IsSameHeader(header, sameHeader),
            $"{Convert.ToHexString(mutated)} is read as {header} {message}, which is written as {Convert.ToHexString(again)}: {error}");
    }

    private void Shown(byte[] bytes)
    {
        // A dump is of all bytes that there are.
        WireReader reader = new(bytes.AsMemory(), isComplete: true, DeclaredSender);
        WireError? error = TMessage.TryReadFrame(ref reader, out _) ? null : reader.Error;
        string text = Dump(bytes);
        string? problem = DumpLines.Problem(text, bytes, error);
        Require(problem is null, $"{problem}\n{text}");
    }
}

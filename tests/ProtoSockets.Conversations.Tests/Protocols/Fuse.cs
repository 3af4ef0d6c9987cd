using System.Buffers.Binary;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Requests whose answer is the last, and quiet requests that take as long to write as a test says.</summary>
[Protocol]
public sealed partial class Fuse
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Code { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        [CorrelationId]
        public uint Ticket { get; init; }
    }

    [Request<Echo>(1)]
    public readonly partial record struct Ask(int Number);

    /// <summary>Answered when the number is positive.</summary>
    [Request<Echo>(2, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct Hush([Codec<SlowInteger>] int Number);

    /// <summary>Answered, and then the server closes the connection.</summary>
    [Request<Echo>(3)]
    public readonly partial record struct Last(int Number, bool AnswersLater);

    /// <summary>The server closes the connection.</summary>
    [Message(4, From = Side.Client)]
    public readonly partial record struct Leave;

    [Reply]
    public readonly partial record struct Echo(int Number);
}

/// <summary>An integer whose size is not known before the test says so.</summary>
public readonly struct SlowInteger : IWireCodec<int>
{
    /// <summary>What to do before the size of this number is given.</summary>
    public static (int Number, Action Wait)? Before { get; set; }

    public static bool TryRead(ref WireReader reader, out int value)
    {
        value = 0;
        if (!reader.TryTake(sizeof(int), out ReadOnlySpan<byte> bytes))
        {
            return reader.Malformed("the number is cut off");
        }

        value = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return true;
    }

    public static void Write(ref WireWriter writer, int value) => BinaryPrimitives.WriteInt32BigEndian(writer.Take(sizeof(int)), value);

    public static int GetSize(int value)
    {
        if (Before is { } before && before.Number == value)
        {
            before.Wait();
        }

        return sizeof(int);
    }
}

/// <summary>Echoes numbers.</summary>
internal sealed class FuseHandler : Fuse.IServerHandler
{
    private int _lastAsked;

    /// <summary>The last number that was asked for.</summary>
    public int LastAsked => Volatile.Read(ref _lastAsked);

    /// <summary>What a handler waits for, without giving its thread back.</summary>
    public ManualResetEventSlim? Blocks { get; set; }

    public ManualResetEventSlim IsBlocked { get; } = new();

    public ValueTask<Fuse.Echo> AskAsync(Fuse.Ask request, Fuse.Session session, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastAsked, request.Number);
        if (Blocks is not null)
        {
            IsBlocked.Set();
            Blocks.Wait(cancellationToken);
        }

        return new(new Fuse.Echo(request.Number));
    }

    public ValueTask<OptionalReply<Fuse.Echo>> HushAsync(Fuse.Hush request, Fuse.Session session, CancellationToken cancellationToken) =>
        new(request.Number > 0 ? (OptionalReply<Fuse.Echo>)new Fuse.Echo(request.Number) : default);

    public async ValueTask<Fuse.Echo> LastAsync(Fuse.Last request, Fuse.Session session, CancellationToken cancellationToken)
    {
        if (request.AnswersLater)
        {
            await Task.Yield();
        }

        session.Close();
        if (request.AnswersLater)
        {
            await Task.Yield();
        }

        return new Fuse.Echo(request.Number);
    }

    public ValueTask LeaveAsync(Fuse.Leave message, Fuse.Session session, CancellationToken cancellationToken)
    {
        session.Close();
        return default;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Parcels of any size, in the default envelope, with a frame limit that is smaller than most of them.</summary>
[Protocol(MaxFrameBytes = 4096)]
public sealed partial class Depot
{
    [Request<Receipt>(1)]
    public readonly partial record struct Store([MaxBytes(8192)] string Name, [Remaining] StreamedBytes Data);

    [Reply(2)]
    public readonly partial record struct Receipt(long Bytes, ulong Sum);

    [Request<Parcel>(3)]
    public readonly partial record struct Fetch(long Bytes);

    [Reply(4)]
    public readonly partial record struct Parcel(byte Kind, [Remaining] StreamedBytes Data);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Drop(byte Kind, [Remaining, MaxBytes(1_000_000)] StreamedBytes Data);

    [Message(6, From = Side.Server)]
    public readonly partial record struct Delivery(byte Kind, [Remaining] StreamedBytes Data);

    [Request<Parcel>(7)]
    public readonly partial record struct Echo([Remaining] StreamedBytes Data);

    [Request<Receipt>(8)]
    public readonly partial record struct Ping(int Value);

    [Request<Parcel>(9)]
    public readonly partial record struct Ask(byte What);

    [Request<Receipt>(10)]
    public readonly partial record struct Deliver(byte Kind, int Bytes);
}

/// <summary>Weighs what is stored, and hands out what has a known pattern. What it does with a parcel can be changed by the test.</summary>
internal sealed class DepotHandler : Depot.IServerHandler
{
    public Func<Depot.Session, StreamedBytes, CancellationToken, ValueTask<Depot.Receipt>> OnStore { get; set; } = static async (_, data, ct) => await Parcels.WeighAsync(data, ct);

    public Func<Depot.Ask, StreamedBytes> OnAsk { get; set; } = static _ => default;

    public Channel<Exception?> Disconnected { get; } = Channel.CreateUnbounded<Exception?>();

    public Channel<Depot.Receipt> Dropped { get; } = Channel.CreateUnbounded<Depot.Receipt>();

    public ValueTask<Depot.Receipt> StoreAsync(Depot.Store request, Depot.Session session, CancellationToken cancellationToken) =>
        OnStore(session, request.Data, cancellationToken);

    public ValueTask<Depot.Parcel> FetchAsync(Depot.Fetch request, Depot.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Depot.Parcel(1, StreamedBytes.From(new PatternStream(request.Bytes), request.Bytes)));

    public async ValueTask DropAsync(Depot.Drop message, Depot.Session session, CancellationToken cancellationToken) =>
        await Dropped.Writer.WriteAsync(await Parcels.WeighAsync(message.Data, cancellationToken), cancellationToken);

    public ValueTask<Depot.Parcel> EchoAsync(Depot.Echo request, Depot.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Depot.Parcel(2, request.Data));

    public ValueTask<Depot.Receipt> PingAsync(Depot.Ping request, Depot.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Depot.Receipt(request.Value, 0));

    public ValueTask<Depot.Parcel> AskAsync(Depot.Ask request, Depot.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Depot.Parcel(3, OnAsk(request)));

    public async ValueTask<Depot.Receipt> DeliverAsync(Depot.Deliver request, Depot.Session session, CancellationToken cancellationToken)
    {
        await session.DeliveryAsync(new(request.Kind, StreamedBytes.From(new PatternStream(request.Bytes), request.Bytes)), cancellationToken);
        return new Depot.Receipt(request.Bytes, 0);
    }

    public ValueTask DisconnectedAsync(Depot.Session session, Exception? reason)
    {
        Disconnected.Writer.TryWrite(reason);
        return default;
    }
}

/// <summary>What parcels hold, and what they weigh.</summary>
internal static class Parcels
{
    /// <summary>A prime, so that no buffer's size divides it.</summary>
    private const int Period = 65_521;

    private static readonly byte[] Pattern = [.. Enumerable.Range(0, Period).Select(index => (byte)((index * 31) ^ (index >> 8)))];

    /// <summary>Fills a buffer with the bytes of a parcel from some place on.</summary>
    public static void Fill(Span<byte> buffer, long position)
    {
        while (!buffer.IsEmpty)
        {
            int start = (int)(position % Period);
            int count = Math.Min(buffer.Length, Period - start);
            Pattern.AsSpan(start, count).CopyTo(buffer);
            buffer = buffer[count..];
            position += count;
        }
    }

    public static byte[] Make(int length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes, 0);
        return bytes;
    }

    /// <summary>Reads to the end.</summary>
    public static async Task<Depot.Receipt> WeighAsync(StreamedBytes data, CancellationToken cancellationToken) =>
        await WeighAsync(data.AsStream(), data.Length, cancellationToken);

    /// <summary>What a parcel of the pattern weighs.</summary>
    public static Task<Depot.Receipt> WeightAsync(long length) => WeighAsync(new PatternStream(length), length, CancellationToken.None);

    private static async Task<Depot.Receipt> WeighAsync(Stream data, long length, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        int count;
        long read = 0;
        while ((count = await data.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            read += count;
        }

        Assert.Equal(length, read);
        return new Depot.Receipt(length, BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset()));
    }
}

/// <summary>A stream of the pattern that is made as it is read, in pieces of odd sizes.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private long _position;
    private int _piece = 1;

    /// <summary>Called before each read with what was read so far.</summary>
    public Func<long, ValueTask>? BeforeRead { get; init; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (BeforeRead is not null)
        {
            await BeforeRead(_position).AsTask().WaitAsync(cancellationToken);
        }

        return Read(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        _piece = ((_piece * 7) % 65_521) + 1;
        int count = (int)Math.Min(Math.Min(buffer.Length, _piece), length - _position);
        Parcels.Fill(buffer[..count], _position);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

using System.Buffers;
using System.IO.Pipelines;
using ProtoSockets.Streams;

namespace ProtoSockets;

/// <summary>
/// The type of a member that streams: bytes that follow the rest of their message and are never in memory as a whole, so that the frame limit does not apply to them. It is the last
/// member of its message, and its length is known from what stands in front of it (<see cref="LengthOfAttribute"/>, <see cref="LengthPrefixedAttribute{TPrefix}"/>, <see cref="RemainingAttribute"/>). On the wire it is what
/// <c>ReadOnlyMemory&lt;byte&gt;</c> would be. The default is no bytes.
/// <para>
/// To send, make it of a <see cref="Stream"/>, a <see cref="PipeReader"/> or bytes, and of their length. Received, it is read by <see cref="AsPipeReader"/> or
/// <see cref="AsStream"/>, once, as it arrives: in a handler until the handler's task completes, elsewhere until <see cref="Dispose"/>. What is left unread then is passed over.
/// </para>
/// </summary>
public readonly struct StreamedBytes : IEquatable<StreamedBytes>, IDisposable
{
    /// <summary>Bytes in memory of at most as many go into the send buffer with the rest of their message.</summary>
    private const int MostInline = 16 * 1024;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly object? _source;

    private StreamedBytes(object? source, ReadOnlyMemory<byte> bytes, long length)
    {
        _source = source;
        _bytes = bytes;
        Length = length;
    }

    internal StreamedBytes(IncomingStream incoming)
        : this(incoming, default, incoming.Length)
    {
    }

    /// <summary>A member of which nothing but the length is known: the part in front of it was looked at.</summary>
    internal StreamedBytes(long length)
        : this(null, default, length)
    {
    }

    /// <summary>The number of bytes, 0 to 2^63 - 1; -1 while nobody knows, since they come in chunks or go on until the connection ends.</summary>
    public long Length { get; }

    /// <summary>Whether the bytes are in memory, all of them.</summary>
    public bool IsBuffered => _source is null && _bytes.Length == Length;

    /// <summary>The bytes, where they are in memory.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes;

    internal object? Source => _source;

    /// <summary>Whether it is sent like any other member.</summary>
    internal bool IsInline => _source is null && Length <= MostInline;

    /// <summary>Streams from a stream, from its current position on.</summary>
    /// <param name="source">The stream. It is disposed once it was sent, or could not be, unless <paramref name="leaveOpen"/> says otherwise.</param>
    /// <param name="length">How many bytes it gives: fewer or more close the connection with a <see cref="StreamedBytesException"/>.</param>
    /// <param name="leaveOpen">Whether the stream is left open. It may be read from until the call has ended; where the reply streams as well, until that has been read.</param>
    /// <param name="allowMore">Whether the stream may go on behind the bytes: then it is not read further, where it else has to end there.</param>
    /// <returns>What to give the message.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static StreamedBytes From(Stream source, long length, bool leaveOpen = false, bool allowMore = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new StreamedBytes(new OutgoingSource(source, null, leaveOpen, allowMore), default, length);
    }

    /// <summary>Streams from a stream that knows its length, such as a file, from its current position to its end.</summary>
    /// <param name="source">The stream. It is disposed once it was sent, or could not be, unless <paramref name="leaveOpen"/> says otherwise.</param>
    /// <param name="leaveOpen">Whether the stream is left open. It may be read from until the call has ended; where the reply streams as well, until that has been read.</param>
    /// <returns>What to give the message.</returns>
    /// <exception cref="ArgumentException">The stream does not know its length: give it.</exception>
    public static StreamedBytes From(Stream source, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.CanSeek
            ? From(source, Math.Max(0, source.Length - source.Position), leaveOpen)
            : throw new ArgumentException("The stream does not know its length: give it.", nameof(source));
    }

    /// <summary>Streams from a pipe.</summary>
    /// <param name="source">The pipe. It is completed once it was sent, or could not be, unless <paramref name="leaveOpen"/> says otherwise.</param>
    /// <param name="length">How many bytes it gives: fewer or more close the connection with a <see cref="StreamedBytesException"/>.</param>
    /// <param name="leaveOpen">Whether the pipe is left as it is. It may be read from until the call has ended; where the reply streams as well, until that has been read.</param>
    /// <param name="allowMore">Whether the pipe may go on behind the bytes: then it is not read further, where it else has to end there.</param>
    /// <returns>What to give the message.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static StreamedBytes From(PipeReader source, long length, bool leaveOpen = false, bool allowMore = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new StreamedBytes(new OutgoingSource(null, source, leaveOpen, allowMore), default, length);
    }

    /// <summary>Streams from a stream to its end, for a member of unknown length (<see cref="ChunkedAttribute"/>, <see cref="CloseDelimitedAttribute"/>).</summary>
    /// <param name="source">The stream. It is disposed once it was sent, or could not be, unless <paramref name="leaveOpen"/> says otherwise.</param>
    /// <param name="leaveOpen">Whether the stream is left open. It may be read from until the call has ended.</param>
    /// <returns>What to give the message.</returns>
    public static StreamedBytes ToEndOf(Stream source, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new StreamedBytes(new OutgoingSource(source, null, leaveOpen, allowMore: false), default, -1);
    }

    /// <summary>Streams from a pipe until it is completed, for a member of unknown length (<see cref="ChunkedAttribute"/>, <see cref="CloseDelimitedAttribute"/>).</summary>
    /// <param name="source">The pipe. It is completed once it was sent, or could not be, unless <paramref name="leaveOpen"/> says otherwise.</param>
    /// <param name="leaveOpen">Whether the pipe is left as it is. It may be read from until the call has ended.</param>
    /// <returns>What to give the message.</returns>
    public static StreamedBytes ToEndOf(PipeReader source, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new StreamedBytes(new OutgoingSource(null, source, leaveOpen, allowMore: false), default, -1);
    }

    /// <summary>Streams bytes that are in memory.</summary>
    /// <param name="bytes">The bytes; they must not change until they are sent.</param>
    /// <returns>What to give the message.</returns>
    public static StreamedBytes From(ReadOnlyMemory<byte> bytes) => new(null, bytes, bytes.Length);

    /// <summary>Streams bytes that are in memory.</summary>
    /// <param name="bytes">The bytes; they must not change until they are sent.</param>
    public static implicit operator StreamedBytes(ReadOnlyMemory<byte> bytes) => From(bytes);

    /// <summary>Streams bytes that are in memory.</summary>
    /// <param name="bytes">The bytes; they must not change until they are sent.</param>
    public static implicit operator StreamedBytes(byte[] bytes) => From((ReadOnlyMemory<byte>)bytes);

    /// <summary>The bytes as a pipe, to be read once. Where they are in memory, each call starts at the first one.</summary>
    /// <returns>The pipe. Reading throws a <see cref="StreamedBytesException"/> when the connection ends before the last byte, and an <see cref="ObjectDisposedException"/> after the end of the handler.</returns>
    public PipeReader AsPipeReader() => _source switch
    {
        IncomingStream incoming => incoming,
        OutgoingSource { Pipe: { } pipe } => pipe,
        OutgoingSource { Stream: { } stream } => PipeReader.Create(stream),
        _ => PipeReader.Create(new ReadOnlySequence<byte>(_bytes)),
    };

    /// <summary>The bytes as a stream, to be read once. Where they are in memory, each call starts at the first one.</summary>
    /// <returns>The stream; see <see cref="AsPipeReader"/>.</returns>
    public Stream AsStream() => _source is OutgoingSource { Stream: { } stream } ? stream : AsPipeReader().AsStream();

    /// <summary>Reads the bytes to their end into a stream.</summary>
    /// <param name="destination">The stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends with the last byte.</returns>
    /// <exception cref="StreamedBytesException">The connection ended first.</exception>
    public async Task CopyToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (IsBuffered)
        {
            await destination.WriteAsync(_bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        await AsPipeReader().CopyToAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the bytes to their end into memory.</summary>
    /// <param name="maxBytes">The most bytes that are taken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">There are more than <paramref name="maxBytes"/>; none was read, unless nobody knew how many there are.</exception>
    /// <exception cref="StreamedBytesException">The connection ended first.</exception>
    public async Task<byte[]> ToArrayAsync(int maxBytes, CancellationToken cancellationToken = default)
    {
        if (Length > maxBytes)
        {
            throw new InvalidOperationException($"The member streams {Length} bytes; at most {maxBytes} are taken into memory.");
        }

        if (Length < 0)
        {
            return await ToArrayOfUnknownAsync(maxBytes, cancellationToken).ConfigureAwait(false);
        }

        byte[] bytes = new byte[Length];
        if (IsBuffered)
        {
            _bytes.CopyTo(bytes);
            return bytes;
        }

        await AsStream().ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private async Task<byte[]> ToArrayOfUnknownAsync(int maxBytes, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] piece = new byte[16 * 1024];
        Stream source = AsStream();
        int count;
        while ((count = await source.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (all.Length + count > maxBytes)
            {
                throw new InvalidOperationException($"The member streams more than the {maxBytes} bytes that are taken into memory.");
            }

            all.Write(piece, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Keeps the bytes beyond the handler's task: they stay readable until they are read to the end or <see cref="Dispose"/>. Meanwhile the connection waits for the reader.</summary>
    /// <returns>The same bytes.</returns>
    public StreamedBytes ToOwned()
    {
        if (_source is IncomingStream incoming)
        {
            incoming.AddReference();
            return this;
        }

        return _source is null && _bytes.Length > 0 ? From(_bytes.ToArray()) : this;
    }

    /// <summary>Passes over what was not read, so that the connection goes on. Of bytes to be sent: gives up their source.</summary>
    public void Dispose()
    {
        switch (_source)
        {
            case IncomingStream incoming:
                incoming.Complete();
                break;
            case OutgoingSource { LeaveOpen: false } outgoing:
                outgoing.Stream?.Dispose();
                outgoing.Pipe?.Complete();
                break;
        }
    }

    /// <summary>Whether both are the same bytes in memory, or stream from the same source.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(StreamedBytes other) =>
        Length == other.Length && ReferenceEquals(_source, other._source) && _bytes.Span.SequenceEqual(other._bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamedBytes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Length, _source);

    /// <summary>Whether both are the same bytes in memory, or stream from the same source.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(StreamedBytes left, StreamedBytes right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(StreamedBytes left, StreamedBytes right) => !left.Equals(right);

    /// <summary>How many bytes there are; the bytes themselves may not be there yet.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => Length < 0 ? "streamed bytes" : $"{Length} streamed bytes";
}

using System.Buffers;
using System.IO.Pipelines;
using ProtoSockets.Runtime;
using ProtoSockets.Streams;

namespace ProtoSockets.Connections;

/// <summary>Sends the last member of a message from its source, piece by piece. Whatever keeps it from sending all that was announced closes the connection: the peer would take the next frame for the rest.</summary>
/// <param name="writer">The connection's writer.</param>
/// <param name="limits">How long it may stand still.</param>
/// <param name="abort">Closes the connection.</param>
internal sealed class StreamedSender(CoalescingWriter writer, StreamLimits limits, Action<Exception> abort)
{
    private const int PieceSize = 64 * 1024;

    private readonly byte[] _head = new byte[ChunkFormat.MaxHead];
    private StreamedEnding? _ending;
    private bool _isFirstChunk;
    private long _total;
    private long _sent;

    /// <summary>Sends the bytes behind the part of the message that is in the writer.</summary>
    /// <param name="tail">The bytes, and what ends them.</param>
    /// <param name="cancellationToken">Gives up, and closes the connection.</param>
    /// <exception cref="StreamedBytesException">The source failed, gave too few or too many bytes, or nothing moved for too long.</exception>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task SendAsync(OutgoingTail tail, CancellationToken cancellationToken)
    {
        _ending = tail.Ending;
        _isFirstChunk = true;
        _total = tail.Bytes.Length;
        _sent = 0;
        bool isStalled = false;
        using CancellationTokenSource stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static state => ((StreamedSender)state!).Close(new OperationCanceledException("The sending was cancelled")), this);
        using StreamWatch watch = new(limits, () => writer.Sent, () =>
        {
            Volatile.Write(ref isStalled, true);
            Close(Stalled());
            stopped.Cancel();
        });
        try
        {
            await writer.WhenHeadSentAsync().ConfigureAwait(false);
            await SendAllAsync(tail.Bytes, stopped.Token).ConfigureAwait(false);
            await SendEndAsync().ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            Close(new OperationCanceledException("The sending was cancelled"));
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (Volatile.Read(ref isStalled))
        {
            throw Stalled();
        }
        catch (Exception exception) when (exception is ConnectionClosedException or StreamedBytesException)
        {
            Close(exception);
            throw;
        }
#pragma warning disable CA1031 // The source is the user's, and may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = new StreamedBytesException($"The source failed ({exception.Message.TrimEnd('.')})", _sent, _total, exception);
            Close(failure);
            throw failure;
        }

        writer.EndStream();
    }

    private StreamedBytesException Stalled() => new($"Nothing moved for {limits.Timeout.TotalSeconds:0.###} s", _sent, _total);

    private void Close(Exception reason)
    {
        if (_ending is { IsConnection: true })
        {
            // An end in good order would say that the member is whole.
            writer.Reset();
        }

        abort(reason is OperationCanceledException ? new StreamedBytesException(reason.Message, _sent, _total, reason) : reason);
    }

    private async ValueTask SendAllAsync(StreamedBytes streamed, CancellationToken cancellationToken)
    {
        switch (streamed.Source)
        {
            case null:
                for (int start = 0; start < streamed.Bytes.Length; start += PieceSize)
                {
                    await SendPieceAsync(streamed.Bytes.Slice(start, Math.Min(PieceSize, streamed.Bytes.Length - start))).ConfigureAwait(false);
                }

                break;

            case OutgoingSource { Stream: { } stream } source:
                await SendAllAsync(stream, source.AllowMore, cancellationToken).ConfigureAwait(false);
                break;

            case OutgoingSource { Pipe: { } pipe } source:
                await SendAllAsync(pipe, source.AllowMore, cancellationToken).ConfigureAwait(false);
                break;

            case IncomingStream incoming:
                // Handed on as it comes: it has the length that it has.
                await SendAllAsync(incoming, allowMore: true, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask SendAllAsync(Stream source, bool allowMore, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        long left = _total < 0 ? long.MaxValue : _total;
        while (left > 0)
        {
            int count = await source.ReadAsync(piece.AsMemory(0, (int)Math.Min(piece.Length, left)), cancellationToken).ConfigureAwait(false);
            if (count == 0 && _total < 0)
            {
                break;
            }

            if (count == 0)
            {
                throw TooShort();
            }

            left -= count;
            if (left == 0 && !allowMore)
            {
                // Before the last piece is sent: a peer that has got all would act on it.
                await CheckEndAsync(source, cancellationToken).ConfigureAwait(false);
            }

            await SendPieceAsync(piece.AsMemory(0, count)).ConfigureAwait(false);
        }

        if (_total == 0 && !allowMore)
        {
            await CheckEndAsync(source, cancellationToken).ConfigureAwait(false);
        }

        // Not after an exception: a read or a send that was given up may still use it.
        ArrayPool<byte>.Shared.Return(piece);
    }

    private async ValueTask CheckEndAsync(Stream source, CancellationToken cancellationToken)
    {
        if (await source.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) != 0)
        {
            throw TooLong();
        }
    }

    private async ValueTask SendAllAsync(PipeReader source, bool allowMore, CancellationToken cancellationToken)
    {
        long left = _total < 0 ? long.MaxValue : _total;
        while (left > 0 || !allowMore)
        {
            ReadResult read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                throw new StreamedBytesException("Reading from the source was cancelled", _sent, _total);
            }

            ReadOnlySequence<byte> pieces = read.Buffer;
            if (pieces.Length > left && !allowMore)
            {
                throw TooLong();
            }

            bool isEnd = read.IsCompleted || allowMore;
            if (pieces.Length >= left && !isEnd)
            {
                // All is there, and perhaps more comes: the last byte waits until the source says that it is the last.
                SequencePosition examined = pieces.End;
                pieces = pieces.Slice(0, Math.Max(0, left - 1));
                await SendPiecesAsync(pieces).ConfigureAwait(false);
                source.AdvanceTo(pieces.End, examined);
                left = Math.Min(left, 1);
                continue;
            }

            pieces = pieces.Slice(0, Math.Min(pieces.Length, left));
            await SendPiecesAsync(pieces).ConfigureAwait(false);
            left -= pieces.Length;
            source.AdvanceTo(pieces.End);
            if (left == 0)
            {
                return;
            }

            if (read.IsCompleted && _total < 0)
            {
                return;
            }

            if (read.IsCompleted)
            {
                throw TooShort();
            }
        }
    }

    private async ValueTask SendPiecesAsync(ReadOnlySequence<byte> pieces)
    {
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            await SendPieceAsync(piece).ConfigureAwait(false);
        }
    }

    private async ValueTask SendPieceAsync(ReadOnlyMemory<byte> piece)
    {
        if (_ending is not { IsOpen: true } open)
        {
            await writer.SendPieceAsync(piece).ConfigureAwait(false);
            _sent += piece.Length;
            return;
        }

        while (!piece.IsEmpty)
        {
            ReadOnlyMemory<byte> chunk = open.Chunks is { } format ? piece[..Math.Min(piece.Length, format.MaxChunk)] : piece;
            CheckMost(open, chunk.Length);
            await SendChunkHeadAsync(open, chunk.Length).ConfigureAwait(false);
            await SendUnannouncedAsync(chunk).ConfigureAwait(false);
            _sent += chunk.Length;
            piece = piece[chunk.Length..];
        }
    }

    /// <summary>Sends what ends the member, besides its length.</summary>
    private async ValueTask SendEndAsync()
    {
        if (_ending is { IsOpen: true } open)
        {
            await SendChunkHeadAsync(open, 0).ConfigureAwait(false);
        }
        else if (_ending is { } ending)
        {
            await writer.SendPieceAsync(ending.Suffix).ConfigureAwait(false);
        }
    }

    private async ValueTask SendChunkHeadAsync(StreamedEnding open, int length)
    {
        if (open.Chunks is { } format)
        {
            await SendUnannouncedAsync(_head.AsMemory(0, format.WriteHead(_head, length, _isFirstChunk))).ConfigureAwait(false);
            _isFirstChunk = false;
        }
    }

    private ValueTask SendUnannouncedAsync(ReadOnlyMemory<byte> piece)
    {
        writer.Extend(piece.Length);
        return writer.SendPieceAsync(piece);
    }

    private void CheckMost(StreamedEnding open, int count)
    {
        if (count > open.Most - _sent)
        {
            throw new StreamedBytesException($"The source gives more than the {open.Most} bytes that the member may have", _sent, _total);
        }
    }

    private StreamedBytesException TooShort() => new("The source ended too early", _sent, _total);

    private StreamedBytesException TooLong() => new("The source gives more bytes than were announced", _sent, _total);
}

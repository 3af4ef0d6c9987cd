using System.IO.Pipelines;
using ProtoSockets.Runtime;
using ProtoSockets.Streams;

namespace ProtoSockets.Connections;

/// <content>
/// Frames whose last member streams. The part in front of the member is handed over like any other frame, and what follows goes from the connection into the member's pipe, straight
/// into its memory. While the pipe is full the loop waits, so that the transport holds the peer back; nothing behind the member is looked at before it has passed.
/// </content>
internal sealed partial class StreamPump<TProtocol>
{
    /// <summary>The member that is coming; null between such frames.</summary>
    private IncomingStream? _stream;

    /// <summary>Whether a member is coming now.</summary>
    public bool IsStreaming => Volatile.Read(ref _stream) is not null;

    /// <summary>Whether the peer's last message had a member that ended with what the peer sends.</summary>
    public bool HasEndedWithMember { get; private set; }

    /// <summary>Looks for a frame whose last member streams.</summary>
    /// <returns>Null when the next frame is another one.</returns>
    private FrameStatus? FindStreamed(out FrameBounds bounds, out string? reason)
    {
        FrameStatus? status = TProtocol.FindStreamed(
            _buffer.Memory[_start.._end], ref _scan, _maxFrameBytes, _consumer.Version, out StreamedFrame frame, out reason);
        bounds = new FrameBounds(0, 0, frame.HeadLength);
        if (status != FrameStatus.Found)
        {
            return status;
        }

        if (_end - _start >= frame.FrameLength)
        {
            // All of it has come: it is read from where it is.
            bounds = new FrameBounds(frame.PayloadOffset, (int)frame.FrameLength - frame.PayloadOffset, (int)frame.FrameLength);
            return status;
        }

        bounds = new FrameBounds(frame.PayloadOffset, frame.HeadLength, frame.PayloadOffset + frame.HeadLength);
        _stream = new IncomingStream(frame.StreamedLength, frame.Ending);
        return status;
    }

    /// <summary>Receives the member that is coming, to its last byte.</summary>
    /// <returns>Why the connection can't go on, or null.</returns>
    private async Task<Exception?> FeedAsync(CancellationToken cancellationToken)
    {
        IncomingStream stream = _stream!;
        using CancellationTokenSource stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool isStalled = false;
        using StreamWatch watch = new(_streams, () => stream.IsDelivered ? stream.Moves : long.MinValue, () =>
        {
            if (stream.IsDelivered)
            {
                Volatile.Write(ref isStalled, true);
                stopped.Cancel();
            }
        });
        ReceiveBuffer? scratch = null;
        Exception? failure;
        try
        {
            do
            {
                if (_end > _start)
                {
                    await TakeReceivedAsync(stream, stopped.Token).ConfigureAwait(false);
                }

                while (stream.Received < stream.Target)
                {
                    bool isRead = stream.HasReader;
                    scratch ??= isRead ? null : ReceiveBuffer.Rent(ReceiveBuffer.DefaultSize);
                    Memory<byte> room = isRead ? stream.GetMemory() : scratch!.Memory[..(int)Math.Min(scratch.Length, stream.Target - stream.Received)];
                    int count = await _connection.ReceiveAsync(room, stopped.Token).ConfigureAwait(false);
                    _received += count;
                    if (count == 0)
                    {
                        if (stream.Ending is { IsConnection: true } && !_connection.IsTruncated)
                        {
                            HasEndedWithMember = true;
                            break;
                        }

                        throw Cut(stream);
                    }

                    if (!isRead)
                    {
                        stream.Pass(count);
                        CheckOpen(stream);
                        continue;
                    }

                    stream.Advance(count);
                    CheckOpen(stream);
                    ValueTask<FlushResult> flushed = stream.FlushAsync(stopped.Token);
                    if (!flushed.IsCompletedSuccessfully)
                    {
                        await flushed.ConfigureAwait(false);
                    }
                }
            }
            while (await TakeChunkHeadAsync(stream, stopped.Token).ConfigureAwait(false));

            if (stream.Ending is { IsOpen: false } ending)
            {
                await TakeSuffixAsync(stream, ending.Suffix, stopped.Token).ConfigureAwait(false);
            }

            stream.End();
            NoteBegun(false);
            MakeRoom(0);
            _stream = null;
            return null;
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            failure = Volatile.Read(ref isStalled)
                ? new StreamedBytesException($"Nothing moved for {_streams.Timeout.TotalSeconds:0.###} s", stream.Received, stream.Length)
                : exception;
        }
        finally
        {
            scratch?.Release();
        }

        stream.Fail(failure);
        _stream = null;
        return failure;
    }

    /// <summary>Gives the member what had come with the part in front of it.</summary>
    private async ValueTask TakeReceivedAsync(IncomingStream stream, CancellationToken cancellationToken)
    {
        int end = _start + (int)Math.Min(_end - _start, stream.Target - stream.Received);
        while (_start < end)
        {
            Memory<byte> room = stream.GetMemory();
            int count = Math.Min(room.Length, end - _start);
            _buffer.Span.Slice(_start, count).CopyTo(room.Span);
            stream.Advance(count);
            _start += count;
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives the bytes that have to follow the member, and checks them: whoever reads the member to its end may take it for whole.</summary>
    private async ValueTask TakeSuffixAsync(IncomingStream stream, ReadOnlyMemory<byte> suffix, CancellationToken cancellationToken)
    {
        while (true)
        {
            int there = Math.Min(_end - _start, suffix.Length);
            if (!_buffer.Span.Slice(_start, there).SequenceEqual(suffix.Span[..there]))
            {
                string wrong = $"What follows is {Convert.ToHexString(_buffer.Span.Slice(_start, there))} instead of {Convert.ToHexString(suffix.Span)}";
                throw new StreamedBytesException(wrong, stream.Received, stream.Length, new WireFormatException(wrong));
            }

            if (there == suffix.Length)
            {
                _start += there;
                return;
            }

            await ReceiveMoreAsync(stream, suffix.Length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Receives what stands in front of the next chunk, of a member that comes in chunks.</summary>
    /// <returns>False when there is none.</returns>
    private async ValueTask<bool> TakeChunkHeadAsync(IncomingStream stream, CancellationToken cancellationToken)
    {
        if (stream.Ending?.Chunks is not { } format)
        {
            return false;
        }

        while (true)
        {
            FrameStatus status = format.ReadHead(_buffer.Span[_start.._end], isFirst: stream.Target == 0, out int head, out long length, out string? reason);
            if (status == FrameStatus.Malformed)
            {
                throw new StreamedBytesException(reason!, stream.Received, stream.Length, new WireFormatException(reason!));
            }

            if (status == FrameStatus.Found)
            {
                _start += head;
                CheckOpen(stream, length);
                stream.Extend(length);
                return length > 0;
            }

            await ReceiveMoreAsync(stream, _end - _start + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Receives more of what belongs to the frame and not to the member.</summary>
    private async ValueTask ReceiveMoreAsync(IncomingStream stream, int needed, CancellationToken cancellationToken)
    {
        MakeRoom(needed);
        int count = await _connection.ReceiveAsync(_buffer.Memory[_end..], cancellationToken).ConfigureAwait(false);
        Received(count > 0 ? count : throw Cut(stream));
    }

    /// <summary>Checks what nothing in front of a member of unknown length could say: how much it is, and that it goes on for somebody.</summary>
    /// <param name="stream">The member.</param>
    /// <param name="more">How many bytes are known to come.</param>
    private static void CheckOpen(IncomingStream stream, long more = 0)
    {
        if (stream.Ending is not { IsOpen: true } open)
        {
            return;
        }

        if (more > open.Most - stream.Received)
        {
            string wrong = $"More than the {open.Most} bytes come that the member may have";
            throw new StreamedBytesException(wrong, stream.Received, stream.Length, new WireFormatException(wrong));
        }

        if (open.IsConnection && !stream.HasReader)
        {
            throw new StreamedBytesException("Nobody reads on, and only the connection's end would be the member's", stream.Received, stream.Length);
        }
    }

    private static StreamedBytesException Cut(IncomingStream stream) =>
        new("The peer closed the connection in the middle of a frame", stream.Received, stream.Length);
}

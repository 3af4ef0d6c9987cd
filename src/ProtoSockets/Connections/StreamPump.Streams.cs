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
            if (_end > _start)
            {
                await TakeReceivedAsync(stream, stopped.Token).ConfigureAwait(false);
            }

            while (stream.Received < stream.Length)
            {
                bool isRead = stream.HasReader;
                scratch ??= isRead ? null : ReceiveBuffer.Rent(ReceiveBuffer.DefaultSize);
                Memory<byte> room = isRead ? stream.GetMemory() : scratch!.Memory[..(int)Math.Min(scratch.Length, stream.Length - stream.Received)];
                int count = await _connection.ReceiveAsync(room, stopped.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new StreamedBytesException("The peer closed the connection in the middle of a frame", stream.Received, stream.Length);
                }

                if (!isRead)
                {
                    stream.Pass(count);
                    continue;
                }

                stream.Advance(count);
                ValueTask<FlushResult> flushed = stream.FlushAsync(stopped.Token);
                if (!flushed.IsCompletedSuccessfully)
                {
                    await flushed.ConfigureAwait(false);
                }
            }

            if (stream.Ending is { } ending)
            {
                await TakeSuffixAsync(stream, ending.Suffix, stopped.Token).ConfigureAwait(false);
            }

            stream.End();
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
        int end = (int)Math.Min(_end, _start + stream.Length);
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

            MakeRoom(suffix.Length);
            int count = await _connection.ReceiveAsync(_buffer.Memory[_end..], cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new StreamedBytesException("The peer closed the connection in the middle of a frame", stream.Received, stream.Length);
            }

            _end += count;
        }
    }
}

using ProtoSockets.Streams;

namespace ProtoSockets;

/// <content>Messages whose last member streams.</content>
public ref partial struct WireReader
{
    /// <summary>The size of the whole message, with what is not in memory.</summary>
    internal readonly long TotalLength => Tail?.Total ?? _bytes.Length;

    /// <summary>Notes that the member that streams ends so many bytes behind the current position, and with it all that it is part of.</summary>
    internal bool TryLimit(long length, string field)
    {
        if (Tail is { } tail)
        {
            return _position + (Int128)length == tail.Total
                || Malformed($"the length {length} ends at byte {_position + (Int128)length}, and the message at byte {tail.Total}")
                || In(field);
        }

        // What else encloses it may end behind it: a view knows where the message ends, with what stands behind the member.
        if (_endsWithStream)
        {
            return _position + (Int128)length == _end
                || Malformed($"the length {length} ends at byte {_position + (Int128)length}, and what is around it at byte {_end}")
                || In(field);
        }

        if (length > _end - _position)
        {
            return Short(length) || In(field);
        }

        _end = _position + (int)length;
        _isEnclosed = true;
        _endsWithStream = true;
        return true;
    }

    /// <summary>Takes the member that streams: all that is left of the message, or of the lengths that were noted.</summary>
    internal bool TryTakeStream(string member, long most, out StreamedBytes value)
    {
        value = default;
        long length = (Tail?.Total ?? _end) - _position;
        if (length < 0)
        {
            return Malformed($"the message ends at byte {Tail!.Total}") || In(member);
        }

        if (length > most)
        {
            return Runtime.WireChecks.TooLong(ref this, member, length, most);
        }

        if (Tail is not { } tail)
        {
            if (!TryBorrow((int)length, out ReadOnlyMemory<byte> bytes))
            {
                return In(member);
            }

            value = bytes;
            _isEnclosed = false;
            _endsWithStream = false;
            _end = _bytes.Length;
            return true;
        }

        tail.HeadLength = _position;
        value = tail.Incoming is { } incoming ? new StreamedBytes(incoming) : tail.Own ?? new StreamedBytes(length);
        _position = _end;
        return true;
    }
}

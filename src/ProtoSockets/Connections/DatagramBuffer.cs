namespace ProtoSockets.Connections;

/// <summary>Memory for datagrams to be received into, one behind the other; a new block when the current one is used up and still read from.</summary>
internal sealed class DatagramBuffer : IDisposable
{
    private readonly int _roomBytes;
    private readonly int _blockBytes;
    private ReceiveBuffer _buffer;
    private int _position;

    /// <summary>Makes the memory.</summary>
    /// <param name="maxDatagramBytes">The largest datagram that is accepted.</param>
    public DatagramBuffer(int maxDatagramBytes)
    {
        // One byte more shows that a datagram is over the limit, instead of cutting it to size.
        _roomBytes = maxDatagramBytes + 1;
        _blockBytes = Math.Max(ReceiveBuffer.DefaultSize, _roomBytes * 2);
        _buffer = ReceiveBuffer.Rent(_blockBytes);
    }

    /// <summary>Room for the next datagram.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_buffer.IsUnshared)
            {
                _position = 0;
            }
            else if (_buffer.Length - _position < _roomBytes)
            {
                _buffer.Release();
                _buffer = ReceiveBuffer.Rent(_blockBytes);
                _position = 0;
            }

            return _buffer.Memory.Slice(_position, _roomBytes);
        }
    }

    /// <summary>Takes the datagram that was received into <see cref="Room"/>. The buffer is held until the frame's user releases it.</summary>
    public ReceivedFrame Take(int count)
    {
        var frame = new ReceivedFrame(_buffer, _position, count);
        _buffer.AddReference();
        _position += count;
        return frame;
    }

    public void Dispose() => _buffer.Release();
}

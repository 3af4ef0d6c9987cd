using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>Memory that datagrams are received into, one behind the other; a new block when the current one is used up and still read from.</summary>
internal sealed class DatagramBuffer : IDisposable
{
    /// <summary>How many blocks take turns where many datagrams are received at once: such blocks are too large for the pool, and while one is read from the next fills.</summary>
    private const int MaxBlocks = 4;

    private readonly List<ReceiveBuffer> _resting = [];
    private int _roomBytes;
    private int _blockBytes;
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

    /// <summary>Room for what is received next.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_buffer.IsUnshared)
            {
                _position = 0;
            }

            if (_buffer.Length - _position < _roomBytes)
            {
                _buffer = Next();
                _position = 0;
            }

            return _buffer.Memory.Slice(_position, _roomBytes);
        }
    }

    /// <summary>Gives more room from now on.</summary>
    public void Grow(int roomBytes)
    {
        _roomBytes = Math.Max(_roomBytes, roomBytes);
        _blockBytes = Math.Max(_blockBytes, _roomBytes * 2);
    }

    /// <summary>Takes what was received into <see cref="Room"/>. The buffer is held until the frame's user releases it.</summary>
    public ReceivedFrame Take(in DatagramRun run)
    {
        var frame = new ReceivedFrame(_buffer, _position, run.Bytes);
        _buffer.AddReference();
        _position += run.Bytes;
        return frame;
    }

    public void Dispose()
    {
        _buffer.Release();
        _resting.ForEach(static block => block.Release());
        _resting.Clear();
    }

    private ReceiveBuffer Next()
    {
        ReceiveBuffer used = _buffer;
        if (_blockBytes <= ReceiveBuffer.DefaultSize || used.Length < _blockBytes)
        {
            // The pool has more, or it is of the size of before.
            used.Release();
            return ReceiveBuffer.Rent(_blockBytes);
        }

        int index = _resting.FindIndex(static block => block.IsUnshared);
        if (index >= 0)
        {
            ReceiveBuffer rested = _resting[index];
            _resting[index] = used;
            return rested;
        }

        if (_resting.Count < MaxBlocks - 1)
        {
            _resting.Add(used);
        }
        else
        {
            used.Release();
        }

        return ReceiveBuffer.Rent(_blockBytes);
    }
}

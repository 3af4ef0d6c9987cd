using ProtoSockets.Streams;

namespace ProtoSockets.Connections;

/// <summary>The frames that one receive brought, handed from the receive loop to the worker in one piece. Reused.</summary>
internal sealed class FrameBatch
{
    private (int Offset, int Length)[] _frames = new (int, int)[16];
    private ReceiveBuffer? _buffer;
    private int _count;
    private int _next;
    private IncomingStream? _stream;

    public bool IsEmpty => _count == 0;

    public bool IsFinished => _next == _count;

    /// <summary>Starts a batch over a buffer, which it holds on to until <see cref="Clear"/>.</summary>
    public void Start(ReceiveBuffer buffer)
    {
        buffer.AddReference();
        _buffer = buffer;
        _count = 0;
        _next = 0;
    }

    public void Add(int offset, int length)
    {
        if (_count == _frames.Length)
        {
            Array.Resize(ref _frames, _count * 2);
        }

        _frames[_count++] = (offset, length);
    }

    /// <summary>Adds the last frame of the batch, whose last member is still coming. The batch takes over the caller's reference to it.</summary>
    public void Add(int offset, int length, IncomingStream stream)
    {
        Add(offset, length);
        _stream = stream;
    }

    public ReceivedFrame Take()
    {
        (int offset, int length) = _frames[_next++];
        if (_stream is null || _next < _count)
        {
            return new ReceivedFrame(_buffer!, offset, length);
        }

        _stream.IsDelivered = true;
        return new ReceivedFrame(_buffer!, offset, length) { Stream = _stream };
    }

    public void Clear()
    {
        _buffer?.Release();
        _buffer = null;
        _stream?.Release();
        _stream = null;
        _count = 0;
        _next = 0;
    }
}

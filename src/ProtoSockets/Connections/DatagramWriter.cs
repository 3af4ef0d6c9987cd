using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>
/// Datagrams to one peer. What a thread sends between <see cref="TryBegin"/> and <see cref="End"/> gathers, as long as all have one size, and leaves in one system call. Any thread may send; only one gathers.
/// </summary>
/// <param name="channel">Where to.</param>
/// <param name="to">The peer; null for the one that the channel is connected to.</param>
/// <param name="onProblem">Gets what became of gathered datagrams whose sender has gone on.</param>
internal sealed class DatagramWriter(DatagramChannel channel, SocketAddress? to, Action<SocketException> onProblem)
{
    /// <summary>
    /// The largest datagram that gathers: what any path of IPv6 takes whole, 1280 bytes (RFC 8200, section 5) less the headers of IPv6 and UDP. So a datagram that is too large for the network fails where it
    /// was sent, and not later.
    /// </summary>
    private const int MaxGatheredBytes = 1280 - 40 - 8;

    private const int GatherBytes = UdpRuns.MaxDatagrams * MaxGatheredBytes;

    // May be entered again by its holder.
    private readonly Lock _gate = new();
    private byte[] _single = [];
    private byte[]? _gathered;
    private int _gatheringThread;
    private int _depth;
    private int _length;
    private int _datagramBytes;
    private bool _isWrittenBehind;

    /// <summary>Lets what this thread sends gather.</summary>
    /// <returns>False when another thread gathers; else <see cref="End"/> is to be called.</returns>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_depth > 0 && _gatheringThread != Environment.CurrentManagedThreadId)
            {
                return false;
            }

            _gatheringThread = Environment.CurrentManagedThreadId;
            _depth++;
            return true;
        }
    }

    /// <summary>Sends what has gathered.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (--_depth > 0)
            {
                return;
            }

            Flush();
            if (_gathered is not null)
            {
                ArrayPool<byte>.Shared.Return(_gathered);
                _gathered = null;
            }
        }
    }

    /// <summary>Keeps others out until <see cref="Exit"/>.</summary>
    public void Enter() => _gate.Enter();

    /// <summary>Lets others in.</summary>
    public void Exit() => _gate.Exit();

    /// <summary>Gives room for a datagram. Only between <see cref="Enter"/> and <see cref="Exit"/>.</summary>
    /// <param name="size">The most that it may have.</param>
    public Span<byte> Begin(int size)
    {
        _isWrittenBehind = _depth > 0 && size <= MaxGatheredBytes;
        if (_isWrittenBehind)
        {
            _gathered ??= ArrayPool<byte>.Shared.Rent(GatherBytes);
            if (_length + size > GatherBytes)
            {
                Flush();
            }

            return _gathered.AsSpan(_length, size);
        }

        if (_single.Length < size)
        {
            _single = new byte[size];
        }

        return _single;
    }

    /// <summary>The datagram that was written.</summary>
    /// <param name="length">Its bytes.</param>
    public ReadOnlySpan<byte> Written(int length) => _isWrittenBehind ? _gathered.AsSpan(_length, length) : _single.AsSpan(0, length);

    /// <summary>Sends the datagram that was written, or lets it gather.</summary>
    /// <exception cref="SocketException">It can't be sent.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public void Send(int length)
    {
        if (!_isWrittenBehind || length == 0)
        {
            // Behind those in front of it.
            Flush();
            _ = channel.TrySend(_single.AsSpan(0, length), to);
            return;
        }

        if (_length > 0 && length > _datagramBytes)
        {
            Span<byte> longer = _gathered.AsSpan(_length, length);
            Flush();
            longer.CopyTo(_gathered);
        }

        _datagramBytes = _length == 0 ? length : _datagramBytes;
        _length += length;

        // A shorter one is the last of its kind. What another thread sends is not to wait for the end of this one's work.
        if (length < _datagramBytes || _gatheringThread != Environment.CurrentManagedThreadId)
        {
            Flush();
        }
    }

    /// <summary>Sends a datagram again that was sent before.</summary>
    /// <exception cref="SocketException">It can't be sent.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public void SendAgain(ReadOnlySpan<byte> datagram) => _ = channel.TrySend(datagram, to);

    private void Flush()
    {
        int length = _length;
        _length = 0;
        if (length == 0)
        {
            return;
        }

        try
        {
            ReadOnlySpan<byte> rest = _gathered.AsSpan(0, length);
            bool isAgain = false;
            while (!rest.IsEmpty)
            {
                int sent = channel.TrySendMany(rest, _datagramBytes, to, out SocketError error);
                rest = rest[Math.Min(rest.Length, sent * _datagramBytes)..];
                if (error == SocketError.WouldBlock)
                {
                    // What the system can't take now is as good as lost on the way.
                    return;
                }

                if (error == SocketError.Success)
                {
                    continue;
                }

                onProblem(new SocketException((int)error));

                // A refusal is about one that left before; this one was not sent. Anything else, and a refusal of the same one again, is about this one: the others have their own luck.
                isAgain = error == SocketError.ConnectionRefused && !(isAgain && sent == 0);
                if (!isAgain)
                {
                    rest = rest[Math.Min(rest.Length, _datagramBytes)..];
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Whoever sends next is told.
        }
    }
}

using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>One end of a connection over which a plan is laid: its faults happen to what arrives here.</summary>
internal sealed class FaultyConnection : OverlaidConnection
{
    private readonly StreamScript _incoming;
    private readonly StreamScript _outgoing;
    private readonly DelayLine? _line;
    private readonly OpenEnds _ends;
    private int _closed;
    private volatile bool _isReset;

    internal FaultyConnection(StreamConnection inner, FaultPlan plan, Side end, int number, TimeProvider clock, OpenEnds ends)
        : base(inner)
    {
        _ends = ends;
        Side peer = end == Side.Client ? Side.Server : Side.Client;
        _incoming = plan.StreamFrom(peer, number);
        _outgoing = plan.SendsOf(end, number);
        _line = plan.TakesTime(peer) ? new DelayLine(inner, _incoming, clock) : null;
        ends.Enter();
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        StreamEnd end;
        int count = 0;
        if (_line is null)
        {
            int limit = _incoming.Begin(out _);
            end = _incoming.End;
            if (end == StreamEnd.None)
            {
                count = await Inner.ReceiveAsync(buffer[..Math.Min(buffer.Length, limit)], cancellationToken).ConfigureAwait(false);
                _incoming.Pass(buffer.Span[..count]);
            }
        }
        else
        {
            (count, end) = await _line.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        if (end == StreamEnd.Reset)
        {
            _isReset = true;
            Inner.Reset();
            ThrowIfUnusable();
        }

        return count;
    }

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        ThrowIfUnusable();
        int limit = _outgoing.Begin(out _);
        int sent = Inner.TrySend(bytes[..Math.Min(bytes.Length, limit)]);
        _outgoing.Pass(sent);
        return sent;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        _outgoing.Pass(bytes.Length);
        return Inner.SendAsync(bytes, cancellationToken);
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        return Inner.ShutdownSendAsync(cancellationToken);
    }

    public override void Reset() => Close(isReset: true);

    // What has arrived and waits to be due was not read, as far as the peer is concerned.
    protected override void Dispose(bool disposing) => Close(isReset: _line is { HasUnread: true });

    private void Close(bool isReset)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _ends.Leave();
        _line?.Close();
        if (isReset)
        {
            Inner.Reset();
        }
        else
        {
            Inner.Dispose();
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(StreamConnection));
        if (_isReset)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Kestrel;

/// <summary>
/// A connection of Kestrel as a transport of ours: bytes are copied between our buffers and its pipes. Kestrel has no half-closed connections: telling the peer the end ends receiving, too.
/// </summary>
internal sealed class PipeConnection(ConnectionContext context) : StreamConnection
{
    /// <summary>How long the last bytes may take to a peer that does not read.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private readonly PipeReader _input = context.Transport.Input;
    private readonly PipeWriter _output = context.Transport.Output;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What the pipe forbids: writing while it is being completed. One sends at a time, and any thread closes.
    private readonly Lock _writing = new();
    private Task<FlushResult>? _flushing;
    private volatile bool _isClosed;
    private bool _isSendShut;

    public override EndPoint? LocalEndPoint => context.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => context.RemoteEndPoint;

    public override Socket? Socket => context.Features.Get<IConnectionSocketFeature>()?.Socket;

    public override X509Certificate2? RemoteCertificate => context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;

    /// <summary>Ends when the connection was closed here.</summary>
    internal Task Ended => _ended.Task;

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        try
        {
            if (!cancellationToken.IsCancellationRequested && _input.TryRead(out ReadResult result) && TryTake(in result, buffer.Span, out int count))
            {
                return new ValueTask<int>(count);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ConnectionAbortedException)
        {
            return ValueTask.FromException<int>(Translate(exception));
        }

        return WaitAsync(buffer, cancellationToken);
    }

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            ThrowIfClosed();
            if (_flushing is { IsCompleted: false })
            {
                return 0;
            }

            try
            {
                FinishFlush();
                _output.Write(bytes);
                ValueTask<FlushResult> flush = _output.FlushAsync(CancellationToken.None);
                if (flush.IsCompleted)
                {
                    CheckFlushed(flush.Result);
                }
                else
                {
                    _flushing = flush.AsTask();
                }
            }
            catch (Exception exception) when (exception is InvalidOperationException or ConnectionAbortedException)
            {
                throw Translate(exception);
            }

            return bytes.Length;
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (TrySend(bytes.Span) == 0 && !bytes.IsEmpty)
        {
            await WaitForFlushAsync(cancellationToken).ConfigureAwait(false);
        }

        await WaitForFlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        await WaitForFlushAsync(cancellationToken).ConfigureAwait(false);
        lock (_writing)
        {
            ThrowIfClosed();
            CompleteOutput();
        }
    }

    protected override void Dispose(bool disposing)
    {
        bool isHalfSent;
        lock (_writing)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            isHalfSent = _flushing is { IsCompleted: false };
            if (!isHalfSent)
            {
                CompleteOutput();
            }
        }

        // Wakes a pending receive; Kestrel completes both pipes once the connection's task has ended, and sends what is left.
        _input.CancelPendingRead();
        if (isHalfSent)
        {
            context.Abort(new ConnectionAbortedException("The connection was closed while the peer took nothing."));
        }
        else if (!context.ConnectionClosed.IsCancellationRequested)
        {
            _ = AbortAfterAsync(Linger);
        }

        _ended.TrySetResult();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ReadResult result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (TryTake(in result, buffer.Span, out int count))
                {
                    return count;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ConnectionAbortedException)
        {
            throw Translate(exception);
        }
    }

    private bool TryTake(in ReadResult result, Span<byte> buffer, out int count)
    {
        ReadOnlySequence<byte> bytes = result.Buffer.Length > buffer.Length ? result.Buffer.Slice(0, buffer.Length) : result.Buffer;
        count = (int)bytes.Length;
        bytes.CopyTo(buffer);
        _input.AdvanceTo(bytes.End);
        if (count > 0)
        {
            return true;
        }

        if (_isClosed)
        {
            throw new SocketException((int)SocketError.OperationAborted);
        }

        return result.IsCompleted;
    }

    private async ValueTask WaitForFlushAsync(CancellationToken cancellationToken)
    {
        Task<FlushResult>? flushing;
        lock (_writing)
        {
            flushing = _flushing;
        }

        if (flushing is null)
        {
            return;
        }

        try
        {
            await flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_writing)
            {
                FinishFlush();
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ConnectionAbortedException)
        {
            throw Translate(exception);
        }
    }

    /// <summary>Takes note of a flush that has ended. Under the lock.</summary>
    private void FinishFlush()
    {
        if (_flushing is { IsCompleted: true } flushing)
        {
            _flushing = null;
            CheckFlushed(flushing.GetAwaiter().GetResult());
        }
    }

    private static void CheckFlushed(FlushResult result)
    {
        if (result.IsCompleted)
        {
            throw new IOException("The peer closed the connection, or it was lost.");
        }
    }

    /// <summary>Under the lock.</summary>
    private void CompleteOutput()
    {
        if (!_isSendShut)
        {
            _isSendShut = true;
            _output.Complete();
        }
    }

    private async Task AbortAfterAsync(TimeSpan linger)
    {
        try
        {
            await Task.Delay(linger, context.ConnectionClosed).ConfigureAwait(false);
            context.Abort(new ConnectionAbortedException($"The peer did not take the last bytes within {linger.TotalSeconds:0} s."));
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
        catch (ObjectDisposedException)
        {
            // It has ended, and Kestrel has tidied up.
        }
    }

    /// <summary>The pipe's exceptions, and Kestrel's that is an <see cref="OperationCanceledException"/> though nobody's token was cancelled, as what transports promise.</summary>
    private Exception Translate(Exception exception) => exception switch
    {
        // The pipe was completed under us.
        InvalidOperationException when _isClosed => new ObjectDisposedException(nameof(StreamConnection), exception),
        ConnectionAbortedException when _isClosed => new SocketException((int)SocketError.OperationAborted),
        _ => new IOException("The connection was lost.", exception),
    };

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_isClosed, typeof(StreamConnection));
}

using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Kestrel;

/// <summary>Hands the connections that Kestrel accepts to a server of ours.</summary>
internal sealed class KestrelListener(ListenOptions options) : StreamListener
{
    private static readonly UnknownEndPoint Unknown = new();

    // The server takes them at once, and closes what is over its limit: nothing gathers here.
    private readonly Channel<PipeConnection> _accepted = Channel.CreateUnbounded<PipeConnection>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Kestrel's end point: with its real port once Kestrel has bound it.</summary>
    public override EndPoint LocalEndPoint => options.EndPoint ?? Unknown;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException(nameof(StreamListener), exception);
        }
    }

    /// <summary>Kestrel's side: ends when the connection has.</summary>
    public async Task ServeAsync(ConnectionContext context)
    {
        var connection = new PipeConnection(context);
        if (_accepted.Writer.TryWrite(connection))
        {
            await connection.Ended.ConfigureAwait(false);
        }
        else
        {
            context.Abort(new ConnectionAbortedException("The server has stopped."));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out PipeConnection? connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Kestrel listens on a pipe or a handle.</summary>
    private sealed class UnknownEndPoint : EndPoint
    {
        public override string ToString() => "Kestrel";
    }
}

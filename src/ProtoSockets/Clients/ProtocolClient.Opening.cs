using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <content>How a client comes by its connection, encrypts it, and gives it away.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    private static async Task<TClient> OpenAsync<TClient>(
        TClient client, TransportAddress address, Func<TClient, CancellationToken, ValueTask>? prepare, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ClientOptions options = client._options;
        client._connectedTo = address.EndPoint;
        switch (address.Transport)
        {
            case StreamTransport stream:
                ConnectOptions connect = options.Threading is ThreadingMode.Dedicated or ThreadingMode.Spin ? options.Connect with { WaitsOnThread = true } : options.Connect;
                StreamConnection connection = await stream.ConnectAsync(address.EndPoint, connect, cancellationToken).ConfigureAwait(false);
                await client.OpenAsync(connection, cancellationToken).ConfigureAwait(false);
                break;
            case DatagramTransport datagrams:
                DatagramChannel channel = await datagrams.ConnectAsync(address.EndPoint, options.Connect, cancellationToken).ConfigureAwait(false);
                await client.OpenAsync(channel, cancellationToken).ConfigureAwait(false);
                break;
        }

        if (prepare is not null)
        {
            await prepare(client, cancellationToken).ConfigureAwait(false);
        }

        await LeaveIoThread();
        return client;
    }

    /// <summary>Takes over a connection that exists already.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="connection">The connection; the client closes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The same client, connected.</returns>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version of it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    protected static async Task<TClient> OpenAsync<TClient>(TClient client, [Consumes] StreamConnection connection, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(connection);
        if (client._options is { Reconnect: not null } or { Connections: > 1 })
        {
            throw new ArgumentException("A connection that exists already can't be made again: ClientOptions.Reconnect and Connections are for ConnectAsync.", nameof(client));
        }

        try
        {
            ThreadingModes.Check(client._options.Threading);
            await client.OpenAsync(connection, cancellationToken).ConfigureAwait(false);
            await LeaveIoThread();
            return client;
        }
        catch
        {
            client.Abort();
            throw;
        }
    }

    /// <summary>
    /// Gives the connection away, with what has arrived on it and was not read yet; this client is spent. For continuations (<see cref="ContinuesAsAttribute{TNext}"/>),
    /// which are generated.
    /// </summary>
    /// <param name="next">The name of what goes on with it, for the exception that the spent client throws.</param>
    /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
    /// <exception cref="HandedOverException">The connection was given away already.</exception>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    [Requires(SocketState.Connected)]
    [Produces(SocketState.Closed)]
    protected Task<StreamConnection> DetachAsync(string next, CancellationToken cancellationToken) => _link is StreamClientLink<TProtocol> stream
        ? stream.DetachAsync(
            new HandedOverException($"The connection was handed over from {TProtocol.Description.Name} to {next}: use the client that this gave."), cancellationToken)
        : throw new InvalidOperationException(_link is LinkPool<TProtocol> ? OnlyWhilePrepared : "Datagrams are not handed over.");

    /// <summary>Encrypts the conversation from here on. Generated code gives it to protocols that are marked <see cref="UpgradesToTlsAttribute"/>.</summary>
    /// <param name="options">How; the server's certificate has to have the name that was connected to, unless the options name another.</param>
    /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
    /// <returns>A task that ends when all that follows is encrypted.</returns>
    /// <exception cref="TlsUpgradeException">Bytes came in clear that must not, or the handshake failed. The connection is closed.</exception>
    /// <exception cref="InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
    protected async Task EncryptAsync(SslClientAuthenticationOptions? options, CancellationToken cancellationToken)
    {
        if (_link is not StreamClientLink<TProtocol> stream)
        {
            throw new InvalidOperationException(_link is LinkPool<TProtocol> ? OnlyWhilePrepared : "TLS needs a stream.");
        }

        options = TlsOptions.Copy(options ?? new SslClientAuthenticationOptions());
        EndPoint? server = _connectedTo ?? RemoteEndPoint;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = deadline.CancelAfter(_options.ConnectTimeout, _options.TimeProvider, _link.Logger, TProtocol.Description.Name, server);
        try
        {
            await stream.UpgradeToTlsAsync(server is null ? options : TlsOptions.For(options, server), deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TlsUpgradeException($"The TLS handshake took longer than {_options.ConnectTimeout.TotalSeconds:0.###} s.", exception);
        }
    }

    /// <summary>Where sockets complete inline, this may be the thread that waits for the network, and what comes next is the caller's program.</summary>
    private static ConfiguredTaskAwaitable LeaveIoThread() => Task.CompletedTask.ConfigureAwait(
        Thread.CurrentThread.IsThreadPoolThread || !InlineCompletions.AreEnabled ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);

    private static void CheckCarrier(Carriers carrier, TransportAddress address)
    {
        if (!TProtocol.Description.Carriers.HasFlag(carrier))
        {
            throw new ArgumentException(
                $"{TProtocol.Description.Name} is not declared for {address.Transport}: add [Protocol(Carriers = Carriers.Stream | Carriers.Datagram)].", nameof(address));
        }
    }

    private async Task OpenAsync(StreamConnection connection, CancellationToken cancellationToken)
    {
        ReceivedAhead ahead = DetachedConnection.TakeApart(ref connection);
        var link = new StreamClientLink<TProtocol>(connection, ahead, _options) { Client = this };
        _link = link;
        _ended = link.Ended;
        await link.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenAsync(DatagramChannel channel, CancellationToken cancellationToken)
    {
        var link = new DatagramClientLink<TProtocol>(channel, _options) { Client = this };
        _link = link;
        _ended = link.Ended;
        await link.OpenAsync(cancellationToken).ConfigureAwait(false);
    }
}

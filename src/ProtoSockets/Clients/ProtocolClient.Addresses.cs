using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <content>How a client comes by the first of its connections, and a client that connects again by the others.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    private const string OnlyWhilePrepared = "This client connects again, and the next connection would not be changed with this one: change each of them where it is prepared (the prepare argument of ConnectAsync).";

    /// <summary>Connects a new client: to the first of several addresses that accepts, and again where the options say so.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <param name="create">Makes a client that is not connected yet.</param>
    /// <param name="options">How to connect and call.</param>
    /// <param name="addresses">The server's addresses, or those of several that offer the same; the first that accepts is taken.</param>
    /// <param name="prepare">Brings each new connection up before anybody else uses it; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The client, connected.</returns>
    /// <exception cref="ConnectException">No address of the server accepted within the time. Where there are several addresses, this comes for all that went wrong with them: the message has what each answered.</exception>
    /// <exception cref="HandshakeException">There is one address, and the server speaks another protocol, or another version of it.</exception>
    /// <exception cref="TryElsewhereException">There is one address, and the server takes no further connection.</exception>
    /// <exception cref="ArgumentException">There is no address, or the protocol is not declared for its transport.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that it can't have.</exception>
    /// <exception cref="InvalidOperationException">The options or the preparation ask for what this client can't do; the message says which.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    protected static Task<TClient> OpenAsync<TClient>(
        Func<ClientOptions, TClient> create,
        ClientOptions options,
        IReadOnlyList<TransportAddress> addresses,
        Func<TClient, CancellationToken, ValueTask>? prepare,
        CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(options);
        ClientOptions single = options with { Reconnect = null, Connections = 1 };
        return OpenAsync(
            create,
            options,
            addresses,
            (member, address, token) =>
            {
                TClient one = create(single);
                if (member is not null)
                {
                    one.Join(member);
                }

                return WithinAsync(options, address, deadline => OpenAsync(one, address, prepare, deadline), one, token);
            },
            cancellationToken);
    }

    /// <summary>As the other, for a protocol that others go on as (<see cref="ContinuesAsAttribute{TNext}"/>): each connection is brought through the protocols before it.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <param name="create">Makes a client that is not connected yet.</param>
    /// <param name="options">How to connect and call.</param>
    /// <param name="addresses">The server's addresses, or those of several that offer the same; the first that accepts is taken.</param>
    /// <param name="open">Connects to an address, and ends with a client that has one connection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The client, connected.</returns>
    protected static Task<TClient> OpenAsync<TClient>(
        Func<ClientOptions, TClient> create,
        ClientOptions options,
        IReadOnlyList<TransportAddress> addresses,
        Func<TransportAddress, CancellationToken, Task<TClient>> open,
        CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(open);
        return OpenAsync(
            create,
            options,
            addresses,
            async (member, address, token) =>
            {
                TClient one = await WithinAsync(options, address, deadline => open(address, deadline), client: null, token).ConfigureAwait(false);
                if (one._link is LinkPool<TProtocol> || one._member is not null)
                {
                    throw new InvalidOperationException("What opens a connection has to end with a new client of one connection: without ClientOptions.Reconnect and Connections.");
                }

                if (member is not null)
                {
                    one.Join(member);
                }

                return one;
            },
            cancellationToken);
    }

    private static async Task<TClient> OpenAsync<TClient>(
        Func<ClientOptions, TClient> create,
        ClientOptions options,
        IReadOnlyList<TransportAddress> addresses,
        Func<PoolMember<TProtocol>?, TransportAddress, CancellationToken, Task<TClient>> openOne,
        CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        CheckAddresses(addresses);
        ThreadingModes.Check(options.Threading);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Connections, nameof(options));
        if (options is { Reconnect: null, Connections: 1 })
        {
            return await AddressRound.RunAsync(addresses, first: 0, (index, _, token) => MeasureAsync(openOne, null, addresses[index], token), cancellationToken).ConfigureAwait(false);
        }

        if (options.Reconnect is not null)
        {
            ReconnectOptions.Check(options.Reconnect);
        }

        TClient client = create(options);
        var pool = new LinkPool<TProtocol>(
            options,
            addresses[0].Transport is StreamTransport,
            addresses,
            async (member, address, token) => await MeasureAsync(openOne, member, address, token).ConfigureAwait(false))
        { Client = client };
        client._link = pool;
        client._ended = pool.Ended;
        try
        {
            await pool.OpenAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Abort();
            throw;
        }
    }

    /// <summary>Makes a connection, and tells how long it took where somebody wants to know.</summary>
    private static Task<TClient> MeasureAsync<TClient>(
        Func<PoolMember<TProtocol>?, TransportAddress, CancellationToken, Task<TClient>> openOne, PoolMember<TProtocol>? member, TransportAddress address, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        return ConnectionTelemetry.IsCreateTimeObserved ? MeasuredAsync() : openOne(member, address, cancellationToken);

        async Task<TClient> MeasuredAsync()
        {
            long start = Stopwatch.GetTimestamp();
            Exception? failure = null;
            try
            {
                return await openOne(member, address, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
                throw;
            }
            finally
            {
                ConnectionTelemetry.RecordAttempt(TProtocol.Description.Name, address, start, failure);
            }
        }
    }

    /// <summary>Gives an attempt the time that it may take.</summary>
    private static async Task<TClient> WithinAsync<TClient>(
        ClientOptions options, TransportAddress address, Func<CancellationToken, Task<TClient>> open, TClient? client, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = deadline.CancelAfter(options.ConnectTimeout, options.TimeProvider, LoggerOf(options), TProtocol.Description.Name, address.EndPoint);
        Task<TClient>? opening = null;
        try
        {
            opening = open(deadline.Token);

            // Also where the caller's part of it does not look at its token.
            return await opening.WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            client?.Abort();
            if (opening is not null)
            {
                _ = AbortLateAsync(opening, client);
            }

            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
            {
                throw new ConnectException(address.EndPoint, $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} s.", innerException: null);
            }

            throw;
        }
    }

    /// <summary>Closes the connection of an attempt that nobody waits for any more: it may have been made since, also where the attempt failed then.</summary>
    private static async Task AbortLateAsync<TClient>(Task<TClient> opening, TClient? client)
        where TClient : ProtocolClient<TProtocol>
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client?.Abort();
        if (opening.IsCompletedSuccessfully)
        {
            (await opening.ConfigureAwait(false)).Abort();
        }
    }

    private static ILogger LoggerOf(ClientOptions options) => GuardedLogger.Of(options.LoggerFactory, $"ProtoSockets.{TProtocol.Description.Name}.Client");

    private static void CheckAddresses(IReadOnlyList<TransportAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count == 0)
        {
            throw new ArgumentException("There is no address to connect to.", nameof(addresses));
        }

        foreach (TransportAddress address in addresses)
        {
            switch (address?.Transport)
            {
                case StreamTransport:
                    CheckCarrier(Carriers.Stream, address);
                    break;
                case DatagramTransport:
                    CheckCarrier(Carriers.Datagram, address);
                    break;
                default:
                    throw new ArgumentException($"{address} names no transport that a client can use.", nameof(addresses));
            }

            if (address.Transport is StreamTransport != addresses[0].Transport is StreamTransport)
            {
                throw new ArgumentException($"{addresses[0]} and {address}: the addresses of a client are all of streams, or all of datagrams.", nameof(addresses));
            }
        }
    }

    /// <summary>Has what this client gets be read from another one, whose connection this is.</summary>
    private void Join(PoolMember<TProtocol> member)
    {
        _member = member;
        Interlocked.MemoryBarrier();
        for (int index = 0; index < Math.Min(_pushQueues.Count, member.Pool.Client._pushQueues.Count); index++)
        {
            // Made by the same generated constructor, in the same order.
            _pushQueues[index].PassOnTo(member.Pool.Client._pushQueues[index]);
        }

        if (_closed.IsCancellationRequested)
        {
            member.OnEnded(new ConnectionClosedException("The connection has ended while it was prepared."));
        }
        else if (IsServerLeaving)
        {
            member.OnLeaving();
        }
    }
}

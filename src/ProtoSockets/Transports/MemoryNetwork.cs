using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ProtoSockets.Transports;

/// <summary>
/// A network inside this process: the names that are bound on it. A test makes one of its own, so that its names meet no others.
/// </summary>
public sealed class MemoryNetwork
{
    // Names of streams and of datagrams are apart, as the ports of TCP and UDP are. Keyed by address, so that sending a datagram looks up what it has, without a string.
    private readonly ConcurrentDictionary<SocketAddress, MemoryListener> _listeners = new();
    private readonly ConcurrentDictionary<SocketAddress, MemoryDatagramChannel> _channels = new();
    private int _lastName;

    /// <summary>The network of end points that name none.</summary>
    public static MemoryNetwork Shared { get; } = new();

    /// <summary>Names an end point on this network.</summary>
    /// <param name="name">The name; empty asks for any free one when it is bound.</param>
    /// <returns>The end point.</returns>
    public MemoryEndPoint EndPoint(string name = "") => new(name, this);

    /// <summary>Binds a name to a listener.</summary>
    /// <exception cref="BindException">The name is in use.</exception>
    internal MemoryListener Bind(MemoryEndPoint endPoint, Func<MemoryEndPoint, MemoryListener> make) => Bind(_listeners, endPoint, make);

    /// <summary>Binds a name to a datagram channel.</summary>
    /// <exception cref="BindException">The name is in use.</exception>
    internal MemoryDatagramChannel Bind(MemoryEndPoint endPoint, Func<MemoryEndPoint, MemoryDatagramChannel> make) => Bind(_channels, endPoint, make);

    /// <summary>A name that nobody was given before.</summary>
    internal MemoryEndPoint NextName() => EndPoint($"auto-{Interlocked.Increment(ref _lastName)}");

    /// <summary>Gives the listener's name back.</summary>
    internal void Release(MemoryEndPoint endPoint, MemoryListener holder) => _listeners.TryRemove(KeyValuePair.Create(endPoint.Serialize(), holder));

    /// <summary>Gives the channel's name back.</summary>
    internal void Release(MemoryEndPoint endPoint, MemoryDatagramChannel holder) => _channels.TryRemove(KeyValuePair.Create(endPoint.Serialize(), holder));

    /// <summary>Finds who listens on a name.</summary>
    internal bool TryFind(MemoryEndPoint endPoint, [NotNullWhen(true)] out MemoryListener? holder) => _listeners.TryGetValue(endPoint.Serialize(), out holder);

    /// <summary>Finds who receives datagrams at an address.</summary>
    internal bool TryFind(SocketAddress address, [NotNullWhen(true)] out MemoryDatagramChannel? holder) => _channels.TryGetValue(address, out holder);

    /// <summary>Checks that an end point is of a memory network.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal static MemoryEndPoint Require(EndPoint endPoint, string parameter)
    {
        ArgumentNullException.ThrowIfNull(endPoint, parameter);
        return endPoint as MemoryEndPoint
            ?? throw new ArgumentException($"{EndPointText.Describe(endPoint)} is a {endPoint.GetType().Name}; the memory transports take a MemoryEndPoint.", parameter);
    }

    private TBound Bind<TBound>(ConcurrentDictionary<SocketAddress, TBound> bound, MemoryEndPoint endPoint, Func<MemoryEndPoint, TBound> make)
        where TBound : class
    {
        bool any = endPoint.Name.Length == 0;
        while (true)
        {
            MemoryEndPoint name = any ? NextName() : endPoint;
            TBound made = make(name);
            if (bound.TryAdd(name.Serialize(), made))
            {
                return made;
            }

            if (!any)
            {
                throw new BindException(endPoint, BindFailure.InUse, innerException: null);
            }
        }
    }
}

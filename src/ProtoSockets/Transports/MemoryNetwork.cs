using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ProtoSockets.Transports;

/// <summary>
/// A network inside this process: the names that are bound on it. A test makes one of its own, so that its names meet no others.
/// </summary>
public sealed class MemoryNetwork
{
    private readonly ConcurrentDictionary<string, object> _bound = new(StringComparer.Ordinal);
    private int _lastName;

    /// <summary>The network of end points that name none.</summary>
    public static MemoryNetwork Shared { get; } = new();

    /// <summary>Names an end point on this network.</summary>
    /// <param name="name">The name; empty asks for any free one when it is bound.</param>
    /// <returns>The end point.</returns>
    public MemoryEndPoint EndPoint(string name = "") => new(name, this);

    /// <summary>Binds a name to what <paramref name="make"/> makes of it.</summary>
    /// <exception cref="BindException">The name is in use.</exception>
    internal TBound Bind<TBound>(MemoryEndPoint endPoint, Func<MemoryEndPoint, TBound> make)
        where TBound : class
    {
        if (endPoint.Name.Length > 0)
        {
            TBound bound = make(endPoint);
            return _bound.TryAdd(endPoint.Name, bound) ? bound : throw new BindException(endPoint, BindFailure.InUse, innerException: null);
        }

        while (true)
        {
            MemoryEndPoint named = NextName();
            TBound bound = make(named);
            if (_bound.TryAdd(named.Name, bound))
            {
                return bound;
            }
        }
    }

    /// <summary>A name that nobody was given before.</summary>
    internal MemoryEndPoint NextName() => EndPoint($"auto-{Interlocked.Increment(ref _lastName)}");

    /// <summary>Gives a name back, if it is this object that holds it.</summary>
    internal void Release(MemoryEndPoint endPoint, object holder) => _bound.TryRemove(KeyValuePair.Create(endPoint.Name, holder));

    /// <summary>Finds who holds a name.</summary>
    internal bool TryFind<TBound>(string name, [NotNullWhen(true)] out TBound? holder)
        where TBound : class
    {
        holder = _bound.TryGetValue(name, out object? found) ? found as TBound : null;
        return holder is not null;
    }

    /// <summary>Checks that an end point is of a memory network.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal static MemoryEndPoint Require(EndPoint endPoint, string parameter)
    {
        ArgumentNullException.ThrowIfNull(endPoint, parameter);
        return endPoint as MemoryEndPoint
            ?? throw new ArgumentException($"{EndPointText.Describe(endPoint)} is a {endPoint.GetType().Name}; the memory transports take a MemoryEndPoint.", parameter);
    }
}

namespace ProtoSockets;

/// <summary>
/// Where an object is in the life of a socket: created, then bound to an address, then listening or connected, then closed.
/// A combination of values means "any of these".
/// </summary>
[Flags]
public enum SocketState
{
    /// <summary>No state: nothing is known, and nothing is required.</summary>
    None = 0,

    /// <summary>The object exists and holds no address yet.</summary>
    Created = 1,

    /// <summary>The binding succeeded: the object holds on to its port.</summary>
    Bound = 2,

    /// <summary>The object waits for peers: a listener that listens, a server that runs.</summary>
    Listening = 4,

    /// <summary>The object is one end of a conversation.</summary>
    Connected = 8,

    /// <summary>The object was closed; nothing but closing it again is allowed.</summary>
    Closed = 16,
}

/// <summary>
/// The member may be called only in one of these states. The analyzers (PSOCK2001 to PSOCK2010) check it along every path, on any type that carries it.
/// </summary>
/// <param name="states">The allowed states, combined with <c>|</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class RequiresAttribute(SocketState states) : Attribute
{
    /// <summary>The allowed states, combined with <c>|</c>.</summary>
    public SocketState States { get; } = states;
}

/// <summary>
/// The object is in this state once the member returned without an exception; on a constructor or a static factory, the new object is, and as
/// <c>[return: Produces(...)]</c> on any other method, the object that it returns. A member that returns a task produces the state when the task is awaited.
/// </summary>
/// <param name="state">The state afterwards.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.ReturnValue)]
public sealed class ProducesAttribute(SocketState state) : Attribute
{
    /// <summary>The state afterwards.</summary>
    public SocketState State { get; } = state;
}

/// <summary>The member takes the parameter over: the callee closes it, and the caller does not use it any more.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ConsumesAttribute : Attribute;

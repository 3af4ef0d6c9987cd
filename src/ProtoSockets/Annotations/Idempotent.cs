namespace ProtoSockets;

/// <summary>
/// Doing what the request says twice does no more than doing it once: reading, setting a value, deleting by key. A client that reconnects (<see cref="ClientOptions.Reconnect"/>) sends such a request again,
/// within its deadline, where the connection was lost and nobody knows whether the server has acted on it; any other request fails with a <see cref="CallLostException"/> then. It says nothing on the wire.
/// Belongs on a <see cref="RequestAttribute{TReply}"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class IdempotentAttribute : Attribute;

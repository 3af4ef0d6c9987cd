namespace ProtoSockets;

/// <summary>
/// A connection of this protocol can go on as another one: a handshake as the conversation proper, or one format as the next. The client gets
/// <c>ContinueAsNameAsync</c>, which returns the client of the next protocol, and the session <c>ContinueAsName</c>, to be called by a handler; both take over
/// what has arrived already. May stand several times, for several protocols.
/// </summary>
/// <remarks>
/// What arrives on a connection of such a protocol is looked at one frame at a time: on a client, while a call waits for its reply, a <c>ReceiveAsync</c> for its
/// message, or, with a handler, always; on a server, when the handler of the frame before has ended. See docs/guide/phases.md.
/// </remarks>
/// <typeparam name="TNext">The next protocol: a class marked <see cref="ProtocolAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ContinuesAsAttribute<TNext> : Attribute;

/// <summary>
/// A connection of this protocol can be changed to TLS in mid-stream (STARTTLS, PostgreSQL's SSLRequest). The client gets <c>UpgradeToTlsAsync</c>, and the session
/// <c>UpgradeToTls</c>, to be called by the handler of the message that asks for it. Frames are looked at one at a time, as with <see cref="ContinuesAsAttribute{TNext}"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UpgradesToTlsAttribute : Attribute;

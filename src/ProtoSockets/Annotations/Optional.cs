namespace ProtoSockets;

/// <summary>
/// The member, of type <c>T?</c>, may be missing. In a <see cref="LineAttribute"/> the number of tokens decides: what the required ones leave over is given to the
/// optional ones in order (the reply subject of NATS' <c>PUB</c>, which stands in the middle).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionalAttribute : Attribute;

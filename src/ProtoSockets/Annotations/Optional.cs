namespace ProtoSockets;

/// <summary>
/// The member, of type <c>T?</c>, may be missing. At the end of a record it is there when bytes are left in what encloses the record: older peers do not send it. Several may follow one
/// another; a value behind one that is null can't be written. In a <see cref="LineAttribute"/> the number of tokens decides: what the required ones leave over is given to the
/// optional ones in order (the reply subject of NATS' <c>PUB</c>, which stands in the middle).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionalAttribute : Attribute;

namespace ProtoSockets;

/// <summary>
/// An integer as ASCII decimal digits, a minus sign in front of a negative one. Where it ends is said as for text: <see cref="TerminatedAttribute"/>,
/// <see cref="FixedBytesAttribute"/> (right-aligned, padded with zeros or with its <c>Pad</c>), a length prefix; in a <see cref="LineAttribute"/> it is a token,
/// and integers are decimal without saying so.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AsciiDecimalAttribute : Attribute;

/// <summary>
/// An integer as ASCII hexadecimal digits: either case on read, lower case on write. Where it ends is said as for text; see <see cref="AsciiDecimalAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AsciiHexAttribute : Attribute;

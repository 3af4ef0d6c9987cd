using System.Net;
using System.Text;

namespace ProtoSockets.Transports;

/// <summary>What a trusted proxy has said of a connection in front of it (PROXY protocol, versions 1 and 2).</summary>
public sealed class ProxyHeader
{
    /// <summary>Makes a header.</summary>
    internal ProxyHeader(int version, bool isLocal, EndPoint? source, EndPoint? destination, IReadOnlyList<ProxyValue> values)
    {
        Version = version;
        IsLocal = isLocal;
        Source = source;
        Destination = destination;
        Values = values;
    }

    /// <summary>The version of the header: 1 or 2.</summary>
    public int Version { get; }

    /// <summary>Whether the proxy has connected for itself, to see whether the server is there: nobody is behind it (section 2.2, LOCAL).</summary>
    public bool IsLocal { get; }

    /// <summary>Whose connection it is; null where the proxy does not say (LOCAL, UNKNOWN, an unspecified family): the session's end points are those of the proxy's connection then.</summary>
    public EndPoint? Source { get; }

    /// <summary>The address that it was made to; null where the proxy does not say.</summary>
    public EndPoint? Destination { get; }

    /// <summary>What else the proxy says (section 2.2.1 to 2.2.8, TLV), in its order; the types that are not known, too. None in version 1.</summary>
    public IReadOnlyList<ProxyValue> Values { get; }

    /// <summary>The first value of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The value; null when there is none.</returns>
    public ReadOnlyMemory<byte>? Find(ProxyValueType type)
    {
        foreach (ProxyValue value in Values)
        {
            if (value.Type == type)
            {
                return value.Bytes;
            }
        }

        return null;
    }

    /// <summary>The host name that the client asked for, as TLS's server name says; null when the proxy does not tell (section 2.2.2).</summary>
    public string? Authority => Find(ProxyValueType.Authority) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>For logs.</summary>
    /// <returns>Who and where to.</returns>
    public override string ToString() => Source is null ? $"PROXY version {Version}, {(IsLocal ? "the proxy itself" : "unknown")}" : $"PROXY version {Version}, {Source} to {Destination}";
}

/// <summary>One of the values behind the addresses of a <see cref="ProxyHeader"/>.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Bytes">The value.</param>
public readonly record struct ProxyValue(ProxyValueType Type, ReadOnlyMemory<byte> Bytes);

/// <summary>What a <see cref="ProxyValue"/> is (PP2_TYPE in the specification, section 2.2). Others are passed on as they are.</summary>
public enum ProxyValueType : byte
{
    /// <summary>Not a type.</summary>
    None = 0,

    /// <summary>The protocol that TLS's ALPN has chosen.</summary>
    Alpn = 0x01,

    /// <summary>The host name that the client asked for, in UTF-8.</summary>
    Authority = 0x02,

    /// <summary>A CRC-32C over the whole header; it was right, or the connection would not be here.</summary>
    Crc32C = 0x03,

    /// <summary>Padding.</summary>
    Padding = 0x04,

    /// <summary>What the proxy calls the connection, in up to 128 bytes.</summary>
    UniqueId = 0x05,

    /// <summary>What is known of the TLS that the proxy has ended, with values of its own inside (section 2.2.6).</summary>
    Tls = 0x20,

    /// <summary>The name of the network namespace.</summary>
    NetworkNamespace = 0x30,
}

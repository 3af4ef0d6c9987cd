using System.Diagnostics.CodeAnalysis;
using System.Net;
using ProtoSockets;

namespace DnsSample;

/// <summary>
/// What a record holds: "the format of this information varies according to the TYPE" (RFC 1035, section 4.1.3), and fills RDLENGTH exactly. Data of types without a layout here are kept and
/// given back as they are (RFC 3597, section 3). No data at all, which updates have for any type (RFC 2136, sections 2.4 and 2.5), is no record data: null.
/// </summary>
[WireUnion]
[Case<HostAddress>(RecordType.A)]
[Case<NameServer>(RecordType.NS)]
[Case<CanonicalName>(RecordType.CNAME)]
[Case<StartOfAuthority>(RecordType.SOA)]
[Case<DomainPointer>(RecordType.PTR)]
[Case<HostInformation>(RecordType.HINFO)]
[Case<MailExchange>(RecordType.MX)]
[Case<ResponsiblePerson>(RecordType.RP)]
[Case<CellServer>(RecordType.AFSDB)]
[Case<HostAddressV6>(RecordType.AAAA)]
[Case<ServiceLocation>(RecordType.SRV)]
[Case<NamingAuthority>(RecordType.NAPTR)]
[Case<SubtreeAlias>(RecordType.DNAME)]
[Case<EdnsOptions>(RecordType.OPT)]
[Case<HostKeyDigest>(RecordType.SSHFP)]
[Case<RecordSignature>(RecordType.RRSIG)]
[Case<NextName>(RecordType.NSEC)]
[Case<CertificateAssociation>(RecordType.TLSA)]
[Case<CertificationAuthority>(RecordType.CAA)]
public readonly partial struct RecordData
{
    /// <summary>What it is; the record has it, in front of class and time to live.</summary>
    [Discriminator, NotOnWire]
    public partial RecordType Type { get; }

    /// <summary>TXT: one or more character strings (RFC 1035, section 3.3.14); SPF is the same (RFC 7208, section 3.1).</summary>
    [Case(RecordType.TXT), Case(RecordType.SPF)]
    public sealed partial record TextStrings([Discriminator] RecordType Type, [Remaining] CharacterString[] Strings)
    {
        /// <summary>Those of a TXT record.</summary>
        public TextStrings(params CharacterString[] strings)
            : this(RecordType.TXT, strings)
        {
        }
    }

    /// <summary>DS: a digest of a child zone's key (RFC 4034, section 5.1); CDS is the one that the child wants (RFC 7344, section 3.1).</summary>
    [Case(RecordType.DS), Case(RecordType.CDS)]
    public sealed partial record DelegationSigner([Discriminator] RecordType Type, ushort KeyTag, byte Algorithm, byte DigestType, [Remaining] byte[] Digest);

    /// <summary>DNSKEY: a key of the zone (RFC 4034, section 2.1); CDNSKEY is the one that the child wants (RFC 7344, section 3.2).</summary>
    [Case(RecordType.DNSKEY), Case(RecordType.CDNSKEY)]
    public sealed partial record ZoneKey([Discriminator] RecordType Type, ushort Flags, byte Protocol, byte Algorithm, [Remaining] byte[] PublicKey);

    /// <summary>Data of any other type (RFC 3597, section 3).</summary>
    [UnknownCase]
    public sealed partial record Unknown([Discriminator] RecordType Type, [Remaining] byte[] Octets);
}

/// <summary>Up to 255 octets behind their length (RFC 1035, section 3.3).</summary>
[WireStruct]
public readonly partial record struct CharacterString([LengthPrefixed<byte>] byte[] Octets)
{
    /// <summary>The octets of ASCII or Latin-1 text.</summary>
    public static implicit operator CharacterString(string text) => new(System.Text.Encoding.Latin1.GetBytes(text));
}

/// <summary>A: an IPv4 address (RFC 1035, section 3.4.1).</summary>
[WireStruct]
public sealed partial record HostAddress([Codec<Ipv4Codec>] IPAddress Address);

/// <summary>AAAA: an IPv6 address (RFC 3596, section 2.2).</summary>
[WireStruct]
public sealed partial record HostAddressV6([Codec<Ipv6Codec>] IPAddress Address);

/// <summary>NS: a server that knows the zone (RFC 1035, section 3.3.11).</summary>
[WireStruct]
public sealed partial record NameServer([Codec<RecordDataNameCodec>] DomainName Host);

/// <summary>CNAME: the name that this one stands for (RFC 1035, section 3.3.1).</summary>
[WireStruct]
public sealed partial record CanonicalName([Codec<RecordDataNameCodec>] DomainName Target);

/// <summary>SOA: where a zone starts (RFC 1035, section 3.3.13).</summary>
[WireStruct]
public sealed partial record StartOfAuthority(
    [Codec<RecordDataNameCodec>] DomainName PrimaryServer,
    [Codec<RecordDataNameCodec>] DomainName Mailbox,
    uint Serial,
    uint Refresh,
    uint Retry,
    uint Expire,
    uint Minimum);

/// <summary>PTR: another name, most often that of a host at an address (RFC 1035, section 3.3.12).</summary>
[WireStruct]
public sealed partial record DomainPointer([Codec<RecordDataNameCodec>] DomainName Target);

/// <summary>HINFO: a machine and its system (RFC 1035, section 3.3.2); also the short answer to ANY (RFC 8482, section 4.2).</summary>
[WireStruct]
public sealed partial record HostInformation(CharacterString Cpu, CharacterString System);

/// <summary>MX: a host that takes mail, the lowest preference first (RFC 1035, section 3.3.9).</summary>
[WireStruct]
public sealed partial record MailExchange(ushort Preference, [Codec<RecordDataNameCodec>] DomainName Exchange);

/// <summary>RP: who is responsible (RFC 1183, section 2.2).</summary>
[WireStruct]
public sealed partial record ResponsiblePerson([Codec<PlainNameCodec>] DomainName Mailbox, [Codec<PlainNameCodec>] DomainName Text);

/// <summary>AFSDB: a server of a cell (RFC 1183, section 1).</summary>
[WireStruct]
public sealed partial record CellServer(ushort Subtype, [Codec<PlainNameCodec>] DomainName Host);

/// <summary>SRV: where a service is (RFC 2782).</summary>
[WireStruct]
public sealed partial record ServiceLocation(ushort Priority, ushort Weight, ushort Port, [Codec<PlainNameCodec>] DomainName Target);

/// <summary>NAPTR: a rule to rewrite a name (RFC 3403, section 4.1).</summary>
[WireStruct]
public sealed partial record NamingAuthority(
    ushort Order,
    ushort Preference,
    CharacterString Flags,
    CharacterString Services,
    CharacterString RegularExpression,
    [Codec<PlainNameCodec>] DomainName Replacement);

/// <summary>DNAME: the name that the end of all names below this one stands for (RFC 6672, section 2.1).</summary>
[WireStruct]
public sealed partial record SubtreeAlias([Codec<PlainNameCodec>] DomainName Target);

/// <summary>OPT: what EDNS adds to a message (RFC 6891, section 6.1.2). <see cref="Edns"/> reads the rest of the record.</summary>
[WireStruct]
public sealed partial record EdnsOptions([Remaining] EdnsOption[] Options);

/// <summary>An option of EDNS: cookies, padding, the client's subnet... (RFC 6891, section 6.1.2).</summary>
[WireStruct]
public readonly partial record struct EdnsOption(ushort Code, [LengthPrefixed<ushort>] byte[] Octets);

/// <summary>SSHFP: a digest of a host's key (RFC 4255, section 3.1).</summary>
[WireStruct]
public sealed partial record HostKeyDigest(byte Algorithm, byte DigestType, [Remaining] byte[] Digest);

/// <summary>RRSIG: a signature of the records of one type (RFC 4034, section 3.1). Its name must not be compressed (section 3.1.7).</summary>
[WireStruct]
public sealed partial record RecordSignature(
    RecordType TypeCovered,
    byte Algorithm,
    byte Labels,
    uint OriginalTimeToLive,
    uint Expiration,
    uint Inception,
    ushort KeyTag,
    [Codec<PlainNameCodec>] DomainName Signer,
    [Remaining] byte[] Signature);

/// <summary>NSEC: the next name of the zone, and the types here (RFC 4034, section 4.1).</summary>
[WireStruct]
public sealed partial record NextName([Codec<PlainNameCodec>] DomainName Next, [Remaining] byte[] TypeBitMaps);

/// <summary>TLSA: what certificate a server shows (RFC 6698, section 2.1).</summary>
[WireStruct]
public sealed partial record CertificateAssociation(byte Usage, byte Selector, byte MatchingType, [Remaining] byte[] Data);

/// <summary>CAA: who may issue certificates for the name (RFC 8659, section 4.1).</summary>
[WireStruct]
public sealed partial record CertificationAuthority(byte Flags, [LengthPrefixed<byte>, Ascii] string Tag, [Remaining] byte[] Value);

/// <summary>The four octets of an IPv4 address.</summary>
public readonly struct Ipv4Codec : IWireCodec<IPAddress>
{
    public static bool TryRead(ref WireReader reader, out IPAddress value) => AddressOctets.TryRead(ref reader, 4, out value);

    public static void Write(ref WireWriter writer, IPAddress value) => AddressOctets.Write(ref writer, 4, value);

    public static int GetSize(IPAddress value) => 4;
}

/// <summary>The sixteen octets of an IPv6 address.</summary>
public readonly struct Ipv6Codec : IWireCodec<IPAddress>
{
    public static bool TryRead(ref WireReader reader, out IPAddress value) => AddressOctets.TryRead(ref reader, 16, out value);

    public static void Write(ref WireWriter writer, IPAddress value) => AddressOctets.Write(ref writer, 16, value);

    public static int GetSize(IPAddress value) => 16;
}

internal static class AddressOctets
{
    public static bool TryRead(ref WireReader reader, int count, out IPAddress value)
    {
        value = IPAddress.None;
        if (!reader.TryTake(count, out ReadOnlySpan<byte> octets))
        {
            return false;
        }

        value = new IPAddress(octets);
        return true;
    }

    public static void Write(ref WireWriter writer, int count, IPAddress value)
    {
        if (value is null || !value.TryWriteBytes(writer.Take(count), out int written) || written != count)
        {
            ThrowOther(count, value);
        }
    }

    // In the method that writes, the text would have room on the stack that is cleared for every address.
    [DoesNotReturn]
    private static void ThrowOther(int count, IPAddress? value) => throw new WireFormatException($"{(object?)value ?? "null"} is not an address of {count} octets.");
}

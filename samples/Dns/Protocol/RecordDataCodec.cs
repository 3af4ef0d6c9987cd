using System.Collections.Frozen;
using ProtoSockets;

namespace DnsSample;

/// <summary>
/// RDATA: "the format of this information varies according to the TYPE" (RFC 1035, section 4.1.3). What is read must fill RDLENGTH exactly. Data of types
/// without a layout here are kept and given back as they are (RFC 3597, section 3).
/// </summary>
public readonly struct RecordDataCodec : IWireCodec<IRecordData, RecordType>
{
    private static readonly FrozenDictionary<RecordType, Layout> Layouts = new Dictionary<RecordType, Layout>
    {
        [RecordType.A] = new Layout<HostAddress>(),
        [RecordType.NS] = new Layout<NameServer>(),
        [RecordType.CNAME] = new Layout<CanonicalName>(),
        [RecordType.SOA] = new Layout<StartOfAuthority>(),
        [RecordType.PTR] = new Layout<DomainPointer>(),
        [RecordType.HINFO] = new Layout<HostInformation>(),
        [RecordType.MX] = new Layout<MailExchange>(),
        [RecordType.TXT] = new Layout<TextStrings>(),
        [RecordType.RP] = new Layout<ResponsiblePerson>(),
        [RecordType.AFSDB] = new Layout<CellServer>(),
        [RecordType.AAAA] = new Layout<HostAddressV6>(),
        [RecordType.SRV] = new Layout<ServiceLocation>(),
        [RecordType.NAPTR] = new Layout<NamingAuthority>(),
        [RecordType.DNAME] = new Layout<SubtreeAlias>(),
        [RecordType.OPT] = new Layout<EdnsOptions>(),
        [RecordType.DS] = new Layout<DelegationSigner>(),
        [RecordType.SSHFP] = new Layout<HostKeyDigest>(),
        [RecordType.RRSIG] = new Layout<RecordSignature>(),
        [RecordType.NSEC] = new Layout<NextName>(),
        [RecordType.DNSKEY] = new Layout<ZoneKey>(),
        [RecordType.TLSA] = new Layout<CertificateAssociation>(),
        [RecordType.CDS] = new Layout<DelegationSigner>(),
        [RecordType.CDNSKEY] = new Layout<ZoneKey>(),
        [RecordType.SPF] = new Layout<TextStrings>(),
        [RecordType.CAA] = new Layout<CertificationAuthority>(),
    }.ToFrozenDictionary();

    private static readonly Layout Unknown = new Layout<UnknownData>();

    public static bool TryRead(ref WireReader reader, RecordType argument, out IRecordData value)
    {
        if (reader.Remaining == 0 && argument != RecordType.OPT)
        {
            // Updates say "any record of this type" so, whatever the type (RFC 2136, sections 2.4 and 2.5).
            value = UnknownData.Empty;
            return true;
        }

        return Layouts.GetValueOrDefault(argument, Unknown).TryRead(ref reader, out value);
    }

    public static void Write(ref WireWriter writer, RecordType argument, IRecordData value)
    {
        if (value is null || (value is not UnknownData && !Layouts.GetValueOrDefault(argument, Unknown).Fits(value)))
        {
            throw new WireFormatException($"A record of type {argument.ToText()} can't hold {value?.GetType().Name ?? "null"}.");
        }

        value.Write(ref writer);
    }

    public static int GetSize(RecordType argument, IRecordData value) =>
        value?.GetSize() ?? throw new WireFormatException($"A record of type {argument.ToText()} can't hold null.");

    private abstract class Layout
    {
        public abstract bool TryRead(ref WireReader reader, out IRecordData data);

        public abstract bool Fits(IRecordData data);
    }

    private sealed class Layout<TData> : Layout
        where TData : class, IRecordData, IWireSerializable<TData>
    {
        public override bool TryRead(ref WireReader reader, out IRecordData data)
        {
            bool isRead = TData.TryRead(ref reader, out TData value);
            data = isRead ? value : UnknownData.Empty;
            return isRead;
        }

        public override bool Fits(IRecordData data) => data is TData;
    }
}

namespace DnsSample;

// RFC 6891, section 6.1.3: in an OPT record the class is the sender's UDP payload size, and the TTL is
//
//                  +0 (MSB)                            +1 (LSB)
//       +---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+
//    0: |         EXTENDED-RCODE        |            VERSION            |
//       +---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+
//    2: | DO|                           Z                               |
//       +---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+---+

/// <summary>What an OPT record says (RFC 6891, section 6.1).</summary>
/// <param name="UdpPayloadBytes">The largest datagram that its sender can take.</param>
/// <param name="Options">The options.</param>
public sealed record Edns(ushort UdpPayloadBytes, params EdnsOption[] Options)
{
    /// <summary>What every server has to manage without EDNS (RFC 1035, section 4.2.1).</summary>
    public const int PlainUdpBytes = 512;

    /// <summary>What travels without being fragmented nearly everywhere: the size agreed on for DNS flag day 2020, and the default of BIND and dnsmasq.</summary>
    public const int UsualUdpBytes = 1232;

    /// <summary>The eight high bits of the response code, whose four low bits are in the header.</summary>
    public byte HighCode { get; init; }

    /// <summary>The version; only 0 is defined.</summary>
    public byte Version { get; init; }

    /// <summary>DO: the client wants the records that prove the others (RFC 3225, section 3).</summary>
    public bool WantsSignatures { get; init; }

    /// <summary>The other flags: mean nothing yet.</summary>
    public ushort ReservedFlags { get; init; }

    /// <summary>Finds and reads the OPT record of a message; there is at most one (section 6.1.1).</summary>
    public static Edns? Find(IEnumerable<ResourceRecord> additional)
    {
        foreach (ResourceRecord record in additional)
        {
            if (record.Type == RecordType.OPT)
            {
                // No option is no data.
                EdnsOption[] options = record.Data is { } data ? ((EdnsOptions)data).Options : [];
                return new Edns((ushort)record.Class, options)
                {
                    HighCode = (byte)(record.TimeToLive >> 24),
                    Version = (byte)(record.TimeToLive >> 16),
                    WantsSignatures = (record.TimeToLive & 0x8000) != 0,
                    ReservedFlags = (ushort)(record.TimeToLive & 0x7FFF),
                };
            }
        }

        return null;
    }

    /// <summary>The whole response code.</summary>
    public static ResponseCode ExtendedCode(Dns.Response response) =>
        (ResponseCode)(((Find(response.Additional)?.HighCode ?? 0) << 4) | (ushort)response.Code);

    /// <summary>The record that says this.</summary>
    public ResourceRecord ToRecord() => new(
        DomainName.Root,
        RecordType.OPT,
        (RecordClass)UdpPayloadBytes,
        ((uint)HighCode << 24) | ((uint)Version << 16) | (WantsSignatures ? 0x8000u : 0) | (uint)(ReservedFlags & 0x7FFF))
    {
        Data = Options.Length == 0 ? null : (RecordData?)new EdnsOptions(Options),
    };
}

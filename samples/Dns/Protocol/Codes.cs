namespace DnsSample;

/// <summary>What kind of query it is (RFC 1035, section 4.1.1; RFC 6895, section 2.2).</summary>
public enum Opcode : byte
{
    Query = 0,
    InverseQuery = 1,
    Status = 2,
    Notify = 4,
    Update = 5,
    Stateful = 6,
}

/// <summary>
/// What became of a query (RFC 1035, section 4.1.1; RFC 6895, section 2.3). The header has room for the first sixteen; the high bits of the others are in
/// the OPT record (<see cref="Edns.ExtendedCode"/>).
/// </summary>
public enum ResponseCode : ushort
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist.</summary>
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    NameExists = 6,
    RecordsExist = 7,
    RecordsMissing = 8,
    NotAuthoritative = 9,
    NotInZone = 10,

    /// <summary>The server does not know this version of EDNS (RFC 6891, section 9).</summary>
    BadVersion = 16,
}

/// <summary>What a record holds, or a question asks for (the IANA registry "Resource Record (RR) TYPEs").</summary>
public enum RecordType : ushort
{
    A = 1,
    NS = 2,
    CNAME = 5,
    SOA = 6,
#pragma warning disable CA1720 // The registry calls it so.
    PTR = 12,
#pragma warning restore CA1720
    HINFO = 13,
    MX = 15,
    TXT = 16,
    RP = 17,
    AFSDB = 18,
    AAAA = 28,
    SRV = 33,
    NAPTR = 35,
    DNAME = 39,
    OPT = 41,
    DS = 43,
    SSHFP = 44,
    RRSIG = 46,
    NSEC = 47,
    DNSKEY = 48,
    NSEC3 = 50,
    NSEC3PARAM = 51,
    TLSA = 52,
    CDS = 59,
    CDNSKEY = 60,
    SVCB = 64,
    HTTPS = 65,
    SPF = 99,
    IXFR = 251,
    AXFR = 252,
    MAILB = 253,
    MAILA = 254,
    ANY = 255,
    CAA = 257,
}

/// <summary>Whose data it is: the Internet's, nearly always (RFC 1035, section 3.2.4).</summary>
public enum RecordClass : ushort
{
    IN = 1,
    CH = 3,
    HS = 4,
    NONE = 254,
    ANY = 255,
}

/// <summary>The names of the codes, as people write and read them.</summary>
public static class Codes
{
    /// <summary>The mnemonic, or <c>TYPE65280</c> (RFC 3597, section 5).</summary>
    public static string ToText(this RecordType type) => Enum.IsDefined(type) ? type.ToString() : $"TYPE{(ushort)type}";

    /// <summary>The mnemonic, or <c>CLASS42</c> (RFC 3597, section 5).</summary>
    public static string ToText(this RecordClass recordClass) => Enum.IsDefined(recordClass) ? recordClass.ToString() : $"CLASS{(ushort)recordClass}";

    /// <summary>The code as dig prints it.</summary>
    public static string ToText(this ResponseCode code) => code switch
    {
        ResponseCode.NoError => "NOERROR",
        ResponseCode.FormatError => "FORMERR",
        ResponseCode.ServerFailure => "SERVFAIL",
        ResponseCode.NameError => "NXDOMAIN",
        ResponseCode.NotImplemented => "NOTIMP",
        ResponseCode.Refused => "REFUSED",
        ResponseCode.NameExists => "YXDOMAIN",
        ResponseCode.RecordsExist => "YXRRSET",
        ResponseCode.RecordsMissing => "NXRRSET",
        ResponseCode.NotAuthoritative => "NOTAUTH",
        ResponseCode.NotInZone => "NOTZONE",
        ResponseCode.BadVersion => "BADVERS",
        _ => $"RCODE{(ushort)code}",
    };

    /// <summary>The opcode as dig prints it.</summary>
    public static string ToText(this Opcode opcode) => opcode switch
    {
        Opcode.Query => "QUERY",
        Opcode.InverseQuery => "IQUERY",
        Opcode.Status => "STATUS",
        Opcode.Notify => "NOTIFY",
        Opcode.Update => "UPDATE",
        Opcode.Stateful => "DSO",
        _ => $"OPCODE{(byte)opcode}",
    };

    /// <summary>Reads a mnemonic or <c>TYPE65280</c>, in any case.</summary>
    public static bool TryParseType(string text, out RecordType type) => TryParse(text, "TYPE", out type);

    /// <summary>Reads a mnemonic or <c>CLASS42</c>, in any case.</summary>
    public static bool TryParseClass(string text, out RecordClass recordClass) => TryParse(text, "CLASS", out recordClass);

    private static bool TryParse<TCode>(string text, string prefix, out TCode code)
        where TCode : struct, Enum
    {
        if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(text.AsSpan(prefix.Length), System.Globalization.NumberStyles.None, provider: null, out ushort number))
        {
            code = (TCode)(object)number;
            return true;
        }

        // Enum.TryParse would take numbers, too, and lists of names.
        code = default;
        return text.Length > 0 && text.All(char.IsAsciiLetterOrDigit) && !char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out code);
    }
}

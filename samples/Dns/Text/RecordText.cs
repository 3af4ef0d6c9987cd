using System.Globalization;
using System.Net;
using System.Text;

namespace DnsSample;

/// <summary>Data of records as master files and dig write it: RFC 1035, section 5.1, and for each later type the section of its RFC named below.</summary>
public static class RecordText
{
    private const string TimeFormat = "yyyyMMddHHmmss";

    /// <summary>The data as text; no data as data of unknown form.</summary>
    public static string Print(RecordData? data) => data?.Match(
        hostAddress: static host => host.Address.ToString(),
        nameServer: static server => server.Host.ToString(),
        canonicalName: static alias => alias.Target.ToString(),
        startOfAuthority: static soa => $"{soa.PrimaryServer} {soa.Mailbox} {soa.Serial} {soa.Refresh} {soa.Retry} {soa.Expire} {soa.Minimum}",
        domainPointer: static pointer => pointer.Target.ToString(),
        hostInformation: static host => $"{Quote(host.Cpu)} {Quote(host.System)}",
        mailExchange: static mail => $"{mail.Preference} {mail.Exchange}",
        responsiblePerson: static person => $"{person.Mailbox} {person.Text}",
        cellServer: static server => $"{server.Subtype} {server.Host}",
        hostAddressV6: static host => host.Address.ToString(),
        serviceLocation: static service => $"{service.Priority} {service.Weight} {service.Port} {service.Target}",
        namingAuthority: static rule =>
            $"{rule.Order} {rule.Preference} {Quote(rule.Flags)} {Quote(rule.Services)} {Quote(rule.RegularExpression)} {rule.Replacement}",
        subtreeAlias: static alias => alias.Target.ToString(),
        ednsOptions: static edns => edns.ToString(),
        hostKeyDigest: static key => $"{key.Algorithm} {key.DigestType} {Convert.ToHexString(key.Digest)}",
        recordSignature: static signature =>
            $"{signature.TypeCovered.ToText()} {signature.Algorithm} {signature.Labels} {signature.OriginalTimeToLive} {Time(signature.Expiration)} "
            + $"{Time(signature.Inception)} {signature.KeyTag} {signature.Signer} {Convert.ToBase64String(signature.Signature)}",
        nextName: static next => $"{next.Next} {string.Join(' ', Types(next.TypeBitMaps).Select(Codes.ToText))}".TrimEnd(),
        certificateAssociation: static certificate =>
            $"{certificate.Usage} {certificate.Selector} {certificate.MatchingType} {Convert.ToHexString(certificate.Data)}",
        certificationAuthority: static authority => $"{authority.Flags} {authority.Tag} {Quote(new CharacterString(authority.Value))}",
        textStrings: static text => string.Join(' ', text.Strings.Select(Quote)),
        delegationSigner: static signer => $"{signer.KeyTag} {signer.Algorithm} {signer.DigestType} {Convert.ToHexString(signer.Digest)}",
        zoneKey: static key => $"{key.Flags} {key.Protocol} {key.Algorithm} {Convert.ToBase64String(key.PublicKey)}",
        unknown: static unknown => $@"\# {unknown.Octets.Length} {Convert.ToHexString(unknown.Octets)}".TrimEnd())
        ?? @"\# 0";

    /// <summary>Reads the data of a record.</summary>
    /// <param name="type">The record's type.</param>
    /// <param name="fields">The fields behind the type.</param>
    /// <exception cref="FormatException">They are not data of that type; the message says why.</exception>
    public static RecordData? Parse(RecordType type, FieldReader fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        RecordData? data = fields.TryTakeUnknownMark() ? ParseUnknown(type, fields) : Known(type, fields);
        fields.End();
        return data;
    }

    private static RecordData Known(RecordType type, FieldReader fields) => type switch
    {
        RecordType.A => new HostAddress(fields.Address(System.Net.Sockets.AddressFamily.InterNetwork)),
        RecordType.AAAA => new HostAddressV6(fields.Address(System.Net.Sockets.AddressFamily.InterNetworkV6)),
        RecordType.NS => new NameServer(fields.Name()),
        RecordType.CNAME => new CanonicalName(fields.Name()),
        RecordType.PTR => new DomainPointer(fields.Name()),
        RecordType.DNAME => new SubtreeAlias(fields.Name()),
        RecordType.SOA => new StartOfAuthority(
            fields.Name(), fields.Name(), fields.Number32(), fields.Seconds(), fields.Seconds(), fields.Seconds(), fields.Seconds()),
        RecordType.HINFO => new HostInformation(fields.Characters(), fields.Characters()),
        RecordType.MX => new MailExchange(fields.Number16(), fields.Name()),
        RecordType.TXT or RecordType.SPF => new RecordData.TextStrings(type, fields.Strings()),
        RecordType.RP => new ResponsiblePerson(fields.Name(), fields.Name()),
        RecordType.AFSDB => new CellServer(fields.Number16(), fields.Name()),
        RecordType.SRV => new ServiceLocation(fields.Number16(), fields.Number16(), fields.Number16(), fields.Name()),
        RecordType.NAPTR => new NamingAuthority(fields.Number16(), fields.Number16(), fields.Characters(), fields.Characters(), fields.Characters(), fields.Name()),
        RecordType.DS or RecordType.CDS => new RecordData.DelegationSigner(type, fields.Number16(), fields.Number8(), fields.Number8(), fields.Hex()),
        RecordType.SSHFP => new HostKeyDigest(fields.Number8(), fields.Number8(), fields.Hex()),
        RecordType.DNSKEY or RecordType.CDNSKEY => new RecordData.ZoneKey(type, fields.Number16(), fields.Number8(), fields.Number8(), fields.Base64()),
        RecordType.TLSA => new CertificateAssociation(fields.Number8(), fields.Number8(), fields.Number8(), fields.Hex()),
        RecordType.CAA => new CertificationAuthority(fields.Number8(), fields.Text(), fields.Characters(long.MaxValue).Octets),
        _ => throw new FormatException($@"data of type {type.ToText()} can only be given as \# LENGTH HEX (RFC 3597, section 5)"),
    };

    /// <summary>Text in quotes, with the octets that are no ASCII letters as three digits.</summary>
    public static string Quote(CharacterString text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte octet in text.Octets)
        {
            if (octet is (byte)'"' or (byte)'\\')
            {
                quoted.Append('\\').Append((char)octet);
            }
            else if (octet is >= 0x20 and < 0x7F)
            {
                quoted.Append((char)octet);
            }
            else
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>RFC 3597, section 5: <c>\# LENGTH HEX</c> stands for data of any type.</summary>
    private static RecordData? ParseUnknown(RecordType type, FieldReader fields)
    {
        int length = fields.Number16();
        byte[] octets = length == 0 ? [] : fields.Hex();
        if (octets.Length != length)
        {
            throw new FormatException($"there are {octets.Length} octets, not {length} as it says");
        }

        if (length == 0)
        {
            return null;
        }

        // Data of a known type is known data, however it was written.
        var reader = new ProtoSockets.WireReader(octets, isComplete: true);
        return RecordData.TryRead(ref reader, type, out RecordData data) && reader.TryEnd()
            ? data
            : throw new FormatException($"the octets are no data of type {type.ToText()}: {reader.Error}");
    }

    /// <summary>RFC 4034, section 3.2: seconds since 1970, as a date and time.</summary>
    private static string Time(uint seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>RFC 4034, section 4.1.2: windows of 256 types, each with a map of up to 32 octets. What is not so is left out: it is only printed.</summary>
    private static IEnumerable<RecordType> Types(byte[] maps)
    {
        for (int window = 0; window + 2 <= maps.Length; window += 2 + maps[window + 1])
        {
            int length = Math.Min(maps[window + 1], maps.Length - window - 2);
            for (int bit = 0; bit < 8 * length; bit++)
            {
                if ((maps[window + 2 + (bit / 8)] & (0x80 >> (bit % 8))) != 0)
                {
                    yield return (RecordType)((maps[window] << 8) | bit);
                }
            }
        }
    }
}

/// <summary>A field of a master file.</summary>
/// <param name="Text">Its text, escapes and all, without the quotes.</param>
/// <param name="IsQuoted">Whether it was in quotes.</param>
public readonly record struct Field(string Text, bool IsQuoted);

/// <summary>Takes the fields of a record one by one. Every method throws a <see cref="FormatException"/> when the next field is not what is asked for.</summary>
public sealed class FieldReader(IReadOnlyList<Field> fields, DomainName origin)
{
    private int _next;

    /// <summary>How many fields are left.</summary>
    public int Left => fields.Count - _next;

    /// <summary>The next field, without taking it.</summary>
    public Field? Peek() => Left > 0 ? fields[_next] : null;

    /// <summary>Passes over a field.</summary>
    public void Skip() => _next++;

    public bool TryTakeUnknownMark()
    {
        bool isMark = Peek() is { Text: @"\#", IsQuoted: false };
        _next += isMark ? 1 : 0;
        return isMark;
    }

    public string Text() => Left > 0 ? fields[_next++].Text : throw new FormatException("a field is missing");

    public void End()
    {
        if (Left > 0)
        {
            throw new FormatException($"\"{fields[_next].Text}\" is one field too many");
        }
    }

    public DomainName Name()
    {
        string text = Text();
        return text is "@" ? origin
            : DomainName.TryParse(text, origin, out DomainName name, out string? reason) ? name
            : throw new FormatException($"\"{text}\" is not a domain name: {reason}");
    }

    public byte Number8() => (byte)Number(byte.MaxValue);

    public ushort Number16() => (ushort)Number(ushort.MaxValue);

    public uint Number32() => (uint)Number(uint.MaxValue);

    /// <summary>A time: seconds, or as BIND has it weeks, days, hours, minutes and seconds, <c>1d12h</c>.</summary>
    public uint Seconds()
    {
        string text = Text();
        return TryParseSeconds(text, out uint seconds) ? seconds : throw new FormatException($"\"{text}\" is not a time in seconds");
    }

    public static bool TryParseSeconds(string text, out uint seconds)
    {
        ulong total = 0;
        ulong number = 0;
        bool hasDigit = false;
        seconds = 0;
        foreach (char letter in text)
        {
            ulong unit = char.ToLowerInvariant(letter) switch { 'w' => 604800, 'd' => 86400, 'h' => 3600, 'm' => 60, 's' => 1, _ => 0 };
            if (char.IsAsciiDigit(letter))
            {
                number = (number * 10) + (ulong)(letter - '0');
                hasDigit = true;
            }
            else if (unit > 0 && hasDigit)
            {
                total += number * unit;
                number = 0;
                hasDigit = false;
            }
            else
            {
                return false;
            }

            if (number > uint.MaxValue || total > uint.MaxValue)
            {
                return false;
            }
        }

        total += number;

        // RFC 2181, section 8: a time to live has 31 bits.
        seconds = (uint)total;
        return text.Length > 0 && char.IsAsciiDigit(text[0]) && total <= int.MaxValue;
    }

    public IPAddress Address(System.Net.Sockets.AddressFamily family)
    {
        string text = Text();

        // The old forms of inet_aton are traps (010.0.0.1 is 8.0.0.1): an IPv4 address is what it is printed as.
        return IPAddress.TryParse(text, out IPAddress? address)
            && address.AddressFamily == family
            && !text.Contains('%', StringComparison.Ordinal)
            && (family == System.Net.Sockets.AddressFamily.InterNetworkV6 || address.ToString() == text)
                ? address
                : throw new FormatException($"\"{text}\" is not an {(family == System.Net.Sockets.AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address");
    }

    public CharacterString Characters(long maxOctets = byte.MaxValue)
    {
        string text = Text();
        var octets = new List<byte>(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            char letter = text[index];
            if (letter == '\\' && !DomainName.TryUnescape(text, ref index, out letter))
            {
                throw new FormatException("a backslash stands in front of a character or of three digits up to 255");
            }

            if (letter <= 0xFF)
            {
                octets.Add((byte)letter);
            }
            else
            {
                throw new FormatException($"'{letter}' is no octet");
            }
        }

        return octets.Count <= maxOctets
            ? new CharacterString([.. octets])
            : throw new FormatException($"a character string has {octets.Count} octets, over the limit of {maxOctets}");
    }

    public CharacterString[] Strings()
    {
        var strings = new List<CharacterString> { Characters() };
        while (Left > 0)
        {
            strings.Add(Characters());
        }

        return [.. strings];
    }

    /// <summary>All fields that are left, as hexadecimal digits.</summary>
    public byte[] Hex()
    {
        string text = Rest();
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"\"{text}\" is not hexadecimal", exception);
        }
    }

    /// <summary>All fields that are left, as Base64.</summary>
    public byte[] Base64()
    {
        string text = Rest();
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"\"{text}\" is not Base64", exception);
        }
    }

    private string Rest()
    {
        var text = new StringBuilder(Text());
        while (Left > 0)
        {
            text.Append(Text());
        }

        return text.ToString();
    }

    private ulong Number(ulong most)
    {
        string text = Text();
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number <= most
            ? number
            : throw new FormatException($"\"{text}\" is not a number up to {most}");
    }
}

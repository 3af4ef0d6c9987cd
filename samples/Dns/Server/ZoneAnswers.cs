namespace DnsSample;

/// <summary>
/// Answers a question from a zone: RFC 1034, section 4.3.2, with the wildcards of RFC 4592, the aliases of subtrees of RFC 6672, and the negative answers of
/// RFC 2308.
/// </summary>
internal sealed class ZoneAnswers(Zone zone)
{
    /// <summary>How many aliases are followed, so that aliases in a circle end.</summary>
    private const int MaxAliases = 16;

    private readonly List<ResourceRecord> _answers = [];
    private readonly List<ResourceRecord> _authority = [];
    private readonly List<ResourceRecord> _additional = [];
    private ResponseCode _code = ResponseCode.NoError;
    private bool _isAuthoritative = true;

    /// <summary>Answers a question for a name in the zone.</summary>
    public static Dns.Response Find(Zone zone, Question question)
    {
        var found = new ZoneAnswers(zone);
        found.Look(question.Name, question.Type);
        return new Dns.Response
        {
            Code = found._code,
            IsAuthoritative = found._isAuthoritative,
            Questions = [question],
            Answers = [.. found._answers],
            Authority = [.. found._authority],
            Additional = [.. found._additional],
        };
    }

    private void Look(DomainName name, RecordType type)
    {
        for (int aliases = 0; aliases < MaxAliases && name.IsAtOrBelow(zone.Origin); aliases++)
        {
            if (FindDelegation(name, type) is { } servers)
            {
                Refer(servers);
                return;
            }

            if (FindNext(name, type) is not { } next)
            {
                return;
            }

            name = next;
        }
    }

    /// <summary>Adds what there is at a name.</summary>
    /// <returns>The name to go on with, when this one is an alias.</returns>
    private DomainName? FindNext(DomainName name, RecordType type)
    {
        if (zone.Find(name) is { } node)
        {
            return Add(node, name, type);
        }

        DomainName encloser = name.Parent;
        while (zone.Find(encloser) is null)
        {
            encloser = encloser.Parent;
        }

        if (zone.Find(encloser)!.Find(RecordType.DNAME) is [{ Data: { } data } record, ..] && data.TryGet(out SubtreeAlias? subtree))
        {
            return AddSubtreeAlias(record, name, subtree.Target);
        }

        // RFC 4592, section 3.3.1: only the wildcard at the closest name that exists counts.
        if (encloser.Wire.Length + 2 <= DomainName.MaxBytes && zone.Find(encloser.Prepend("*"u8)) is { } wildcard)
        {
            return Add(wildcard, name, type);
        }

        _code = ResponseCode.NameError;
        AddStart();
        return null;
    }

    private DomainName? Add(Zone.Node node, DomainName name, RecordType type)
    {
        if (type == RecordType.ANY && node.All.Any())
        {
            AddAll(node.All, name);
        }
        else if (type != RecordType.CNAME && node.TryGetAlias(out ResourceRecord record, out CanonicalName? alias))
        {
            _answers.Add(record with { Name = name });
            return alias.Target;
        }
        else if (node.Find(type) is { } records)
        {
            AddAll(records, name);
        }
        else
        {
            // NODATA (RFC 2308, section 2.2): the name exists, and has nothing of this type.
            AddStart();
        }

        return null;
    }

    /// <summary>RFC 6672, section 3.2: the alias of the subtree, and an alias of the name for resolvers that do not know it.</summary>
    private DomainName? AddSubtreeAlias(ResourceRecord record, DomainName name, DomainName target)
    {
        _answers.Add(record);
        int own = name.Wire.Length - record.Name.Wire.Length;
        if (own + target.Wire.Length > DomainName.MaxBytes)
        {
            _code = ResponseCode.NameExists;
            return null;
        }

        DomainName canonical = DomainName.FromWire([.. name.Wire[..own], .. target.Wire]);
        _answers.Add(new ResourceRecord(name, RecordType.CNAME, RecordClass.IN, record.TimeToLive) { Data = new CanonicalName(canonical) });
        return canonical;
    }

    private void AddAll(IEnumerable<ResourceRecord> records, DomainName name)
    {
        foreach (ResourceRecord record in records)
        {
            _answers.Add(record with { Name = name });
            AddAddresses(record.Data);
        }
    }

    /// <summary>Finds the servers that a part of the zone was given to: the topmost one counts. Its DS records stay with this side (RFC 4035, section 3.1.4.1).</summary>
    private IReadOnlyList<ResourceRecord>? FindDelegation(DomainName name, RecordType type)
    {
        IReadOnlyList<ResourceRecord>? topmost = null;
        for (DomainName above = name; above != zone.Origin; above = above.Parent)
        {
            if (zone.Find(above)?.Find(RecordType.NS) is { } servers && !(type == RecordType.DS && above == name))
            {
                topmost = servers;
            }
        }

        return topmost;
    }

    private void Refer(IReadOnlyList<ResourceRecord> servers)
    {
        // What was found on the way by aliases is still known of this zone (RFC 2181, section 5.4.1).
        _isAuthoritative = _answers.Count > 0;
        foreach (ResourceRecord server in servers)
        {
            _authority.Add(server);
            AddAddresses(server.Data);
        }
    }

    /// <summary>RFC 1034, section 4.3.2, step 6: the addresses of hosts that the answer names, glue among them.</summary>
    private void AddAddresses(RecordData? data)
    {
        DomainName? host = data is not { } known ? null
            : known.TryGet(out NameServer? server) ? server.Host
            : known.TryGet(out MailExchange? mail) ? mail.Exchange
            : known.TryGet(out ServiceLocation? service) ? service.Target
            : null;
        if (host is null || zone.Find(host.Value) is not { } node)
        {
            return;
        }

        foreach (RecordType type in new[] { RecordType.A, RecordType.AAAA })
        {
            _additional.AddRange((node.Find(type) ?? []).Where(record => !_additional.Contains(record) && !_answers.Contains(record)));
        }
    }

    /// <summary>RFC 2308, section 3: how long the answer "there is none" holds is the lesser of the SOA record's own time and its last field.</summary>
    private void AddStart()
    {
        uint minimum = zone.Start.Data is { } data && data.TryGet(out StartOfAuthority? start) ? start.Minimum : 0;
        _authority.Add(zone.Start with { TimeToLive = Math.Min(zone.Start.TimeToLive, minimum) });
    }
}

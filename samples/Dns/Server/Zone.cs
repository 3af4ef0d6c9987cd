using System.Diagnostics.CodeAnalysis;

namespace DnsSample;

/// <summary>A zone that can't be served: which record, and why.</summary>
public sealed class ZoneException(string message) : FormatException(message);

/// <summary>All records of a zone, by name and type (RFC 1034, section 4.2.1). It does not change.</summary>
public sealed class Zone
{
    private readonly Dictionary<DomainName, Node> _nodes = [];
    private readonly List<ResourceRecord> _records;

    /// <summary>Puts a zone together.</summary>
    /// <param name="records">Its records. The one SOA record says where it starts.</param>
    /// <exception cref="ZoneException">They are no zone.</exception>
    public Zone(IEnumerable<ResourceRecord> records)
    {
        _records = [.. records];
        ResourceRecord[] starts = [.. _records.Where(record => record.Type == RecordType.SOA)];
        Start = starts.Length == 1 ? starts[0] : throw new ZoneException($"A zone has one SOA record; there are {starts.Length}.");
        foreach (ResourceRecord record in _records)
        {
            Add(record);
        }

        if (Find(Origin)?.Find(RecordType.NS) is null)
        {
            throw new ZoneException($"{Origin} has no NS record.");
        }

        foreach ((DomainName name, Node node) in _nodes)
        {
            node.Check(name);
        }
    }

    /// <summary>The SOA record.</summary>
    public ResourceRecord Start { get; }

    /// <summary>The name at the top.</summary>
    public DomainName Origin => Start.Name;

    /// <summary>The records, the SOA record not among them.</summary>
    public IEnumerable<ResourceRecord> Records => _records.Where(record => record.Type != RecordType.SOA);

    /// <summary>Reads a master file.</summary>
    /// <exception cref="MasterFileException">It is no master file.</exception>
    /// <exception cref="ZoneException">Its records are no zone.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Zone Load(string path) => new(MasterFile.Read(path));

    /// <summary>Finds what is at a name: null when nothing is there or below it.</summary>
    internal Node? Find(DomainName name) => _nodes.GetValueOrDefault(name);

    private void Add(ResourceRecord record)
    {
        if (!record.Name.IsAtOrBelow(Origin))
        {
            throw new ZoneException($"{record.Name} is not in the zone {Origin}.");
        }

        // Names in between exist, too, without records (RFC 4592, section 2.2.2).
        DomainName name = record.Name;
        while (name != Origin && !_nodes.ContainsKey(name))
        {
            _nodes.Add(name, new Node());
            name = name.Parent;
        }

        _nodes.TryAdd(Origin, new Node());
        _nodes[record.Name].Add(record);
    }

    /// <summary>The records of one name.</summary>
    internal sealed class Node
    {
        private readonly Dictionary<RecordType, List<ResourceRecord>> _sets = [];

        /// <summary>All records.</summary>
        public IEnumerable<ResourceRecord> All => _sets.Values.SelectMany(set => set);

        /// <summary>The records of one type, or null.</summary>
        public IReadOnlyList<ResourceRecord>? Find(RecordType type) => _sets.GetValueOrDefault(type);

        /// <summary>The name's alias, if it is one.</summary>
        public bool TryGetAlias(out ResourceRecord record, [NotNullWhen(true)] out CanonicalName? alias)
        {
            record = Find(RecordType.CNAME) is [var first, ..] ? first : default;
            alias = null;
            return record.Data is { } data && data.TryGet(out alias);
        }

        public void Add(ResourceRecord record)
        {
            if (!_sets.TryGetValue(record.Type, out List<ResourceRecord>? set))
            {
                _sets.Add(record.Type, set = []);
            }

            // Two that are the same are one (RFC 2181, section 5).
            if (!set.Any(other => other.Data == record.Data))
            {
                set.Add(record);
            }
        }

        public void Check(DomainName name)
        {
            // RFC 1034, section 3.6.2; RFC 4034 lets signatures stand beside an alias.
            if (Find(RecordType.CNAME) is { } aliases
                && (aliases.Count > 1 || _sets.Keys.Any(type => type is not (RecordType.CNAME or RecordType.RRSIG or RecordType.NSEC))))
            {
                throw new ZoneException($"{name} is an alias, and has other records, too.");
            }
        }
    }
}

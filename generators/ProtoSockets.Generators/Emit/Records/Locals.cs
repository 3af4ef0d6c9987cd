using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Gives out names for local variables that collide with nothing else in a method.</summary>
internal sealed class Locals
{
    /// <summary>The parameters of the methods that locals are used in.</summary>
    private static readonly string[] Parameters =
    [
        "reader", "writer", "value", "header", "frame", "route", "message", "source", "destination", "front", "id", "size", "bytes", "tag", "dump",
        "consumed", "from", "headerStart", "headerEnd", "headerRoom", "headerSize", "bodyEnd", "bodyBytes", "version", "view",
    ];

    private readonly HashSet<string> _used = new(Parameters, StringComparer.Ordinal);

    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);

    public Locals(RecordSpec record)
    {
        // What a method of the record refers to by its simple name must not be hidden by a local.
        _used.UnionWith(record.Members.Select(member => member.Name));
        foreach (MemberSpec member in record.Members)
        {
            string camel = Camel(member.Name);
            if (camel == member.Name && !Parameters.Contains(camel))
            {
                // A member that is spelled like a local: reading has no instance whose member it could hide, and writing says "this".
                _used.Remove(camel);
            }

            _members[member.Name] = New(camel);
        }
    }

    /// <summary>The local that holds a member's value.</summary>
    public string Of(string member) => _members.TryGetValue(member, out string? local) ? local : SymbolReading.Escape(Camel(member));

    /// <summary>A fresh name that starts with that of a member.</summary>
    public string New(string member, string suffix) => New(Camel(member) + suffix);

    public string New(string name)
    {
        string free = _used.Contains(name) ? name + "Value" : name;
        for (int number = 2; !_used.Add(free); number++)
        {
            free = name + number;
        }

        return SymbolReading.Escape(free);
    }

    /// <summary>A member of the instance, as code in one of its methods refers to it.</summary>
    public static string Property(string member) =>
        char.IsLower(member[0]) || member[0] == '_' ? "this." + SymbolReading.Escape(member) : SymbolReading.Escape(member);

    /// <summary>The name as a local or parameter is spelled.</summary>
    public static string Camel(string name)
    {
        int upper = 0;
        while (upper < name.Length && char.IsUpper(name[upper]))
        {
            upper++;
        }

        // HTTPStatus becomes httpStatus, ID becomes id.
        int lower = upper <= 1 || upper == name.Length ? upper : upper - 1;
        return name.Substring(0, lower).ToLowerInvariant() + name.Substring(lower);
    }
}

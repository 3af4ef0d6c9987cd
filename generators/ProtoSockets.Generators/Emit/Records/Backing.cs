using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Computed members whose value on the wire is kept in a property: a header's, checksums, and constants that depend on the side.</summary>
internal static class Backing
{
    public static IEnumerable<MemberSpec> Members(RecordSpec record) =>
        record.Members.Where(member => member.Derived is ConstantSpec { IsPerSide: true } or ChecksumSpec || (record.IsHeader && member.Derived is not null and not ConstantSpec));

    /// <summary>The name of the property.</summary>
    public static string Name(MemberSpec member) => member.Name + "OnWire";
}

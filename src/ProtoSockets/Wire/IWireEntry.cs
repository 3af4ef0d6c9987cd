using System.ComponentModel;

namespace ProtoSockets.Runtime;

/// <summary>A record that can be an entry of a directory: what it points to stands apart from it. Generated code implements it.</summary>
/// <typeparam name="TSelf">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IWireEntry<TSelf> : IWireSerializable<TSelf>
    where TSelf : IWireEntry<TSelf>
{
    /// <summary>The number of bytes of the entry itself, at least 1.</summary>
    static abstract int HeadSize { get; }

    /// <summary>Reads an entry and what it points to, and stops behind the entry.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="value">The record.</param>
    /// <returns>False when it is malformed.</returns>
    static abstract bool TryReadEntry(ref WireReader reader, out TSelf value);

    /// <summary>The same, noted in a dump.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes an entry for each member.</param>
    /// <param name="value">The record.</param>
    /// <returns>False when it is malformed.</returns>
    static abstract bool TryDescribeEntry(ref WireReader reader, WireDump dump, out TSelf value);

    /// <summary>Writes the entry; what it points to, and where that is, is left out.</summary>
    /// <param name="writer">The writer.</param>
    void WriteHead(ref WireWriter writer);

    /// <summary>Writes what the entry points to, and fills in where that is.</summary>
    /// <param name="writer">The writer, where it is to be.</param>
    /// <param name="headerStart">Where the entry starts, from the start of the message.</param>
    void WriteData(ref WireWriter writer, int headerStart);
}

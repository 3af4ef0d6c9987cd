namespace ProtoSockets.Runtime;

/// <summary>
/// A value whose bytes mean something only to who knows its tag: a union whose tag is somewhere else, or a case of several tags. The generator implements it.
/// </summary>
/// <typeparam name="TSelf">The union or the case.</typeparam>
/// <typeparam name="TTag">The tag's type.</typeparam>
public interface ITaggedSerializable<TSelf, TTag>
    where TSelf : ITaggedSerializable<TSelf, TTag>
{
    /// <summary>The tag that the value has.</summary>
    TTag WireTag { get; }

    /// <summary>Reads a value at the reader's position.</summary>
    /// <param name="reader">The reader; after false, its <see cref="WireReader.Error"/> says what is wrong.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static abstract bool TryRead(ref WireReader reader, TTag tag, out TSelf value);

    /// <summary>Reads a value like <see cref="TryRead"/>, and notes its members in a dump.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes an entry for each member.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static virtual bool TryDescribe(ref WireReader reader, WireDump dump, TTag tag, out TSelf value) => TSelf.TryRead(ref reader, tag, out value);

    /// <summary>Writes the value; the tag is somewhere else.</summary>
    /// <param name="writer">The writer; its buffer has at least <see cref="GetSize"/> bytes left.</param>
    /// <exception cref="WireFormatException">A member holds what its wire form can't.</exception>
    void Write(ref WireWriter writer);

    /// <summary>How many bytes <see cref="Write"/> takes: exact, save that a codec may give an upper bound.</summary>
    /// <returns>A number of bytes.</returns>
    int GetSize();

    /// <summary>The same value with copies of whatever it borrows from a receive buffer.</summary>
    /// <returns>A value that may be kept.</returns>
    TSelf ToOwned();
}

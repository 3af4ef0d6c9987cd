namespace ProtoSockets.Runtime;

/// <summary>How one element of a list is read and written. There is one object for each kind of element, made once.</summary>
/// <typeparam name="T">The element's type.</typeparam>
/// <param name="fixedSize">The number of bytes that every element takes; null when elements differ.</param>
/// <param name="isPlain">Whether any bytes of that number are an element.</param>
public abstract class WireElement<T>(int? fixedSize = null, bool isPlain = false)
{
    // Fields rather than virtual members: every list asks for both, and a field costs no call.

    /// <summary>
    /// The number of bytes that every element takes, at least 1; null when elements differ. Lists of such elements have O(1) access by index.
    /// </summary>
    public int? FixedSize { get; } = fixedSize;

    /// <summary>
    /// Whether any <see cref="FixedSize"/> bytes are an element, whatever stands around them: then they are read and written in bulk, and copied from one
    /// message to another.
    /// </summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Whether an element refers to what stands behind it, so that a list that borrows keeps all of the message.</summary>
    internal virtual bool LooksAhead => false;

    /// <summary>Reads an element.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="value">The element.</param>
    /// <returns>False when it is malformed.</returns>
    public abstract bool TryRead(ref WireReader reader, out T value);

    /// <summary>Reads an element like <see cref="TryRead"/>, and notes its members in a dump.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes an entry for each member.</param>
    /// <param name="value">The element.</param>
    /// <returns>False when it is malformed.</returns>
    public virtual bool TryDescribe(ref WireReader reader, WireDump dump, out T value) => TryRead(ref reader, out value);

    /// <summary>Writes an element.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The element.</param>
    /// <exception cref="WireFormatException">It holds what its wire form can't.</exception>
    public abstract void Write(ref WireWriter writer, T value);

    /// <summary>The most bytes that <see cref="Write"/> takes.</summary>
    /// <param name="value">The element.</param>
    /// <returns>A number of bytes.</returns>
    public abstract int GetSize(T value);

    /// <summary>The same element with copies of whatever it borrows from a receive buffer.</summary>
    /// <param name="value">The element.</param>
    /// <returns>An element that may be kept.</returns>
    public virtual T ToOwned(T value) => value;

    /// <summary>Reads many elements at once, if they are plain.</summary>
    /// <param name="bytes">Exactly as many bytes as the elements take.</param>
    /// <param name="values">Where the elements go.</param>
    /// <exception cref="NotSupportedException"><see cref="IsPlain"/> is false.</exception>
    public virtual void ReadMany(ReadOnlySpan<byte> bytes, Span<T> values) => throw NotPlain();

    /// <summary>Writes many elements at once, if they are plain.</summary>
    /// <param name="values">The elements.</param>
    /// <param name="bytes">Exactly as many bytes as they take.</param>
    /// <exception cref="NotSupportedException"><see cref="IsPlain"/> is false.</exception>
    public virtual void WriteMany(ReadOnlySpan<T> values, Span<byte> bytes) => throw NotPlain();

    /// <summary>Writes one after the other, or all at once if they are plain.</summary>
    internal virtual void WriteEach(ref WireWriter writer, ReadOnlySpan<T> values)
    {
        if (IsPlain && FixedSize is int size)
        {
            WriteMany(values, writer.Take(checked(values.Length * size)));
            return;
        }

        foreach (T value in values)
        {
            Write(ref writer, value);
        }
    }

    private NotSupportedException NotPlain() => new($"{GetType()} reads and writes its elements one by one.");
}

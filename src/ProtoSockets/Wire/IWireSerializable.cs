using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>A record with a wire form. The generator implements it on records marked <see cref="WireStructAttribute"/> and on headers.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IWireSerializable<TSelf>
    where TSelf : IWireSerializable<TSelf>
{
    /// <summary>The most bytes that a value can take, or null when there is no such limit.</summary>
    static abstract int? MaxWireSize { get; }

    /// <summary>The number of bytes that every value takes, at least 1; null when values differ, which is what a type that says nothing has.</summary>
    static virtual int? FixedWireSize => null;

    /// <summary>
    /// Whether any <see cref="FixedWireSize"/> bytes are a value, and a value is nothing but those bytes: then lists are read and written in bulk, and
    /// <see cref="ReadPlain"/> and <see cref="WritePlain"/> can be called.
    /// </summary>
    static virtual bool IsPlain => false;

    /// <summary>Reads a value of a type that <see cref="IsPlain"/>.</summary>
    /// <param name="bytes">At least <see cref="FixedWireSize"/> bytes.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="NotSupportedException">The type is not plain.</exception>
    static virtual void ReadPlain(ReadOnlySpan<byte> bytes, out TSelf value) => throw new NotSupportedException($"{typeof(TSelf)} is not plain.");

    /// <summary>Writes a value of a type that <see cref="IsPlain"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bytes">At least <see cref="FixedWireSize"/> bytes.</param>
    /// <exception cref="NotSupportedException">The type is not plain.</exception>
    /// <exception cref="WireFormatException">A member holds what its wire form can't.</exception>
    static virtual void WritePlain(in TSelf value, Span<byte> bytes) => throw new NotSupportedException($"{typeof(TSelf)} is not plain.");

    /// <summary>Reads a value at the reader's position.</summary>
    /// <param name="reader">The reader; after false, its <see cref="WireReader.Error"/> says what is wrong.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static abstract bool TryRead(ref WireReader reader, out TSelf value);

    /// <summary>Reads a value like <see cref="TryRead"/>, and notes its members in a dump. A type that says nothing is noted as a whole.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes an entry for each member.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static virtual bool TryDescribe(ref WireReader reader, WireDump dump, out TSelf value) => TSelf.TryRead(ref reader, out value);

    /// <summary>Writes the value.</summary>
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

/// <summary>Reads and writes members for which there is no attribute. Implement it on a struct or class; only its static members are used.</summary>
/// <typeparam name="T">The member's type.</typeparam>
public interface IWireCodec<T>
{
    /// <summary>Reads a value at the reader's position.</summary>
    /// <param name="reader">The reader. Return <see cref="WireReader.Malformed"/> for bytes that can't be right.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static abstract bool TryRead(ref WireReader reader, out T value);

    /// <summary>Writes a value.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The value.</param>
    static abstract void Write(ref WireWriter writer, T value);

    /// <summary>The most bytes that <see cref="Write"/> takes for the value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A number of bytes.</returns>
    static abstract int GetSize(T value);
}

/// <summary>A codec that is told the value of an earlier member, such as the type that says what a payload is.</summary>
/// <typeparam name="T">The member's type.</typeparam>
/// <typeparam name="TArgument">The earlier member's type.</typeparam>
public interface IWireCodec<T, TArgument>
{
    /// <summary>Reads a value at the reader's position.</summary>
    /// <param name="reader">The reader. Return <see cref="WireReader.Malformed"/> for bytes that can't be right.</param>
    /// <param name="argument">The value of the earlier member.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    static abstract bool TryRead(ref WireReader reader, TArgument argument, out T value);

    /// <summary>Writes a value.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="argument">The value of the earlier member.</param>
    /// <param name="value">The value.</param>
    static abstract void Write(ref WireWriter writer, TArgument argument, T value);

    /// <summary>The most bytes that <see cref="Write"/> takes for the value.</summary>
    /// <param name="argument">The value of the earlier member.</param>
    /// <param name="value">The value.</param>
    /// <returns>A number of bytes.</returns>
    static abstract int GetSize(TArgument argument, T value);
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>
/// A list of a message, as an array or as the bytes it was received in, whichever is there: neither reading nor writing it copies. Lists are equal when their
/// elements are, whichever form they have.
/// </summary>
/// <remarks>
/// A list from a received message borrows the receive buffer: it is valid until the handler's task completes. <see cref="ToOwned()"/> keeps it. It was checked
/// when it was read, so enumerating it can't fail; elements are decoded each time they are asked for. The default is the empty list.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
[CollectionBuilder(typeof(WireList), nameof(WireList.Create))]
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the list of the wire, as List is of memory.")]
public readonly partial struct WireList<T> : IReadOnlyList<T>, IEquatable<WireList<T>>
{
    private readonly T[]? _items;
    private readonly WireElement<T>? _element;

    /// <summary>For plain elements their bytes; else the message up to the end of the list, because an element may refer to what stands before it.</summary>
    private readonly ReadOnlyMemory<byte> _message;
    private readonly int _start;
    private readonly int _count;
    private readonly Side _from;
    private readonly ushort _version;
    private readonly bool _isLittleEndian;

    /// <summary>A list over an array, which is not copied.</summary>
    /// <param name="items">The array; null is the empty list.</param>
    public WireList(T[]? items)
    {
        _items = items;
        _count = items?.Length ?? 0;
    }

    private WireList(ReadOnlyMemory<byte> message, int start, int count, Side from, WireElement<T> element, ushort version, bool isLittleEndian)
    {
        _message = message;
        _start = start;
        _count = count;
        _from = from;
        _version = version;
        _isLittleEndian = isLittleEndian;
        _element = element;
    }

    /// <summary>How many elements.</summary>
    public int Count => _count;

    /// <summary>Whether there are no elements.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>An element. In a received list whose elements differ in size, it takes time in proportion to the index.</summary>
    /// <param name="index">Its index from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_count)
            {
                ThrowIndex(index);
            }

            if (_items is not null)
            {
                return _items[index];
            }

            int position = _start;
            if (_element!.FixedSize is int size)
            {
                position += index * size;
            }
            else
            {
                WireReader reader = ReaderAt(position);
                for (int before = 0; before < index; before++)
                {
                    _ = ReadNext(ref reader);
                }

                return ReadNext(ref reader);
            }

            return ReadAt(ref position);
        }
    }

    /// <summary>A list over an array, which is not copied.</summary>
    /// <param name="items">The array; null is the empty list.</param>
    public static implicit operator WireList<T>(T[]? items) => new(items);

    /// <summary>Whether two lists have equal elements.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(WireList<T> left, WireList<T> right) => left.Equals(right);

    /// <summary>Whether two lists differ in an element.</summary>
    /// <param name="left">One list.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(WireList<T> left, WireList<T> right) => !left.Equals(right);

    /// <summary>Reads a list of known length. It is walked once, so that enumerating it later can't fail.</summary>
    /// <param name="reader">The reader. One that does not lend its bytes gives a list over an array.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="list">The list, borrowed from the message.</param>
    /// <returns>False when fewer bytes are left, or an element is malformed; the error names its index.</returns>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Generated code calls it, with the type at hand.")]
    public static bool TryRead(ref WireReader reader, int count, WireElement<T> element, out WireList<T> list)
    {
        ArgumentNullException.ThrowIfNull(element);
        list = default;
        if (!reader.LendsBytes)
        {
            return TryReadArray(WireArrays.TryRead(ref reader, count, element, out T[] items), items, out list);
        }

        int start = reader.Position;
        if (!WireCounts.CanHold(ref reader, count, element.FixedSize ?? 1))
        {
            return false;
        }

        if (element.IsPlain)
        {
            _ = reader.TryBorrow(count * element.FixedSize.GetValueOrDefault(), out ReadOnlyMemory<byte> bytes);
            list = new WireList<T>(bytes, 0, count, reader.From, element, reader.Version, reader.IsLittleEndian);
            return true;
        }

        if (!WireSteps.TryPass(ref reader, count, new ReadStep<T>(element)))
        {
            return false;
        }

        list = new WireList<T>(element.LooksAhead ? reader.LendAll() : reader.LendMessage(), start, count, reader.From, element, reader.Version, reader.IsLittleEndian);
        return true;
    }

    /// <summary>Reads a list that takes all that is left of the message or of the enclosing length.</summary>
    /// <param name="reader">The reader. One that does not lend its bytes gives a list over an array.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="list">The list, borrowed from the message.</param>
    /// <returns>False when there are more elements, or bytes that make up none, or an element is malformed; the error names its index.</returns>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Generated code calls it, with the type at hand.")]
    public static bool TryReadRemaining(ref WireReader reader, int maxCount, WireElement<T> element, out WireList<T> list)
    {
        ArgumentNullException.ThrowIfNull(element);
        list = default;
        if (element.FixedSize is int size)
        {
            return WireCounts.TryCountRemaining(ref reader, maxCount, size, out int fixedCount) && TryRead(ref reader, fixedCount, element, out list);
        }

        if (!reader.LendsBytes)
        {
            return TryReadArray(WireArrays.TryReadRemaining(ref reader, maxCount, element, out T[] items), items, out list);
        }

        int start = reader.Position;
        if (!WireSteps.TryPassRemaining(ref reader, maxCount, new ReadStep<T>(element), out int count))
        {
            return false;
        }

        list = new WireList<T>(reader.LendMessage(), start, count, reader.From, element, reader.Version, reader.IsLittleEndian);
        return true;
    }

    /// <summary>Borrows a list of known length whose elements need not be looked at: any bytes of their size are one.</summary>
    /// <param name="bytes">The bytes from the first element on.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="list">The list.</param>
    /// <param name="size">How many bytes it takes.</param>
    /// <returns>False when there are fewer bytes, or elements have to be looked at.</returns>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Generated code calls it, with the type at hand.")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBorrow(ReadOnlyMemory<byte> bytes, int count, WireElement<T> element, out WireList<T> list, out int size)
    {
        long needed = (long)count * element.FixedSize.GetValueOrDefault();
        if (!element.IsPlain || (ulong)needed > (uint)bytes.Length)
        {
            list = default;
            size = 0;
            return false;
        }

        size = (int)needed;
        list = new WireList<T>(bytes[..size], 0, count, Side.Both, element, ushort.MaxValue, isLittleEndian: false);
        return true;
    }

    /// <summary>A list whose elements were read once, from one offset of the message to another.</summary>
    internal static WireList<T> Walked(ref WireReader reader, int start, int end, int count, WireElement<T> element) => element.IsPlain
        ? new WireList<T>(reader.LendMessage()[start..end], 0, count, reader.From, element, reader.Version, reader.IsLittleEndian)
        : new WireList<T>(reader.LendMessage(), start, count, reader.From, element, reader.Version, reader.IsLittleEndian);

    /// <summary>Writes the elements.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="element">How one is written.</param>
    /// <exception cref="WireFormatException">An element holds what its wire form can't.</exception>
    public void Write(ref WireWriter writer, WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (_items is not null)
        {
            WireArrays.Write(ref writer, _items, element);
        }
        else if (IsCopiedThrough(element))
        {
            writer.Write(_message.Span);
        }
        else
        {
            foreach (T each in this)
            {
                element.Write(ref writer, each);
            }
        }
    }

    /// <summary>Writes the elements.</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="element">How one is written.</param>
    /// <returns>How many bytes they took.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is too little room.</exception>
    /// <exception cref="WireFormatException">An element holds what its wire form can't.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Write(Span<byte> destination, WireElement<T> element)
    {
        if (_items is { } items && element.IsPlain)
        {
            int size = checked(items.Length * element.FixedSize.GetValueOrDefault());
            element.WriteMany(items, destination.Slice(0, size));
            return size;
        }

        return Write(this, destination, element);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Write(WireList<T> list, Span<byte> destination, WireElement<T> element)
    {
        WireWriter writer = new(destination);
        list.Write(ref writer, element);
        return writer.Position;
    }

    /// <summary>The most bytes that <see cref="Write(ref WireWriter, WireElement{T})"/> takes.</summary>
    /// <param name="element">How one is written.</param>
    /// <returns>A number of bytes.</returns>
    public int GetSize(WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (_items is not null)
        {
            return WireArrays.GetSize(_items, element);
        }

        if (element.FixedSize is int size)
        {
            return checked(_count * size);
        }

        int total = 0;
        foreach (T each in this)
        {
            total = checked(total + element.GetSize(each));
        }

        return total;
    }

    /// <summary>Goes through the elements without allocating.</summary>
    /// <returns>An enumerator; it may live across an await.</returns>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The elements in a new array. What they borrow stays borrowed; see <see cref="ToOwned()"/>.</summary>
    /// <returns>An array.</returns>
    public T[] ToArray()
    {
        if (_count == 0)
        {
            return [];
        }

        if (_items is not null)
        {
            return _items.AsSpan().ToArray();
        }

        T[] items = new T[_count];
        CopyTo(items);
        return items;
    }

    /// <summary>Copies the elements: numbers, and records of nothing but numbers, in bulk. What they borrow stays borrowed; see <see cref="ToOwned()"/>.</summary>
    /// <param name="destination">Takes at least <see cref="Count"/> elements.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    // It is inlined down to the element's own loop: a call on a list that has just been read would first copy the whole struct, with loads that are wider than the stores before them, which stalls.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(Span<T> destination)
    {
        if (_element is { IsPlain: true } element && destination.Length >= _count)
        {
            element.ReadMany(_message.Span, destination[.._count]);
        }
        else
        {
            CopyTo(this, destination);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyTo(WireList<T> list, Span<T> destination)
    {
        if (destination.Length < list._count)
        {
            throw new ArgumentException($"The list has {list._count} elements, the destination has room for {destination.Length}.", nameof(destination));
        }

        if (list._items is not null)
        {
            list._items.CopyTo(destination);
            return;
        }

        int index = 0;
        foreach (T each in list)
        {
            destination[index++] = each;
        }
    }

    /// <summary>The same list with copies of whatever it borrows from a receive buffer. A list made from an array is returned as it is.</summary>
    /// <returns>A list that may be kept.</returns>
    public WireList<T> ToOwned() => _element is null ? this : ToOwned(_element);

    /// <summary>The same list with copies of whatever it or its elements borrow from a receive buffer, also when it was made from an array.</summary>
    /// <param name="element">What knows how an element is copied.</param>
    /// <returns>A list that may be kept.</returns>
    public WireList<T> ToOwned(WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (_count == 0 || (_items is not null && element.IsPlain))
        {
            return this;
        }

        T[] items = ToArray();
        if (!element.IsPlain)
        {
            foreach (ref T item in items.AsSpan())
            {
                item = element.ToOwned(item);
            }
        }

        return new WireList<T>(items);
    }

    /// <summary>Whether two lists have equal elements.</summary>
    /// <param name="other">The other list.</param>
    /// <returns>Whether they are equal, whatever their forms.</returns>
    public bool Equals(WireList<T> other)
    {
        if (_count != other._count)
        {
            return false;
        }

        if (_items is not null && other._items is not null)
        {
            return ElementContent<T>.SequenceEqual(_items, other._items);
        }

        // Different bytes can still be equal elements (0.0 and -0.0), so only equality ends here.
        if (_element is not null && IsCopiedThrough(other._element) && _message.Span.SequenceEqual(other._message.Span))
        {
            return true;
        }

        Enumerator others = other.GetEnumerator();
        foreach (T each in this)
        {
            if (!others.MoveNext() || !ElementContent<T>.Equals(each, others.Current))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is WireList<T> other && Equals(other);

    /// <summary>A hash of the elements, the same for all forms; it differs from process to process.</summary>
    /// <returns>The hash.</returns>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T each in this)
        {
            hash.Add(ElementContent<T>.Hash(each));
        }

        return hash.ToHashCode();
    }

    /// <summary>The elements as <c>[a, b, c]</c>, cut after 16.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString()
    {
        StringBuilder builder = new("[");
        int index = 0;
        foreach (T each in this)
        {
            if (!WireBytes.PrintSeparator(builder, index++, _count))
            {
                break;
            }

            WireBytes.PrintElement(builder, each);
        }

        return builder.Append(']').ToString();
    }

    private static bool TryReadArray(bool isRead, T[] items, out WireList<T> list)
    {
        list = new WireList<T>(items);
        return isRead;
    }

    [DoesNotReturn]
    private static void ThrowStale() =>
        throw new InvalidOperationException(
            "The bytes of the list have changed since it was received: it was used after its handler's task completed. Keep ToOwned() instead.");

    [DoesNotReturn]
    private void ThrowIndex(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {_count} elements.");

    /// <summary>Whether the bytes are what writing the elements would give.</summary>
    private bool IsCopiedThrough([NotNullWhen(true)] WireElement<T>? element) => ReferenceEquals(_element, element) && element is { IsPlain: true };

    private WireReader ReaderAt(int position) => new(_message, position, _from) { Version = _version, IsLittleEndian = _isLittleEndian };

    private T ReadAt(ref int position)
    {
        if (_element is { IsPlain: true, FixedSize: int size })
        {
            T plain = default!;
            _element.ReadMany(_message.Span.Slice(position, size), new Span<T>(ref plain));
            position += size;
            return plain;
        }

        WireReader reader = ReaderAt(position);
        T value = ReadNext(ref reader);
        position = reader.Position;
        return value;
    }

    private T ReadNext(ref WireReader reader)
    {
        if (!_element!.TryRead(ref reader, out T value))
        {
            ThrowStale();
        }

        return value;
    }

    /// <summary>Goes through a list without allocating.</summary>
    public struct Enumerator : IEnumerator<T>
    {
        private readonly WireList<T> _list;
        private int _index;
        private int _position;
        private T _current;

        internal Enumerator(WireList<T> list)
        {
            _list = list;
            _position = list._start;
            _current = default!;
        }

        /// <summary>The current element.</summary>
        public readonly T Current => _current;

        readonly object? IEnumerator.Current => _current;

        /// <summary>Goes to the next element.</summary>
        /// <returns>False behind the last one.</returns>
        public bool MoveNext()
        {
            if (_index >= _list._count)
            {
                return false;
            }

            _current = _list._items is null ? _list.ReadAt(ref _position) : _list._items[_index];
            _index++;
            return true;
        }

        /// <summary>Goes back in front of the first element.</summary>
        public void Reset()
        {
            _index = 0;
            _position = _list._start;
        }

        /// <summary>Does nothing: there is nothing to give back.</summary>
        public readonly void Dispose()
        {
        }
    }
}

/// <summary>Makes lists; collection expressions call it: <c>WireList&lt;int&gt; list = [1, 2, 3];</c></summary>
public static class WireList
{
    /// <summary>A list over a copy of the elements.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="items">The elements.</param>
    /// <returns>The list.</returns>
    public static WireList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}

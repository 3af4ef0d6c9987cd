using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>A list in a message: its elements are read when they are asked for, without allocating.</summary>
/// <typeparam name="T">The elements' type.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the view of a WireList.")]
public readonly ref struct WireListView<T>
{
    private readonly WireReader _first;
    private readonly WireElement<T>? _element;
    private readonly string _member;

    internal WireListView(WireReader first, int count, WireElement<T> element, string member)
    {
        _first = first;
        Count = count;
        _element = element;
        _member = member;
    }

    /// <summary>How many elements.</summary>
    public int Count { get; }

    /// <summary>Whether there are no elements.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>An element. Where elements differ in size, it takes time in proportion to the index.</summary>
    /// <param name="index">Its index from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="WireFormatException">The element's bytes are malformed.</exception>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            WireReader reader = _first;
            int before = index;
            if (_element!.FixedSize is int size)
            {
                reader.Skip(index * size);
                before = 0;
            }

            for (; before > 0; before--)
            {
                _ = Read(ref reader, index - before);
            }

            return Read(ref reader, index);
        }
    }

    /// <summary>Goes through the elements.</summary>
    /// <returns>An enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The elements in a new array.</summary>
    /// <returns>The array.</returns>
    /// <exception cref="WireFormatException">An element's bytes are malformed.</exception>
    public T[] ToArray()
    {
        if (Count == 0)
        {
            return [];
        }

        T[] items = new T[Count];
        WireReader reader = _first;
        if (_element!.IsPlain && reader.TryTake(Count * _element.FixedSize.GetValueOrDefault(), out ReadOnlySpan<byte> bytes))
        {
            _element.ReadMany(bytes, items);
            return items;
        }

        for (int index = 0; index < items.Length; index++)
        {
            items[index] = Read(ref reader, index);
        }

        return items;
    }

    private T Read(ref WireReader reader, int index)
    {
        if (!_element!.TryRead(ref reader, out T value))
        {
            WireViews.Throw(ref reader, _member, index);
        }

        return value;
    }

    /// <summary>Goes through the elements of a list.</summary>
    public ref struct Enumerator
    {
        private readonly WireListView<T> _list;
        private WireReader _reader;
        private int _next;

        internal Enumerator(WireListView<T> list)
        {
            _list = list;
            _reader = list._first;
            Current = default!;
        }

        /// <summary>The element.</summary>
        public T Current { get; private set; }

        /// <summary>Reads the next element.</summary>
        /// <returns>False behind the last one.</returns>
        /// <exception cref="WireFormatException">Its bytes are malformed.</exception>
        public bool MoveNext()
        {
            if (_next == _list.Count)
            {
                return false;
            }

            Current = _list.Read(ref _reader, _next);
            _next++;
            return true;
        }
    }
}

/// <summary>A list of records in a message: each element is a view.</summary>
/// <typeparam name="TView">The elements' view.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the view of a WireList.")]
public readonly ref struct WireViewList<TView>
    where TView : struct, IWireView<TView>, allows ref struct
{
    private readonly WireReader _first;
    private readonly string _member;

    internal WireViewList(WireReader first, int count, string member)
    {
        _first = first;
        Count = count;
        _member = member;
    }

    /// <summary>How many elements.</summary>
    public int Count { get; }

    /// <summary>Whether there are no elements.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>An element. It takes time in proportion to the index: the elements in front of it are passed over.</summary>
    /// <param name="index">Its index from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="WireFormatException">The bytes are malformed.</exception>
    public TView this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            WireReader reader = _first;
            TView view = Create(ref reader, 0);
            for (int next = 1; next <= index; next++)
            {
                view = Create(ref reader, next);
            }

            return view;
        }
    }

    /// <summary>Goes through the elements.</summary>
    /// <returns>An enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    private TView Create(scoped ref WireReader reader, int index)
    {
        if (!TView.TryCreate(ref reader, out TView view))
        {
            WireViews.Throw(ref reader, _member, index);
        }

        return view;
    }

    /// <summary>Goes through the elements of a list.</summary>
    public ref struct Enumerator
    {
        private readonly WireViewList<TView> _list;
        private WireReader _reader;
        private int _next;

        internal Enumerator(WireViewList<TView> list)
        {
            _list = list;
            _reader = list._first;
            Current = default;
        }

        /// <summary>A view of the element.</summary>
        public TView Current { get; private set; }

        /// <summary>Goes to the next element.</summary>
        /// <returns>False behind the last one.</returns>
        /// <exception cref="WireFormatException">The bytes are malformed.</exception>
        public bool MoveNext()
        {
            if (_next == _list.Count)
            {
                return false;
            }

            Current = _list.Create(ref _reader, _next);
            _next++;
            return true;
        }
    }
}

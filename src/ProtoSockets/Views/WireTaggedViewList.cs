using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Runtime;

namespace ProtoSockets;

/// <summary>A list of unions in a message whose tags are somewhere else: one tag for all of them, or a list with one for each. Each element is a view.</summary>
/// <typeparam name="TView">The elements' view.</typeparam>
/// <typeparam name="TTag">The tags' type.</typeparam>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is the view of a WireList.")]
public readonly ref struct WireTaggedViewList<TView, TTag>
    where TView : struct, ITaggedView<TView, TTag>, allows ref struct
{
    private readonly WireReader _first;
    private readonly TTag? _tag;
    private readonly WireList<TTag> _tags;
    private readonly string _member;

    internal WireTaggedViewList(WireReader first, int count, TTag tag, string member)
    {
        _first = first;
        Count = count;
        _tag = tag;
        _member = member;
    }

    internal WireTaggedViewList(WireReader first, WireList<TTag> tags, string member)
    {
        _first = first;
        Count = tags.Count;
        _tags = tags;
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
            Enumerator elements = GetEnumerator();
            for (int passed = 0; passed <= index; passed++)
            {
                _ = elements.MoveNext();
            }

            return elements.Current;
        }
    }

    /// <summary>Goes through the elements.</summary>
    /// <returns>An enumerator.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the elements of a list.</summary>
    public ref struct Enumerator
    {
        private readonly WireTaggedViewList<TView, TTag> _list;
        private WireReader _reader;
        private WireList<TTag>.Enumerator _tags;
        private int _next;

        internal Enumerator(WireTaggedViewList<TView, TTag> list)
        {
            _list = list;
            _reader = list._first;
            _tags = list._tags.GetEnumerator();
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

            TTag tag = _tags.MoveNext() ? _tags.Current : _list._tag!;
            if (!TView.TryCreate(ref _reader, tag, out TView view))
            {
                WireViews.Throw(ref _reader, _list._member, _next);
            }

            Current = view;
            _next++;
            return true;
        }
    }
}

namespace RedisSample;

/// <summary>A list that grows and shrinks at both ends.</summary>
internal sealed class Deque
{
    private byte[][] _items = new byte[4][];
    private int _head;

    public int Count { get; private set; }

    public byte[] this[int index] => _items[(_head + index) % _items.Length];

    public void PushLeft(byte[] item)
    {
        Grow();
        _head = (_head + _items.Length - 1) % _items.Length;
        _items[_head] = item;
        Count++;
    }

    public void PushRight(byte[] item)
    {
        Grow();
        _items[(_head + Count) % _items.Length] = item;
        Count++;
    }

    public byte[] PopLeft()
    {
        byte[] item = _items[_head];
        _items[_head] = null!;
        _head = (_head + 1) % _items.Length;
        Count--;
        return item;
    }

    public byte[] PopRight()
    {
        Count--;
        int last = (_head + Count) % _items.Length;
        byte[] item = _items[last];
        _items[last] = null!;
        return item;
    }

    private void Grow()
    {
        if (Count < _items.Length)
        {
            return;
        }

        byte[][] larger = new byte[Count * 2][];
        for (int index = 0; index < Count; index++)
        {
            larger[index] = this[index];
        }

        _items = larger;
        _head = 0;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Servers;

/// <content>What is remembered of a session, in a list: there are a few at most, and then it is faster than a table, and nothing where there are none.</content>
internal sealed partial class SessionResources
{
    private Item? _firstItem;

    public bool TryGetItem<T>(SessionKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            if (Find(key) is Item<T> item)
            {
                value = item.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    public void SetItem<T>(SessionKey<T> key, T value)
    {
        lock (_gate)
        {
            if (Find(key) is Item<T> item)
            {
                item.Value = value;
            }
            else
            {
                _firstItem = new Item<T>(key, value) { Next = _firstItem };
            }
        }
    }

    public bool RemoveItem(object key)
    {
        lock (_gate)
        {
            Item? before = null;
            for (Item? item = _firstItem; item is not null; (before, item) = (item, item.Next))
            {
                if (!ReferenceEquals(item.Key, key))
                {
                    continue;
                }

                if (before is null)
                {
                    _firstItem = item.Next;
                }
                else
                {
                    before.Next = item.Next;
                }

                return true;
            }
        }

        return false;
    }

    private Item? Find(object key)
    {
        Item? item = _firstItem;
        while (item is not null && !ReferenceEquals(item.Key, key))
        {
            item = item.Next;
        }

        return item;
    }

    private abstract class Item(object key)
    {
        public object Key { get; } = key;

        public Item? Next { get; set; }
    }

    private sealed class Item<T>(SessionKey<T> key, T value) : Item(key)
    {
        public T Value { get; set; } = value;
    }
}

using System.Collections.Concurrent;

namespace ProtoSockets.Calls;

/// <summary>Keeps objects for reuse, so that a call allocates nothing once warm. One object a thread without synchronisation, the others in a queue.</summary>
internal static class ObjectPool<T>
    where T : class, IPooled, new()
{
    private static readonly ConcurrentQueue<T> Kept = new();
    private static int s_count;

    [ThreadStatic]
    private static T? t_own;

    public static T Rent()
    {
        T? item = t_own;
        if (item is not null)
        {
            t_own = null;
            return item;
        }

        if (Kept.TryDequeue(out item))
        {
            Interlocked.Decrement(ref s_count);
            return item;
        }

        return new T();
    }

    public static void Return(T item)
    {
        if (t_own is null)
        {
            t_own = item;
            return;
        }

        if (Interlocked.Increment(ref s_count) <= T.MaxKept)
        {
            Kept.Enqueue(item);
        }
        else
        {
            Interlocked.Decrement(ref s_count);
        }
    }
}

/// <summary>What <see cref="ObjectPool{T}"/> keeps.</summary>
internal interface IPooled
{
    /// <summary>How many objects are kept, besides one for each thread.</summary>
    static virtual int MaxKept => 1024;
}

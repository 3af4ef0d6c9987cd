using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>Keeps objects for reuse, so that a call allocates nothing once warm. One object a thread without synchronisation, the others in a queue.</summary>
internal static class ObjectPool<T>
    where T : class, IPooled, new()
{
    private static readonly ConcurrentQueue<T> Kept = new();
    private static int s_count;

    [ThreadStatic]
    private static T? t_own;

    // Inlined, since it is known there which class it is: code that all classes share looks its variables up in a table, which took 4% of a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Rent()
    {
        RentedCount.Rented();
        T? item = t_own;
        if (item is null)
        {
            return RentKept();
        }

        t_own = null;
        return item;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Return(T item)
    {
        RentedCount.Returned();
        if (t_own is null)
        {
            t_own = item;
        }
        else
        {
            Keep(item);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T RentKept()
    {
        if (!Kept.TryDequeue(out T? item))
        {
            return new T();
        }

        Interlocked.Decrement(ref s_count);
        return item;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(T item)
    {
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

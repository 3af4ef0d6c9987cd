using System.Runtime.CompilerServices;

namespace ProtoSockets;

/// <summary>
/// What a codec remembers while one message is read or written. Derive from it, keep reusable collections in it, and empty them in <see cref="Reset"/>. One of each class is kept for each
/// thread and reused, so that a message costs no allocation: reading and writing need two classes if one happens in the midst of the other.
/// </summary>
public abstract class WireContext
{
    [ThreadStatic]
    private static WireContext? t_last;

    private WireContext? _next;

    /// <summary>Forgets the message before.</summary>
    protected abstract void Reset();

    // A thread mostly needs the context that it needed last. That is found where the class is known: in code that all classes share it would be looked up, as would a field of a generic class.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TContext Rent<TContext>()
        where TContext : WireContext, new()
    {
        WireContext? last = t_last;
        if (last is null || last.GetType() != typeof(TContext))
        {
            return RentOther<TContext>();
        }

        last._next = null;
        last.Reset();
        return Unsafe.As<TContext>(last);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TContext RentOther<TContext>()
        where TContext : WireContext, new()
    {
        TContext context = Cache<TContext>.Instance ??= new TContext();
        t_last = context;
        context._next = null;
        context.Reset();
        return context;
    }

    /// <summary>Finds the context of the codec's class among those in use for the message.</summary>
    internal TContext Find<TContext>()
        where TContext : WireContext, new()
    {
        for (WireContext context = this; ; context = context._next)
        {
            // Of a class itself, not of one derived from it: that is all there is, and quicker to tell. It also makes the cast right.
            if (context.GetType() == typeof(TContext))
            {
                return Unsafe.As<TContext>(context);
            }

            if (context._next is null)
            {
                TContext created = Rent<TContext>();
                context._next = created;
                return created;
            }
        }
    }

    private static class Cache<TContext>
        where TContext : WireContext
    {
        [ThreadStatic]
        public static TContext? Instance;
    }
}

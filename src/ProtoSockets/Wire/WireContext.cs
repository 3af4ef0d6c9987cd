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

    internal static TContext Rent<TContext>()
        where TContext : WireContext, new()
    {
        // A field of a generic class takes a look-up; a thread mostly needs the context that it needed last.
        TContext context = t_last?.GetType() == typeof(TContext) ? Unsafe.As<TContext>(t_last) : Cache<TContext>.Instance ??= new TContext();
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

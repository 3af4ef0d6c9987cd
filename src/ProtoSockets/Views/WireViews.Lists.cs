namespace ProtoSockets.Runtime;

/// <content>Lists: of values, of records, and of unions whose tag is somewhere else.</content>
public static partial class WireViews
{
    /// <summary>A list.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">A reader of its elements.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="member">The member.</param>
    /// <returns>The list.</returns>
    public static WireListView<T> List<T>(WireReader reader, int count, WireElement<T> element, string member) => new(reader, count, element, member);

    /// <summary>A list of records.</summary>
    /// <typeparam name="TView">The records' view.</typeparam>
    /// <param name="reader">A reader of its elements.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="member">The member.</param>
    /// <returns>The list.</returns>
    public static WireViewList<TView> ViewList<TView>(WireReader reader, int count, string member)
        where TView : struct, IWireView<TView>, allows ref struct => new(reader, count, member);

    /// <summary>A list of unions that all have one tag.</summary>
    /// <typeparam name="TView">The unions' view.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">A reader of its elements.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="member">The member.</param>
    /// <returns>The list.</returns>
    public static WireTaggedViewList<TView, TTag> TaggedList<TView, TTag>(WireReader reader, int count, TTag tag, string member)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => new(reader, count, tag, member);

    /// <summary>A list of unions each of which has a tag of its own.</summary>
    /// <typeparam name="TView">The unions' view.</typeparam>
    /// <typeparam name="TTag">The tags' type.</typeparam>
    /// <param name="reader">A reader of its elements.</param>
    /// <param name="tags">The tag of each.</param>
    /// <param name="member">The member.</param>
    /// <returns>The list.</returns>
    public static WireTaggedViewList<TView, TTag> TaggedList<TView, TTag>(WireReader reader, WireList<TTag> tags, string member)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => new(reader, tags, member);

    /// <summary>Passes over a list of known length. Elements of fixed size are not looked at, others are read to find their ends.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">How one is read.</param>
    /// <returns>False when fewer bytes are left, or an element is malformed.</returns>
    public static bool TryPassList<T>(scoped ref WireReader reader, int count, WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return TryPass(ref reader, count, element.FixedSize ?? 0, new ReadStep<T>(element));
    }

    /// <summary>Passes over a list that takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False when there are more elements, or bytes that make up none, or an element is malformed.</returns>
    public static bool TryPassRemainingList<T>(scoped ref WireReader reader, int maxCount, WireElement<T> element, out int count)
    {
        ArgumentNullException.ThrowIfNull(element);
        return TryPassRemaining(ref reader, maxCount, element.FixedSize ?? 0, new ReadStep<T>(element), out count);
    }

    /// <summary>Passes over a list of records of known length.</summary>
    /// <typeparam name="TView">The records' view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="size">The size of every element; 0 when they differ.</param>
    /// <returns>False when fewer bytes are left, or an element does not end within them.</returns>
    public static bool TryPassViews<TView>(scoped ref WireReader reader, int count, int size)
        where TView : struct, IWireView<TView>, allows ref struct => TryPass(ref reader, count, size, default(ViewStep<TView>));

    /// <summary>Passes over a list of records that takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="TView">The records' view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="size">The size of every element; 0 when they differ.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False when there are more elements, or bytes that make up none.</returns>
    public static bool TryPassRemainingViews<TView>(scoped ref WireReader reader, int maxCount, int size, out int count)
        where TView : struct, IWireView<TView>, allows ref struct => TryPassRemaining(ref reader, maxCount, size, default(ViewStep<TView>), out count);

    /// <summary>Passes over a list of known length of unions that all have one tag.</summary>
    /// <typeparam name="TView">The unions' view.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>False when fewer bytes are left, or an element does not end within them, or is none.</returns>
    public static bool TryPassTaggedViews<TView, TTag>(scoped ref WireReader reader, int count, TTag tag)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => TryPass(ref reader, count, 0, new TaggedViewStep<TView, TTag>(tag));

    /// <summary>Passes over a list of unions that all have one tag, and which takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="TView">The unions' view.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False when there are more elements, or bytes that make up none.</returns>
    public static bool TryPassRemainingTaggedViews<TView, TTag>(scoped ref WireReader reader, int maxCount, TTag tag, out int count)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => TryPassRemaining(ref reader, maxCount, 0, new TaggedViewStep<TView, TTag>(tag), out count);

    /// <summary>Passes over as many unions as there are tags. One may take no bytes: the tags did.</summary>
    /// <typeparam name="TView">The unions' view.</typeparam>
    /// <typeparam name="TTag">The tags' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="tags">The tag of each.</param>
    /// <returns>False when an element does not end within the bytes that are left, or is none.</returns>
    public static bool TryPassTaggedViews<TView, TTag>(scoped ref WireReader reader, WireList<TTag> tags)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct
    {
        if (!reader.TryDescend())
        {
            return false;
        }

        int index = 0;
        foreach (TTag tag in tags)
        {
            if (!TView.TryCreate(ref reader, tag, out _))
            {
                return WireCounts.In(ref reader, index);
            }

            index++;
        }

        reader.Ascend();
        return true;
    }

    private static bool TryPass<TStep>(scoped ref WireReader reader, int count, int size, TStep step)
        where TStep : struct, IElementStep
    {
        if (!WireCounts.CanHold(ref reader, count, Math.Max(size, 1)))
        {
            return false;
        }

        if (size > 0)
        {
            reader.Skip(count * size);
            return true;
        }

        return WireSteps.TryPass(ref reader, count, step);
    }

    private static bool TryPassRemaining<TStep>(scoped ref WireReader reader, int maxCount, int size, TStep step, out int count)
        where TStep : struct, IElementStep => size > 0
            ? WireCounts.TryCountRemaining(ref reader, maxCount, size, out count) && TryPass(ref reader, count, size, step)
            : WireSteps.TryPassRemaining(ref reader, maxCount, step, out count);
}

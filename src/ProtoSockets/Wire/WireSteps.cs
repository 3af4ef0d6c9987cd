namespace ProtoSockets.Runtime;

/// <summary>How one element of a list is passed over, whatever it is made into: a value, or a view.</summary>
internal interface IElementStep
{
    /// <summary>Passes over the element at the reader's position.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>False when it is malformed, or does not end within the bytes that are left.</returns>
    bool TryPass(scoped ref WireReader reader);
}

/// <summary>
/// Goes over the elements of a list once, without keeping them: lists that borrow and views find their ends so. No count from the wire is trusted: the first element that is not there ends it, and one that
/// takes no bytes is refused where nothing says how many there are.
/// </summary>
internal static class WireSteps
{
    /// <summary>Passes over a number of elements.</summary>
    /// <returns>False when one of them is malformed; the error names its index.</returns>
    public static bool TryPass<TStep>(scoped ref WireReader reader, int count, TStep step)
        where TStep : struct, IElementStep
    {
        if (!reader.TryDescend())
        {
            return false;
        }

        for (int index = 0; index < count; index++)
        {
            if (!step.TryPass(ref reader))
            {
                return WireCounts.In(ref reader, index);
            }
        }

        reader.Ascend();
        return true;
    }

    /// <summary>Passes over the elements that take all that is left of the message or of the enclosing length.</summary>
    /// <returns>False when there are more than allowed, or one is malformed; the error names its index.</returns>
    public static bool TryPassRemaining<TStep>(scoped ref WireReader reader, int maxCount, TStep step, out int count)
        where TStep : struct, IElementStep
    {
        count = 0;
        if (!reader.TryDescend())
        {
            return false;
        }

        for (; reader.Remaining > 0; count++)
        {
            if (count == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            int start = reader.Position;
            if (!step.TryPass(ref reader))
            {
                return WireCounts.In(ref reader, count);
            }

            if (reader.Position == start)
            {
                return WireCounts.TakesNoBytes(ref reader, count);
            }
        }

        reader.Ascend();
        return true;
    }
}

/// <summary>Reads an element, and drops it.</summary>
internal readonly struct ReadStep<T>(WireElement<T> element) : IElementStep
{
    public bool TryPass(scoped ref WireReader reader) => element.TryRead(ref reader, out _);
}

/// <summary>Finds the end of a record by its view.</summary>
internal readonly struct ViewStep<TView> : IElementStep
    where TView : struct, IWireView<TView>, allows ref struct
{
    public bool TryPass(scoped ref WireReader reader) => TView.TryCreate(ref reader, out _);
}

/// <summary>Finds the end of a union whose tag is somewhere else by its view.</summary>
internal readonly struct TaggedViewStep<TView, TTag>(TTag tag) : IElementStep
    where TView : struct, ITaggedView<TView, TTag>, allows ref struct
{
    public bool TryPass(scoped ref WireReader reader) => TView.TryCreate(ref reader, tag, out _);
}

namespace ProtoSockets.Runtime;

/// <content>Views of what is read only by who knows its tag.</content>
public static partial class WireViews
{
    /// <summary>Makes a view of the value at the reader's position; see <see cref="ITaggedView{TSelf, TTag}.TryCreate"/>.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when the value does not end within the bytes that are left, or is none.</returns>
    public static bool TryCreate<TView, TTag>(scoped ref WireReader reader, TTag tag, out TView view)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => TView.TryCreate(ref reader, tag, out view);

    /// <summary>Passes over the value at the reader's position.</summary>
    /// <typeparam name="TView">Its view.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>False when the value does not end within the bytes that are left, or is none.</returns>
    public static bool TryPass<TView, TTag>(scoped ref WireReader reader, TTag tag)
        where TView : struct, ITaggedView<TView, TTag>, allows ref struct => TView.TryCreate(ref reader, tag, out _);

    /// <summary>What is wrong with bytes that make up no view: the value says it.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>The error.</returns>
    public static WireError Refused<T, TTag>(WireReader reader, TTag tag)
        where T : ITaggedSerializable<T, TTag>
    {
        _ = T.TryRead(ref reader, tag, out _) || reader.Malformed("the bytes are no value");
        return reader.Error!;
    }

    /// <summary>A value for people, or what is wrong with it.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>A text.</returns>
    public static string Show<T, TTag>(WireReader reader, TTag tag)
        where T : ITaggedSerializable<T, TTag> => T.TryRead(ref reader, tag, out T value) ? value.ToString() ?? string.Empty : Show(in reader);

    /// <summary>Reads the value that a view stands for.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>The value.</returns>
    /// <exception cref="WireFormatException">Its bytes are malformed.</exception>
    public static T ToRecord<T, TTag>(WireReader reader, TTag tag)
        where T : ITaggedSerializable<T, TTag>
    {
        if (!T.TryRead(ref reader, tag, out T value))
        {
            Throw(ref reader);
        }

        return value;
    }

    /// <summary>Checks all of a value.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>What is wrong, or null.</returns>
    public static WireError? Validate<T, TTag>(WireReader reader, TTag tag)
        where T : ITaggedSerializable<T, TTag> => T.TryRead(ref reader, tag, out _) ? null : reader.Error;
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>What the generated code of unions does when a tag is not what it has to be. It is kept out of that code, so that what runs for every message stays small.</summary>
public static class WireUnions
{
    /// <summary>Records that no case has a tag.</summary>
    /// <typeparam name="T">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="offset">Where the tag is, or the content whose tag is somewhere else.</param>
    /// <param name="member">The union's property for the tag.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool NoCase<T>(ref WireReader reader, int offset, string member, T tag) =>
        reader.MalformedAt(offset, $"no case has the tag {tag}") || reader.In(member);

    /// <summary>The default of a union is written.</summary>
    /// <param name="union">The union.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowUnset(string union) => throw new WireFormatException($"{union} is no case: its default can't be written");

    /// <inheritdoc cref="ThrowUnset"/>
    /// <typeparam name="T">What would be returned.</typeparam>
    /// <returns>Never.</returns>
    [DoesNotReturn]
    public static T Unset<T>(string union)
    {
        ThrowUnset(union);
        return default;
    }

    /// <summary>A case of several tags holds one that is not its own.</summary>
    /// <typeparam name="T">The tag's type.</typeparam>
    /// <param name="case">The case.</param>
    /// <param name="member">The member that holds the tag.</param>
    /// <param name="tag">The tag.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowTagOfOther<T>(string @case, string member, T tag) =>
        throw new WireFormatException($"{@case}.{member} is {tag}, which is no tag of {@case}");

    /// <summary>The bytes of a case would be read as another one.</summary>
    /// <param name="union">The union.</param>
    /// <param name="case">The case.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowReadAsOther(string union, string @case) =>
        throw new WireFormatException($"{union} is {@case}, and its bytes start with a tag that is not");

    /// <summary>A union is another case than the tag somewhere else says.</summary>
    /// <typeparam name="T">The tag's type.</typeparam>
    /// <param name="member">The union.</param>
    /// <param name="actual">Its tag.</param>
    /// <param name="source">What holds the tag.</param>
    /// <param name="expected">The tag there.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowOtherTag<T>(string member, T actual, string source, T expected) =>
        throw new WireFormatException($"{member} has the tag {actual}, and {source} says {expected}");

    /// <summary>A list of unions has more or fewer elements than there are tags for.</summary>
    /// <param name="member">The list.</param>
    /// <param name="actual">How many elements.</param>
    /// <param name="source">What holds the tags.</param>
    /// <param name="expected">How many tags.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowTagCount(string member, int actual, string source, int expected) =>
        throw new WireFormatException($"{member} has {actual} elements, and {source} has {expected} tags");

    /// <summary>A union is another case than the request asks for.</summary>
    /// <typeparam name="T">The tag's type.</typeparam>
    /// <param name="member">The union.</param>
    /// <param name="actual">Its tag.</param>
    /// <param name="source">The request's member.</param>
    /// <param name="expected">The tag there.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void ThrowNotAskedFor<T>(string member, T actual, string source, T expected) =>
        throw new WireFormatException($"{member} has the tag {actual}, and {source} of the request says {expected}");

    /// <summary>A union is matched that is no case.</summary>
    /// <param name="union">The union.</param>
    /// <returns>To be thrown.</returns>
    public static InvalidOperationException NoValue(string union) => new($"{union} is no case: it is the default of the struct.");

    /// <summary>A union is converted to a case that it is not.</summary>
    /// <param name="union">The union.</param>
    /// <param name="actual">The case that it is.</param>
    /// <param name="wanted">The case that it should be.</param>
    /// <returns>To be thrown.</returns>
    public static InvalidCastException NotThat(string union, string actual, string wanted) => new($"{union} is {actual}, not {wanted}.");
}

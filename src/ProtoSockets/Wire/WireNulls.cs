using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// What happens to null where a record has no <c>T?</c>: it has no wire form, so that it is neither measured nor written. A <c>default</c> of bytes, text or a list that borrows is empty, and is no
/// null. Generated code stands on it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WireNulls
{
    /// <summary>The length of an array.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The array.</param>
    /// <param name="member">The member.</param>
    /// <returns>How many elements.</returns>
    /// <exception cref="WireFormatException">The array is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length<T>(T[]? value, string member)
    {
        if (value is null)
        {
            Throw(member);
        }

        return value.Length;
    }

    /// <summary>A record that is there.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The record.</param>
    /// <param name="member">The member.</param>
    /// <returns>The record.</returns>
    /// <exception cref="WireFormatException">The record is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Of<T>(T? value, string member)
        where T : class
    {
        if (value is null)
        {
            Throw(member);
        }

        return value;
    }

    /// <summary>Refuses null.</summary>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    public static void Throw(string member) => throw new WireFormatException($"{member} is null, which has no wire form");
}

using System.Reflection;
using System.Text;

namespace ProtoSockets.Tests.Views.Agreement;

/// <summary>Compares what a view has of bytes with what the record has.</summary>
internal static class ViewComparison
{
    /// <summary>What the two do not agree about; null when there is nothing, or no view.</summary>
    /// <param name="type">The record.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="comparesMembers">Whether to compare what members hold, and not only whether there is a value.</param>
    public static string? Problem(Type type, byte[] bytes, bool comparesMembers = true)
    {
        if (ViewOf(type) is not { } view || ReadOf(type) is null)
        {
            return null;
        }

        string? expected = Read(type, bytes, out WireError? expectedError);
        WireError? refused = null;
        string? actual = null;
        WireError? error = null;
        try
        {
            actual = ViewText.Of(view, bytes, out error);
        }
        catch (WireFormatException exception)
        {
            refused = exception.Error;
        }

        // A view that refuses a member is right as long as the record refuses the whole; without a view, the error is the record's.
        bool agrees = expected is not null ? actual is not null && (!comparesMembers || expected == actual)
            : actual is null && (refused is not null || (expectedError!.ToString() == error?.ToString() && expectedError.BytesNeeded == error.BytesNeeded));
        return agrees ? null : $"{type.FullName}: {Convert.ToHexString(bytes)}\nrecord {expected ?? $"none: {expectedError}"}\nview   {actual ?? $"none: {error ?? refused}"}";
    }

    /// <summary>The view of a record; null when it has none.</summary>
    public static Type? ViewOf(Type type) => type.GetNestedType("View", BindingFlags.Public | BindingFlags.NonPublic) is { IsByRefLike: true } view ? view : null;

    /// <summary>The method that reads a record, or a message with its header; null when there is none.</summary>
    public static MethodInfo? ReadOf(Type type) => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault(method =>
        method.Name == "TryRead" && method.GetParameters() is [var source, .., var error] parameters
        && parameters.Length == 4 && source.ParameterType == typeof(ReadOnlyMemory<byte>) && error.IsOut && parameters[1].IsOut);

    /// <summary>The record as text, or why there is none.</summary>
    public static string? Read(Type type, byte[] bytes, out WireError? error)
    {
        MethodInfo read = ReadOf(type)!;
        object?[] arguments = [new ReadOnlyMemory<byte>(bytes), null, null, null];
        bool isRead = (bool)read.Invoke(null, arguments)!;
        error = (WireError?)arguments[3];
        if (!isRead)
        {
            return null;
        }

        // A header stands in front of the message among the results; how many bytes it took stands behind it.
        object value = read.GetParameters()[1].ParameterType.GetElementType() == type ? arguments[1]! : arguments[2]!;
        StringBuilder text = new();
        MemberText.Record(value, text);
        return text.ToString();
    }
}

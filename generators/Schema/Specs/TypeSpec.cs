namespace ProtoSockets.Schema;

/// <summary>A type that code is generated for: its names, and how to reopen it.</summary>
internal sealed record TypeSpec
{
    /// <summary><c>Join</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>global::Samples.Chat.Join</c>.</summary>
    public required string FullName { get; init; }

    /// <summary><c>Samples.Chat+Join</c>: the name of the generated file, too.</summary>
    public required string MetadataName { get; init; }

    /// <summary><c>Samples</c>, or empty for the global namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The enclosing types from the outside in, as partial declarations: <c>partial class Chat</c>.</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary>How to reopen the type: <c>partial record struct Join</c>.</summary>
    public required string Declaration { get; init; }

    /// <summary><c>public</c>, <c>internal</c>...: as declared.</summary>
    public required string Accessibility { get; init; }

    public required bool IsValueType { get; init; }

    /// <summary>Whether it is a readonly struct, whose methods need no <c>readonly</c>.</summary>
    public required bool IsReadOnly { get; init; }

    public required bool IsSealed { get; init; }

    /// <summary>Whether it is a static class, which implements no interface.</summary>
    public required bool IsStatic { get; init; }
}

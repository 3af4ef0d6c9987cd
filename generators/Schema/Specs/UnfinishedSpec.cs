namespace ProtoSockets.Schema;

/// <summary>
/// A definition that is wrong, so that no code can be generated for it, and what others may refer to in it all the same. The compiler runs no analyzer over a
/// compilation with errors in its declarations, and the analyzer is who says what is wrong: so the declarations must be complete.
/// </summary>
/// <param name="Type">The record or the protocol.</param>
/// <param name="Properties">For a record, the computed members, which need an implementation.</param>
/// <param name="Types">For a protocol, the declarations of the types that would have been generated inside of it.</param>
internal sealed record UnfinishedSpec(TypeSpec Type, EquatableArray<UnfinishedPropertySpec> Properties, EquatableArray<string> Types);

/// <summary>A partial property without an implementation.</summary>
/// <param name="Declaration">Its modifiers, type and name.</param>
/// <param name="Accessors">Its accessors, with their modifiers: <c>get</c>, <c>private set</c>.</param>
internal sealed record UnfinishedPropertySpec(string Declaration, EquatableArray<string> Accessors);

namespace ProtoSockets.Schema;

/// <summary>The line that a record begins with.</summary>
/// <param name="Separator">What stands between two tokens.</param>
/// <param name="Terminator">What ends the line.</param>
/// <param name="Lenient">Whether blanks may be added on read.</param>
/// <param name="MaxBytes">The most bytes of the line.</param>
/// <param name="Verb">The verb that is the first token and no member's; null when there is none.</param>
/// <param name="IgnoreCase">Whether the verb's letters may have either case.</param>
/// <param name="Tokens">How many of the record's members are tokens: the first ones.</param>
internal sealed record LineSpec(
    EquatableArray<byte> Separator, EquatableArray<byte> Terminator, bool Lenient, int MaxBytes, string? Verb, bool IgnoreCase, int Tokens)
{
    /// <summary>The verbs of which the first member holds one; none when the verb is no member's.</summary>
    public EquatableArray<string> KeptVerbs { get; init; }

    /// <summary>Whether nothing of the line stands in front of a member.</summary>
    public bool IsFirst(int index) => index == 0 && Verb is null;
}

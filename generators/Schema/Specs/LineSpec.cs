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

    /// <summary>Whether the first member is a tag, which ties replies to requests and stands in front of the verb.</summary>
    public bool IsTagged { get; init; }

    /// <summary>Which token the verb is, be it a member's or none's.</summary>
    public int VerbIndex => IsTagged ? 1 : 0;

    /// <summary>Whether nothing but blanks stand between tokens. Behind the last one they may be missing.</summary>
    public bool IsSeparatedByBlanks => Separator.All(character => character is (byte)' ' or (byte)'\t');

    /// <summary>Whether nothing of the line stands in front of a member.</summary>
    public bool IsFirst(int index) => index == 0 && (Verb is null || IsTagged);
}

/// <summary>What stands behind a token that is there or not, of which a reader decides by what is left whether it is.</summary>
/// <param name="Required">How many tokens the members behind need.</param>
/// <param name="IsOpen">Whether more than these may stand there, so that something may be taken for the token.</param>
/// <param name="Others">The keywords behind that the token cannot be.</param>
internal sealed record TokensBehind(int Required, bool IsOpen, EquatableArray<string> Others);
